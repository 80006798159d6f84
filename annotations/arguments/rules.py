"""Who may do what with claims and with the agenda: read it aloud to the people it governs."""

from uuid import UUID

from annotations.seminars.rules import Reader


def may_pull_out(reader: Reader, *, held: bool) -> bool:
    """Who writes here may pull out a claim, and say what it rests on. Where a moderator looks
    first (`held`) readers do so only with a counterpoint or source, which waits with its claim."""
    return reader.writes and (not held or reader.moderates)


def may_reword_claim(reader: Reader, makers: set[UUID]) -> bool:
    """A claim is put better by those who pulled it out, or by who moderates."""
    return reader.writes and (reader.moderates or reader.member in makers)


def may_take_off_board(reader: Reader, makers: set[UUID]) -> bool:
    """A claim is taken off the board by those who pulled it out, or by a leader."""
    return reader.writes and (reader.leads or reader.member in makers)


def may_put_back_on_board(reader: Reader, taken_off_by: UUID | None) -> bool:
    """It is put back by whoever took it off, or by a leader."""
    return reader.writes and (reader.leads or reader.member == taken_off_by)


def may_attach(reader: Reader, author: UUID) -> bool:
    """An annotation is said to bear on a claim by who wrote it, or by who moderates."""
    return reader.writes and (reader.moderates or reader.member == author)


def may_merge_claims(reader: Reader) -> bool:
    """Two claims become one in the hands of who moderates."""
    return reader.writes and reader.moderates


def may_arrange_agenda(reader: Reader) -> bool:
    """The agenda is its leader's to arrange."""
    return reader.leads and reader.member is not None
