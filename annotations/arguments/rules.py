"""Who may change claims and arrange the agenda."""

from uuid import UUID

from annotations.seminars.rules import Reader


def may_pull_out(reader: Reader, *, held: bool) -> bool:
    """Members who may write may create claims and name their premises. Those whose posts wait for a
    moderator (`held`) create a claim only together with a counterpoint or source."""
    return reader.writes and (not held or reader.moderates)


def may_reword_claim(reader: Reader, makers: set[UUID], *, held: bool) -> bool:
    """Those who made the claim (`makers`) may reword it, unless their posts wait for a moderator
    (`held`); and moderators."""
    return reader.writes and (reader.moderates or (reader.member in makers and not held))


def may_take_off_board(reader: Reader, makers: set[UUID]) -> bool:
    """Those who made the claim (`makers`) may take it off the board, and leaders."""
    return reader.writes and (reader.leads or reader.member in makers)


def may_put_back_on_board(reader: Reader, taken_off_by: UUID | None) -> bool:
    """The member who took the claim off may put it back, and leaders."""
    return reader.writes and (reader.leads or reader.member == taken_off_by)


def may_attach(reader: Reader, author: UUID) -> bool:
    """The annotation's author may attach it to a claim, and moderators."""
    return reader.writes and (reader.moderates or reader.member == author)


def may_merge_claims(reader: Reader) -> bool:
    """Moderators may merge two claims."""
    return reader.writes and reader.moderates


def may_arrange_agenda(reader: Reader) -> bool:
    """Leaders may arrange the agenda."""
    return reader.leads and reader.member is not None
