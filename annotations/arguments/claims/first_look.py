"""Whether the wording of a claim may show at once, by the seminar's rules about links: a claim
can't wait for a moderator as an annotation does."""

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from annotations.margin.posting_rules.first_look import links_are_held
from annotations.margin.posting_rules.link_rules import check_links
from annotations.prose.links import addresses_in
from annotations.seminars.queries import OpenedReading

LINKS_WAIT = _(
    "Where there are links like these, a moderator looks first. Take the addresses out, or say "
    "this claim with a counterpoint or a source."
)


def check_wording(form: Form, opened: OpenedReading) -> bool:
    """Apply the seminar's rules about links to a form that has been validated, and may have a
    wording: adds errors beside the fields. Returns whether there are none. No query."""
    fits = check_links(form, opened.reading.seminar)
    addresses = addresses_in(str(form.cleaned_data.get("wording", "")))
    if not opened.reader.moderates and links_are_held(opened.reading.seminar, addresses):
        form.add_error("wording", LINKS_WAIT)
        return False
    return fits
