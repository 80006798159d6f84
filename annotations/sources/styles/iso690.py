"""ISO 690:2021, name and date system (clause 5 and annex A).

The standard leaves punctuation and typography to the publisher; surnames in capitals, all names
turned round and titles in italics follow its examples.
"""

from annotations.sources.csl.items import Name, Work
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    day_first_date,
    edition,
    isbn,
    lettered,
    link,
    located,
    names,
    pages,
    responsible,
    several,
    text,
    title,
    viewed,
    year,
)
from annotations.sources.styles.markup import closed, escaped, italic, listed
from annotations.sources.styles.names import capitals, joined, surname, without_more
from annotations.sources.styles.terms import capital, page_label, say

_ONLINE = frozenset({"webpage", "post", "post-weblog", "dataset", "software"})


def reference(work: Work) -> str:
    """The entry of the list of references, as markup."""
    people, role = responsible(work)
    who = _people(people)
    if who and role != "author":
        who += f" ({_role(role, len(people))})"
    head = _title(work)
    start = [f"{who}, {lettered(work)}", head] if who else [listed(head, lettered(work))]
    parts = [*start, *_source(work)]
    return listed(*(closed(part) for part in parts), _available(work), by=" ")


def _role(role: str, count: int) -> str:
    return say("trans." if role == "translator" else "ed." if count == 1 else "eds.")


def in_text(work: Work, locator: str) -> str:
    """What stands between the parentheses: “Snyder 1984, p. 466”."""
    people, more = without_more(responsible(work)[0])
    if len(people) > 3 or (people and more):
        who = f"{surname(people[0])} {say('et al.')}"
    else:
        who = joined([surname(name) for name in people], comma=False)
    where = located(locator)
    return listed(f"{who or italic(title(work))} {lettered(work)}", where)


def _people(people: list[Name]) -> str:
    """Up to three names; of more, the first."""
    kept, more = without_more(people)
    if len(kept) > 3:
        kept, more = kept[:1], True
    written = [capitals(name) for name in kept]
    return f"{', '.join(written)} {say('et al.')}" if more else joined(written, comma=False)


def _title(work: Work) -> str:
    kind = work.get("type", "document")
    head = title(work)
    if kind not in PERIODICALS and kind not in PARTS:
        head = italic(head)
    return f"{head} [{say('online')}]" if head and kind in _ONLINE else head


def _source(work: Work) -> list[str]:
    kind = work.get("type", "document")
    if kind in PERIODICALS:
        return [italic(title(work, "container-title")), _numbering(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), listed(_imprint(work), _pages(work)), isbn(work)]
    if kind == "thesis":
        return [text(work, "genre") or say("Thesis"), _imprint(work)]
    if kind in ("webpage", "post", "post-weblog"):
        return [title(work, "container-title"), text(work, "publisher"), _day(work)]
    volume, version = text(work, "volume"), text(work, "version")
    return [
        edition(work),
        f"{capital(say('vol.'))} {volume}" if volume else "",
        f"{capital(say('version'))} {version}" if version else "",
        _imprint(work) or text(work, "archive"),
        listed(title(work, "collection-title"), text(work, "collection-number")),
        listed(text(work, "genre"), text(work, "number"), by=" "),
        isbn(work),
    ]


def _day(work: Work) -> str:
    """The full date, where it says more than the year at the beginning."""
    date = day_first_date(work, short=False)
    return "" if date == year(work, unknown="") else date


def _numbering(work: Work) -> str:
    volume, issue, number = (text(work, field) for field in ("volume", "issue", "number"))
    dated = work.get("type") in ("article-magazine", "article-newspaper")
    return listed(
        _day(work) if dated else "",
        f"{_started('vol.', dated and _day(work))} {volume}" if volume else "",
        f"{_started('no.', volume)} {issue}" if issue else "",
        _pages(work) or (f"{say('art.')} {number}" if number else ""),
    )


def _started(label: str, before: object) -> str:
    """A label, with a capital where nothing stands before it."""
    return say(label) if before else capital(say(label))


def _within(work: Work) -> str:
    people = names(work, "editor")
    editors = f"{_people(people)} ({_role('editor', len(people))}), " if people else ""
    return f"{say('In')}: {editors}{italic(title(work, 'container-title'))}"


def _imprint(work: Work) -> str:
    return listed(text(work, "publisher-place"), text(work, "publisher"), by=": ")


def _pages(work: Work) -> str:
    page = pages(work)
    return f"{page_label(several(page))} {page}" if page else ""


def _available(work: Work) -> str:
    address = escaped(link(work))
    seen = viewed(work)
    return listed(
        seen and f"[{say('viewed')} {seen}].",
        address and f"{say('Available from')}: {address}",
        by=" ",
    )
