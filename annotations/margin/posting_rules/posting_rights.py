"""Why a visitor may not post on a reading, for pages and for programs alike."""

from django.utils.translation import gettext as _

from annotations.seminars.queries import OpenedReading


def may_join(opened: OpenedReading) -> bool:
    """True if this visitor is signed in and may join the seminar without an invitation."""
    seminar = opened.reading.seminar
    return opened.reader.user is not None and opened.member is None and seminar.can_be_joined


def why_may_not_post(opened: OpenedReading) -> str:
    """Return the sentence that says why this visitor can't post here; "" if they may."""
    if opened.reader.writes:
        return ""
    if opened.reading.is_closed:
        return _("This text is closed: it can be read, not added to.")
    if opened.reader.closed:
        return _("This seminar is closed: it can be read, not added to.")
    if opened.member:
        return _("As an observer you read along; ask the leader to make you a reader.")
    if may_join(opened):
        return _("Join the seminar to post this.")
    return _("Only members post here; ask the leader to invite you.")
