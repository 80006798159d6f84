"""What is told of a work of which only a number or an address is known, and what comes of it."""

from annotations.sources.csl import Work
from annotations.sources.styles.fields import as_pasted

_NUMBERS = {
    "DOI": "a DOI",
    "ISBN": "an ISBN",
    "PMID": "a PubMed number",
    "PMCID": "a PubMed Central number",
    "archive_location": "an arXiv number",
    "URL": "a web address",
}
_LOOKED_UP = ("DOI", "ISBN")


def told_before(work: Work, *, asking: bool) -> str:
    """What a preview tells of a work that will not show author, year and title.

    Args:
        asking: whether the registries are asked here.
    """
    if as_pasted(work):
        return "Kept as you wrote it. Author, year and title can be filled in once it is posted."
    field = _number(work)
    if not field:
        return ""
    if asking and field in _LOOKED_UP:
        then = "Its author and title are looked up once it is posted, or can be filled in."
    else:
        then = "It is not looked up: its author and title can be filled in once it is posted."
    return f"This is {_NUMBERS[field]}. {then}"


def told_after(work: Work, *, asking: bool, problem: str = "") -> str:
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


def _number(work: Work) -> str:
    if work.get("title"):
        return ""
    return next((field for field in _NUMBERS if work.get(field)), "")
