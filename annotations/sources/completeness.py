"""What readers are told of a work of which little is known, and of a text that is no work."""

from collections.abc import Sequence

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.csl.items import CslItem
from annotations.sources.formats.parse_result import ParsedWork
from annotations.sources.styles.fields import is_unparsed

MAX_TITLE_LENGTH = 1_000
"""Code points of a title, of its own or of what the work is in."""
THREAD_TITLE_LENGTH = 300
"""Code points of a title as a thread shows it; the whole of it stands in the bibliography."""
_TITLE_FIELDS = ("title", "container-title", "collection-title", "publisher", "genre")
_LOOKED_UP = ("DOI", "ISBN")

_THIS_IS = {
    "DOI": _("This is a DOI."),
    "ISBN": _("This is an ISBN."),
    "PMID": _("This is a PubMed number."),
    "PMCID": _("This is a PubMed Central number."),
    "archive_location": _("This is an arXiv number."),
    "URL": _("This is a web address."),
}
"""What a preview says of an untitled work, by the first of these fields that it has."""
_ONLY_KNOWN = {
    "DOI": _("Only a DOI is known so far."),
    "ISBN": _("Only an ISBN is known so far."),
    "PMID": _("Only a PubMed number is known so far."),
    "PMCID": _("Only a PubMed Central number is known so far."),
    "archive_location": _("Only an arXiv number is known so far."),
    "URL": _("Only a web address is known so far."),
}
"""What an entry says of such a work once it is posted."""
_TOO_LONG = _(
    "A source is named in at most %(most)s characters; this has %(length)s. "
    "Give its author, title and year; what it says belongs into the comment."
)
_TOO_LONG_IN_LINE = _(
    "Line %(line)s: A source is named in at most %(most)s characters; this has %(length)s. "
    "Give its author, title and year; what it says belongs into the comment."
)


def overlong_source_problem(works: Sequence[ParsedWork]) -> str:
    """Return what is wrong with the first work whose title or another name is too long to be one.

    Names the line where there are several works; returns "" if all are short enough.
    """
    for parsed in works:
        length = max(len(str(parsed.work.get(field) or "")) for field in _TITLE_FIELDS)
        if length > MAX_TITLE_LENGTH:
            problem = _TOO_LONG_IN_LINE if len(works) > 1 else _TOO_LONG
            numbers = {"most": MAX_TITLE_LENGTH, "length": length, "line": str(parsed.line)}
            return str(problem % numbers)
    return ""


def preview_notice(work: CslItem, *, asking: bool) -> str:
    """Return what a preview says of a work that will not show author, year and title; else "".

    Args:
        asking: whether the registries are asked here.
    """
    if is_unparsed(work):
        return str(
            _("Kept as you wrote it. Author, year and title can be filled in once it is posted.")
        )
    field = _identifying_field(work)
    if not field:
        return ""
    if asking and field in _LOOKED_UP:
        outlook = _("Its author and title are looked up once it is posted, or can be filled in.")
    else:
        outlook = _("It is not looked up: its author and title can be filled in once it is posted.")
    return f"{_THIS_IS[field]} {outlook}"


def entry_notice(work: CslItem, *, asking: bool, problem: str = "") -> str:
    """Return what stands beside a work without a title where it is cited; else "".

    Args:
        asking: whether the registries are asked here.
        problem: `Work.lookup_problem`, in English as it is stored.
    """
    if work.get("title"):
        return ""
    field = _identifying_field(work)
    known = _ONLY_KNOWN[field] if field else _("Little is known so far.")
    if problem:
        return f"{known} {LazyMessage(problem)}"
    if asking and field in _LOOKED_UP:
        return " ".join([str(known), str(_("It will be looked up."))])
    return " ".join([str(known), str(_("It is not looked up."))])


def _identifying_field(work: CslItem) -> str:
    """Return the first identifier that an untitled work has, or ""."""
    if work.get("title"):
        return ""
    return next((field for field in _THIS_IS if work.get(field)), "")
