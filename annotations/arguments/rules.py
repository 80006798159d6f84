"""Who may do what with claims and with the agenda: read it aloud to the people it governs."""

from uuid import UUID

from annotations.seminars.rules import Reader


def may_pull_out(reader: Reader, *, held: bool) -> bool:
    """Who writes here may pull out a claim, and say what it rests on. Where a moderator looks
    first (`held`) readers do so only with a counterpoint or source, which waits with its claim."""
    return reader.writes and (not held or reader.moderates)


def may_reword(reader: Reader, makers: set[UUID]) -> bool:
    """A claim is put better by those who pulled it out, or by who moderates."""
    return reader.writes and (reader.moderates or reader.member in makers)


def may_merge(reader: Reader) -> bool:
    """Two claims become one in the hands of who moderates."""
    return reader.writes and reader.moderates


def may_arrange(reader: Reader) -> bool:
    """The agenda is its leader's to arrange."""
    return reader.leads and reader.member is not None
