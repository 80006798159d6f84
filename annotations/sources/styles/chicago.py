"""Chicago style, author-date: The Chicago Manual of Style, 17th ed. (2017), chapter 15.

Page ranges are shortened after section 9.61; ten names are listed, of more the first seven.
"""

import re

from annotations.sources.csl.items import CslItem
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    edition_statement,
    field_text,
    field_title,
    format_locator,
    is_independent,
    long_date,
    page_field,
    printable_names,
    responsible_names,
    work_link,
    year_with_suffix,
)
from annotations.sources.styles.markup import (
    escape_field,
    italicise,
    join_parts,
    join_sentences,
    quote_title,
    with_full_stop,
)
from annotations.sources.styles.names import (
    inverted_name,
    join_names,
    natural_name,
    split_et_al,
    surname,
)
from annotations.sources.styles.page_ranges import chicago_page_ranges
from annotations.sources.styles.terms import capitalise, term

_ROLES = {"editor": ("ed.", "eds."), "translator": ("trans.", "trans.")}


def reference(work: CslItem) -> str:
    """The entry of the reference list, as markup."""
    people, role = responsible_names(work)
    who = join_parts(_people(work), term(_ROLES.get(role, ("", ""))[len(people) > 1]))
    head = _title(work)
    start = (
        join_sentences(who, year_with_suffix(work), head)
        if who
        else join_sentences(head, year_with_suffix(work))
    )
    address = with_full_stop(escape_field(work_link(work)))
    return join_parts(start, *(with_full_stop(part) for part in _source(work)), address, by=" ")


def in_text(work: CslItem, locator: str) -> str:
    """What stands between the parentheses: “Snyder 1984, 466”."""
    people, more = split_et_al(responsible_names(work)[0])
    if len(people) > 3 or (people and more):
        who = f"{surname(people[0])} {term('et al.')}"
    else:
        who = join_names([surname(name) for name in people])
    who = who or (
        italicise(field_title(work)) if is_independent(work) else quote_title(field_title(work))
    )
    return join_parts(
        f"{who} {year_with_suffix(work)}", chicago_page_ranges(format_locator(locator, label=False))
    )


def _people(work: CslItem) -> str:
    """Return the names, the first inverted and the others in natural order (section 15.9)."""
    people, more = split_et_al(responsible_names(work)[0])
    if not people:
        return ""
    if len(people) > 10:
        people, more = people[:7], True
    written = [inverted_name(people[0]), *(natural_name(name) for name in people[1:])]
    return (
        f"{', '.join(written)}, {term('et al.')}"
        if more
        else join_names(written, comma_of_two=True)
    )


def _title(work: CslItem) -> str:
    return (
        italicise(field_title(work))
        if is_independent(work)
        else field_title(work) and quote_title(field_title(work), ".")
    )


def _source(work: CslItem) -> list[str]:
    kind = work.get("type", "document")
    if kind in ("article-magazine", "article-newspaper"):
        return [join_parts(italicise(field_title(work, "container-title")), long_date(work))]
    if kind in PERIODICALS:
        return [_periodical(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), _imprint(work)]
    if kind == "thesis":
        return [join_parts(_thesis_kind(field_text(work, "genre")), field_text(work, "publisher"))]
    if kind in ("webpage", "post", "post-weblog"):
        return [
            field_title(work, "container-title") or field_text(work, "publisher"),
            long_date(work),
        ]
    number = field_text(work, "number")
    version = field_text(work, "version")
    return [
        *_contributors(work),
        edition_statement(work),
        f"{capitalise(term('vol.'))} {field_text(work, 'volume')}" if work.get("volume") else "",
        field_title(work, "collection-title"),
        join_parts(field_text(work, "genre"), number, by=" "),
        f"{capitalise(term('version'))} {version}" if version else "",
        _imprint(work) or field_text(work, "archive"),
    ]


def _contributors(work: CslItem) -> list[str]:
    role = responsible_names(work)[1]
    return [
        f"{capitalise(term(verb))} {join_names([natural_name(name) for name in people])}"
        for field, verb in (("editor", "edited by"), ("translator", "translated by"))
        if field != role and (people := printable_names(work, field))
    ]


def _thesis_kind(genre: str) -> str:
    if re.search(r"ph\.? ?d|doct", genre, re.IGNORECASE):
        return term("PhD diss.")
    return term("Master’s thesis") if "aster" in genre else genre or term("Thesis")


def _periodical(work: CslItem) -> str:
    """Return journal, numbers and pages, as in section 15.48: *World Politics* 36 (4): 461–95."""
    volume, issue = field_text(work, "volume"), field_text(work, "issue")
    numbering = f"{volume} ({issue})" if volume and issue else volume
    head = join_parts(italicise(field_title(work, "container-title")), numbering, by=" ")
    head = join_parts(head, f"{term('no.')} {issue}" if issue and not volume else "")
    where = chicago_page_ranges(page_field(work)) or field_text(work, "number")
    return f"{head}: {where}" if where else head


def _within(work: CslItem) -> str:
    editors = join_names([natural_name(name) for name in printable_names(work, "editor")])
    return join_parts(
        f"{term('In')} {italicise(field_title(work, 'container-title'))}",
        f"{term('edited by')} {editors}" if editors else "",
        chicago_page_ranges(page_field(work)),
    )


def _imprint(work: CslItem) -> str:
    return join_parts(field_text(work, "publisher-place"), field_text(work, "publisher"), by=": ")
