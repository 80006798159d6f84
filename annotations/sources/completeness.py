"""What is told of a work of which only a number or words are known, and of what is no work."""

from collections.abc import Sequence

from annotations.sources.csl.items import CslItem
from annotations.sources.formats.parse_result import ParsedWork
from annotations.sources.styles.fields import is_unparsed

MAX_TITLE_LENGTH = 1_000
"""Code points of a title, of its own or of what the work is in."""
THREAD_TITLE_LENGTH = 300
"""The same where it is shown in a thread; the whole of it stands in the bibliography."""
_NAMES = ("title", "container-title", "collection-title", "publisher", "genre")
_NUMBERS = {
    "DOI": "a DOI",
    "ISBN": "an ISBN",
    "PMID": "a PubMed number",
    "PMCID": "a PubMed Central number",
    "archive_location": "an arXiv number",
    "URL": "a web address",
}
_LOOKED_UP = ("DOI", "ISBN")


def overlong_source_problem(works: Sequence[ParsedWork]) -> str:
    """Why one of them is none, the first: something in it is so long that it is no title or
    name; else nothing."""
    for found in works:
        length = max(len(str(found.work.get(field) or "")) for field in _NAMES)
        if length > MAX_TITLE_LENGTH:
            line = f"Line {found.line}: " if len(works) > 1 else ""
            return (
                f"{line}A source is named in at most {MAX_TITLE_LENGTH:,} characters; this has {length:,}. "
                "Give its author, title and year; what it says belongs into the comment."
            )
    return ""


def preview_notice(work: CslItem, *, asking: bool) -> str:
    """What a preview tells of a work that will not show author, year and title.

    Args:
        asking: whether the registries are asked here.
    """
    if is_unparsed(work):
        return "Kept as you wrote it. Author, year and title can be filled in once it is posted."
    field = _number(work)
    if not field:
        return ""
    if asking and field in _LOOKED_UP:
        then = "Its author and title are looked up once it is posted, or can be filled in."
    else:
        then = "It is not looked up: its author and title can be filled in once it is posted."
    return f"This is {_NUMBERS[field]}. {then}"


def entry_notice(work: CslItem, *, asking: bool, problem: str = "") -> str:
    """What stands beside such a work where it is cited; nothing beside one that has a title.

    Args:
        asking: whether the registries are asked here.
        problem: why a look-up came to nothing.
    """
    if work.get("title"):
        return ""
    field = _number(work)
    known = f"Only {_NUMBERS[field]} is known so far." if field else "Little is known so far."
    coming = asking and field in _LOOKED_UP
    return f"{known} {problem or ('It will be looked up.' if coming else 'It is not looked up.')}"


def _number(work: CslItem) -> str:
    if work.get("title"):
        return ""
    return next((field for field in _NUMBERS if work.get(field)), "")
