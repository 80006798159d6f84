"""MLA style: MLA Handbook, 9th ed. (2021), chapter 5, the template of core elements.

Each work stands in a container; elements are set off by commas, containers by full stops. Page
ranges keep two digits of the second number (section 6.59).
"""

from annotations.sources.csl.items import Work
from annotations.sources.styles.fields import (
    PERIODICALS,
    day_first_date,
    edition,
    link,
    located,
    names,
    pages,
    responsible,
    same_text,
    several,
    stands_alone,
    text,
    title,
)
from annotations.sources.styles.markup import escaped, italic, listed, plain, quoted, sentences
from annotations.sources.styles.names import joined, straight, surname, turned, without_more
from annotations.sources.styles.page_ranges import mla_page_ranges
from annotations.sources.styles.terms import capital, page_label, say

_OWN_WORDS = ("edited by", "translated by", "version", "vol.", "no.", "p.", "pp.")
_ROLES = {"editor": ("editor", "editors"), "translator": ("translator", "translators")}


def reference(work: Work) -> str:
    """The entry of the list of works cited, as markup."""
    people, role = responsible(work)
    who = listed(_people(work), say(_ROLES.get(role, ("", ""))[len(people) > 1]))
    if work.get("type") == "thesis":
        kind = text(work, "genre") or say("Thesis")
        source = listed(text(work, "publisher"), kind)
        return sentences(who, _title(work), day_first_date(work), source, escaped(link(work)))
    return sentences(who, _title(work), _capital(_container(work)))


def in_text(work: Work, locator: str) -> str:
    """What stands between the parentheses: “Snyder 466”."""
    people, more = without_more(responsible(work)[0])
    if len(people) > 2 or (people and more):
        who = f"{surname(people[0])} {say('et al.')}"
    else:
        who = joined([surname(name) for name in people])
    if not who:
        who = _in_sentence(title(work), work)
    elif work.get("disambiguate"):
        who = listed(who, _in_sentence(_short_title(work), work))
    return listed(who, mla_page_ranges(located(locator, label=False)), by=" ")


def _in_sentence(markup: str, work: Work) -> str:
    return italic(markup) if stands_alone(work) else quoted(markup)


def _short_title(work: Work) -> str:
    """Sections 6.8 and 6.10: beside its author a work goes by its title without the subtitle."""
    whole = title(work)
    main = whole.partition(": ")[0]
    return title(work, "title-short") or (main if main.count("<") % 2 == 0 else whole)


def _people(work: Work) -> str:
    """Section 5.8: two names, or the first of three and more."""
    people, more = without_more(responsible(work)[0])
    if not people:
        return ""
    if len(people) > 2 or more:
        return f"{turned(people[0])}, {say('et al.')}"
    return joined([turned(people[0]), *(straight(name) for name in people[1:])], comma_of_two=True)


def _title(work: Work) -> str:
    if stands_alone(work) or work.get("type") == "thesis":
        return italic(title(work))
    return title(work) and quoted(title(work), ".")


def _capital(container: str) -> str:
    """Our own words begin with a capital after the title's full stop; names stay as they are."""
    ours = tuple(f"{say(word)} " for word in _OWN_WORDS)
    return capital(container) if container.startswith(ours) else container


def _container(work: Work) -> str:
    """Container, contributors, version, number, publisher, date and place, as far as known."""
    container = italic(title(work, "container-title"))
    if same_text(plain(container), plain(title(work))):
        container = ""  # proceedings that name themselves twice
    if work.get("type") == "article":
        container = container or italic(text(work, "archive"))
    return listed(
        container,
        *_contributors(work),
        edition(work),
        _version(work),
        _numbering(work),
        _publisher(work, plain(container)),
        day_first_date(work),
        _pages(work),
        escaped(link(work)),
    )


def _contributors(work: Work) -> list[str]:
    role = responsible(work)[1]
    return [
        f"{say(verb)} {_several(work, field)}"
        for field, verb in (("translator", "translated by"), ("editor", "edited by"))
        if names(work, field) and field != role
    ]


def _several(work: Work, field: str) -> str:
    people, more = without_more(names(work, field))
    if len(people) > 2 or more:
        return f"{straight(people[0])} {say('et al.')}"
    return joined([straight(name) for name in people])


def _version(work: Work) -> str:
    version = text(work, "version")
    return f"{say('version')} {version}" if version else ""


def _numbering(work: Work) -> str:
    volume, issue, number = (text(work, field) for field in ("volume", "issue", "number"))
    report = work.get("type") == "report"
    return listed(
        f"{say('vol.')} {volume}" if volume else "",
        f"{say('no.')} {issue}" if issue else "",
        listed(
            text(work, "genre") if report else "",
            f"{say('no.')} {number}" if number else "",
            by=" ",
        ),
    )


def _publisher(work: Work, container: str) -> str:
    publisher = text(work, "publisher")
    who = responsible(work)[0]
    same_as_author = len(who) == 1 and same_text(plain(publisher), plain(surname(who[0])))
    if work.get("type") in PERIODICALS or same_text(plain(publisher), container) or same_as_author:
        return ""
    return publisher


def _pages(work: Work) -> str:
    page = mla_page_ranges(pages(work))
    return f"{page_label(several(page))} {page}" if page else ""
