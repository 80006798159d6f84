"""Chicago style, author-date: The Chicago Manual of Style, 17th ed. (2017), chapter 15.

Page ranges are shortened after section 9.61; ten names are listed, of more the first seven.
"""

import re

from annotations.sources.csl.items import Work
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    edition,
    lettered,
    link,
    located,
    long_date,
    names,
    pages,
    responsible,
    stands_alone,
    text,
    title,
)
from annotations.sources.styles.markup import (
    closed,
    escaped,
    italic,
    listed,
    quoted,
    sentences,
)
from annotations.sources.styles.names import (
    joined,
    straight,
    surname,
    turned,
    without_more,
)
from annotations.sources.styles.page_ranges import chicago_page_ranges
from annotations.sources.styles.terms import capital, say

_ROLES = {"editor": ("ed.", "eds."), "translator": ("trans.", "trans.")}


def reference(work: Work) -> str:
    """The entry of the reference list, as markup."""
    people, role = responsible(work)
    who = listed(_people(work), say(_ROLES.get(role, ("", ""))[len(people) > 1]))
    head = _title(work)
    start = sentences(who, lettered(work), head) if who else sentences(head, lettered(work))
    address = closed(escaped(link(work)))
    return listed(start, *(closed(part) for part in _source(work)), address, by=" ")


def in_text(work: Work, locator: str) -> str:
    """What stands between the parentheses: “Snyder 1984, 466”."""
    people, more = without_more(responsible(work)[0])
    if len(people) > 3 or (people and more):
        who = f"{surname(people[0])} {say('et al.')}"
    else:
        who = joined([surname(name) for name in people])
    who = who or (italic(title(work)) if stands_alone(work) else quoted(title(work)))
    return listed(f"{who} {lettered(work)}", chicago_page_ranges(located(locator, label=False)))


def _people(work: Work) -> str:
    """Section 15.9: the first name turned round, the others in their order."""
    people, more = without_more(responsible(work)[0])
    if not people:
        return ""
    if len(people) > 10:
        people, more = people[:7], True
    written = [turned(people[0]), *(straight(name) for name in people[1:])]
    return f"{', '.join(written)}, {say('et al.')}" if more else joined(written, comma_of_two=True)


def _title(work: Work) -> str:
    return italic(title(work)) if stands_alone(work) else title(work) and quoted(title(work), ".")


def _source(work: Work) -> list[str]:
    kind = work.get("type", "document")
    if kind in ("article-magazine", "article-newspaper"):
        return [listed(italic(title(work, "container-title")), long_date(work))]
    if kind in PERIODICALS:
        return [_periodical(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), _imprint(work)]
    if kind == "thesis":
        return [listed(_thesis_kind(text(work, "genre")), text(work, "publisher"))]
    if kind in ("webpage", "post", "post-weblog"):
        return [title(work, "container-title") or text(work, "publisher"), long_date(work)]
    number = text(work, "number")
    version = text(work, "version")
    return [
        *_contributors(work),
        edition(work),
        f"{capital(say('vol.'))} {text(work, 'volume')}" if work.get("volume") else "",
        title(work, "collection-title"),
        listed(text(work, "genre"), number, by=" "),
        f"{capital(say('version'))} {version}" if version else "",
        _imprint(work) or text(work, "archive"),
    ]


def _contributors(work: Work) -> list[str]:
    role = responsible(work)[1]
    return [
        f"{capital(say(verb))} {joined([straight(name) for name in names(work, field)])}"
        for field, verb in (("editor", "edited by"), ("translator", "translated by"))
        if names(work, field) and field != role
    ]


def _thesis_kind(genre: str) -> str:
    if re.search(r"ph\.? ?d|doct", genre, re.IGNORECASE):
        return say("PhD diss.")
    return say("Master’s thesis") if "aster" in genre else genre or say("Thesis")


def _periodical(work: Work) -> str:
    """Section 15.48: *World Politics* 36 (4): 461–95."""
    volume, issue = text(work, "volume"), text(work, "issue")
    numbering = f"{volume} ({issue})" if volume and issue else volume
    head = listed(italic(title(work, "container-title")), numbering, by=" ")
    head = listed(head, f"{say('no.')} {issue}" if issue and not volume else "")
    where = chicago_page_ranges(pages(work)) or text(work, "number")
    return f"{head}: {where}" if where else head


def _within(work: Work) -> str:
    editors = joined([straight(name) for name in names(work, "editor")])
    return listed(
        f"{say('In')} {italic(title(work, 'container-title'))}",
        f"{say('edited by')} {editors}" if editors else "",
        chicago_page_ranges(pages(work)),
    )


def _imprint(work: Work) -> str:
    return listed(text(work, "publisher-place"), text(work, "publisher"), by=": ")
