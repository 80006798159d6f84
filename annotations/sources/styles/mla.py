"""MLA style: MLA Handbook, 9th ed. (2021), chapter 5, the template of core elements.

Each work stands in a container; elements are set off by commas, containers by full stops. Page
ranges keep two digits of the second number (section 6.59).
"""

from annotations.sources.csl.items import CslItem
from annotations.sources.styles.fields import (
    PERIODICALS,
    day_first_date,
    edition_statement,
    field_text,
    field_title,
    format_locator,
    is_independent,
    names_several_pages,
    page_field,
    printable_names,
    responsible_names,
    same_text,
    work_link,
)
from annotations.sources.styles.markup import (
    escape_field,
    italicise,
    join_parts,
    join_sentences,
    quote_title,
    strip_markup,
)
from annotations.sources.styles.names import (
    inverted_name,
    join_names,
    natural_name,
    split_et_al,
    surname,
)
from annotations.sources.styles.page_ranges import mla_page_ranges
from annotations.sources.styles.terms import capitalise, page_label, term

_OWN_WORDS = ("edited by", "translated by", "version", "vol.", "no.", "p.", "pp.")
_ROLES = {"editor": ("editor", "editors"), "translator": ("translator", "translators")}


def reference(work: CslItem) -> str:
    """The entry of the list of works cited, as markup."""
    people, role = responsible_names(work)
    who = join_parts(_people(work), term(_ROLES.get(role, ("", ""))[len(people) > 1]))
    if work.get("type") == "thesis":
        kind = field_text(work, "genre") or term("Thesis")
        source = join_parts(field_text(work, "publisher"), kind)
        return join_sentences(
            who, _title(work), day_first_date(work), source, escape_field(work_link(work))
        )
    return join_sentences(who, _title(work), _capital(_container(work)))


def in_text(work: CslItem, locator: str) -> str:
    """What stands between the parentheses: “Snyder 466”."""
    people, more = split_et_al(responsible_names(work)[0])
    if len(people) > 2 or (people and more):
        who = f"{surname(people[0])} {term('et al.')}"
    else:
        who = join_names([surname(name) for name in people])
    if not who:
        who = _in_sentence(field_title(work), work)
    elif work.get("disambiguate"):
        who = join_parts(who, _in_sentence(_short_title(work), work))
    return join_parts(who, mla_page_ranges(format_locator(locator, label=False)), by=" ")


def _in_sentence(markup: str, work: CslItem) -> str:
    return italicise(markup) if is_independent(work) else quote_title(markup)


def _short_title(work: CslItem) -> str:
    """Return the title without the subtitle, as it stands beside an author
    (sections 6.8 and 6.10).
    """
    whole = field_title(work)
    main = whole.partition(": ")[0]
    return field_title(work, "title-short") or (main if main.count("<") % 2 == 0 else whole)


def _people(work: CslItem) -> str:
    """Return two names, or the first of three and more (section 5.8)."""
    people, more = split_et_al(responsible_names(work)[0])
    if not people:
        return ""
    if len(people) > 2 or more:
        return f"{inverted_name(people[0])}, {term('et al.')}"
    return join_names(
        [inverted_name(people[0]), *(natural_name(name) for name in people[1:])], comma_of_two=True
    )


def _title(work: CslItem) -> str:
    if is_independent(work) or work.get("type") == "thesis":
        return italicise(field_title(work))
    return field_title(work) and quote_title(field_title(work), ".")


def _capital(container: str) -> str:
    """Capitalise a term after the title's full stop; names stay as they are."""
    ours = tuple(f"{term(word)} " for word in _OWN_WORDS)
    return capitalise(container) if container.startswith(ours) else container


def _container(work: CslItem) -> str:
    """Return container, contributors, version, number, publisher, date and place,
    as far as known.
    """
    container = italicise(field_title(work, "container-title"))
    if same_text(strip_markup(container), strip_markup(field_title(work))):
        container = ""  # proceedings that name themselves twice
    if work.get("type") == "article":
        container = container or italicise(field_text(work, "archive"))
    return join_parts(
        container,
        *_contributors(work),
        edition_statement(work),
        _version(work),
        _numbering(work),
        _publisher(work, strip_markup(container)),
        day_first_date(work),
        _pages(work),
        escape_field(work_link(work)),
    )


def _contributors(work: CslItem) -> list[str]:
    role = responsible_names(work)[1]
    return [
        f"{term(verb)} {_several(work, field)}"
        for field, verb in (("translator", "translated by"), ("editor", "edited by"))
        if printable_names(work, field) and field != role
    ]


def _several(work: CslItem, field: str) -> str:
    people, more = split_et_al(printable_names(work, field))
    if len(people) > 2 or more:
        return f"{natural_name(people[0])} {term('et al.')}"
    return join_names([natural_name(name) for name in people])


def _version(work: CslItem) -> str:
    version = field_text(work, "version")
    return f"{term('version')} {version}" if version else ""


def _numbering(work: CslItem) -> str:
    volume, issue, number = (field_text(work, field) for field in ("volume", "issue", "number"))
    report = work.get("type") == "report"
    return join_parts(
        f"{term('vol.')} {volume}" if volume else "",
        f"{term('no.')} {issue}" if issue else "",
        join_parts(
            field_text(work, "genre") if report else "",
            f"{term('no.')} {number}" if number else "",
            by=" ",
        ),
    )


def _publisher(work: CslItem, container: str) -> str:
    publisher = field_text(work, "publisher")
    who = responsible_names(work)[0]
    same_as_author = len(who) == 1 and same_text(
        strip_markup(publisher), strip_markup(surname(who[0]))
    )
    if (
        work.get("type") in PERIODICALS
        or same_text(strip_markup(publisher), container)
        or same_as_author
    ):
        return ""
    return publisher


def _pages(work: CslItem) -> str:
    page = mla_page_ranges(page_field(work))
    return f"{page_label(names_several_pages(page))} {page}" if page else ""
