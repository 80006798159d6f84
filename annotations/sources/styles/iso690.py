"""ISO 690:2021, name and date system (clause 5 and annex A).

The standard leaves punctuation and typography to the publisher; surnames in capitals, all names
turned round and titles in italics follow its examples.
"""

from annotations.sources.csl.items import CslItem, CslName
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    access_date,
    day_first_date,
    edition_statement,
    field_text,
    field_title,
    format_locator,
    isbn_statement,
    issued_year,
    names_several_pages,
    page_field,
    printable_names,
    responsible_names,
    work_link,
    year_with_suffix,
)
from annotations.sources.styles.markup import escape_field, italicise, join_parts, with_full_stop
from annotations.sources.styles.names import capitalised_name, join_names, split_et_al, surname
from annotations.sources.styles.terms import capitalise, page_label, term

_ONLINE = frozenset({"webpage", "post", "post-weblog", "dataset", "software"})


def reference(work: CslItem) -> str:
    """The entry of the list of references, as markup."""
    people, role = responsible_names(work)
    who = _people(people)
    if who and role != "author":
        who += f" ({_role(role, len(people))})"
    head = _title(work)
    start = (
        [f"{who}, {year_with_suffix(work)}", head]
        if who
        else [join_parts(head, year_with_suffix(work))]
    )
    parts = [*start, *_source(work)]
    return join_parts(*(with_full_stop(part) for part in parts), _available(work), by=" ")


def _role(role: str, count: int) -> str:
    return term("trans." if role == "translator" else "ed." if count == 1 else "eds.")


def in_text(work: CslItem, locator: str) -> str:
    """What stands between the parentheses: “Snyder 1984, p. 466”."""
    people, more = split_et_al(responsible_names(work)[0])
    if len(people) > 3 or (people and more):
        who = f"{surname(people[0])} {term('et al.')}"
    else:
        who = join_names([surname(name) for name in people], comma=False)
    where = format_locator(locator)
    return join_parts(f"{who or italicise(field_title(work))} {year_with_suffix(work)}", where)


def _people(people: list[CslName]) -> str:
    """Return up to three names; of more, the first."""
    kept, more = split_et_al(people)
    if len(kept) > 3:
        kept, more = kept[:1], True
    written = [capitalised_name(name) for name in kept]
    return f"{', '.join(written)} {term('et al.')}" if more else join_names(written, comma=False)


def _title(work: CslItem) -> str:
    kind = work.get("type", "document")
    head = field_title(work)
    if kind not in PERIODICALS and kind not in PARTS:
        head = italicise(head)
    return f"{head} [{term('online')}]" if head and kind in _ONLINE else head


def _source(work: CslItem) -> list[str]:
    kind = work.get("type", "document")
    if kind in PERIODICALS:
        return [italicise(field_title(work, "container-title")), _numbering(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), join_parts(_imprint(work), _pages(work)), isbn_statement(work)]
    if kind == "thesis":
        return [field_text(work, "genre") or term("Thesis"), _imprint(work)]
    if kind in ("webpage", "post", "post-weblog"):
        return [field_title(work, "container-title"), field_text(work, "publisher"), _day(work)]
    volume, version = field_text(work, "volume"), field_text(work, "version")
    return [
        edition_statement(work),
        f"{capitalise(term('vol.'))} {volume}" if volume else "",
        f"{capitalise(term('version'))} {version}" if version else "",
        _imprint(work) or field_text(work, "archive"),
        join_parts(field_title(work, "collection-title"), field_text(work, "collection-number")),
        join_parts(field_text(work, "genre"), field_text(work, "number"), by=" "),
        isbn_statement(work),
    ]


def _day(work: CslItem) -> str:
    """Return the full date, if it says more than the year at the beginning."""
    date = day_first_date(work, short=False)
    return "" if date == issued_year(work, unknown="") else date


def _numbering(work: CslItem) -> str:
    volume, issue, number = (field_text(work, field) for field in ("volume", "issue", "number"))
    dated = work.get("type") in ("article-magazine", "article-newspaper")
    return join_parts(
        _day(work) if dated else "",
        f"{_started('vol.', dated and _day(work))} {volume}" if volume else "",
        f"{_started('no.', volume)} {issue}" if issue else "",
        _pages(work) or (f"{term('art.')} {number}" if number else ""),
    )


def _started(label: str, before: object) -> str:
    """Return a label, with a capital if nothing stands before it."""
    return term(label) if before else capitalise(term(label))


def _within(work: CslItem) -> str:
    people = printable_names(work, "editor")
    editors = f"{_people(people)} ({_role('editor', len(people))}), " if people else ""
    return f"{term('In')}: {editors}{italicise(field_title(work, 'container-title'))}"


def _imprint(work: CslItem) -> str:
    return join_parts(field_text(work, "publisher-place"), field_text(work, "publisher"), by=": ")


def _pages(work: CslItem) -> str:
    page = page_field(work)
    return f"{page_label(names_several_pages(page))} {page}" if page else ""


def _available(work: CslItem) -> str:
    address = escape_field(work_link(work))
    seen = access_date(work)
    return join_parts(
        seen and f"[{term('viewed')} {seen}].",
        address and f"{term('Available from')}: {address}",
        by=" ",
    )
