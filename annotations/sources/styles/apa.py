"""APA style: Publication Manual of the American Psychological Association, 7th ed. (2020).

Chapters 8 (works credited in the text), 9 (reference list) and 10 (reference examples). Titles
keep the capitals they came with: turning them into sentence case would take proper names along.
"""

import re

from annotations.sources.csl.items import Name, Work
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    began,
    edition,
    lettered,
    link,
    located,
    names,
    pages,
    responsible,
    same_text,
    several,
    text,
    title,
)
from annotations.sources.styles.markup import (
    closed,
    escaped,
    italic,
    listed,
    plain,
    quoted,
    sentences,
)
from annotations.sources.styles.names import initials, straight, surname, turned, without_more
from annotations.sources.styles.terms import (
    capital,
    day_of_month,
    in_english,
    month,
    page_label,
    say,
)

_DATED_BY_DAY = frozenset(
    {"article-magazine", "article-newspaper", "webpage", "post", "post-weblog", "speech"}
)
_BRACKETED = {"dataset": "Data set", "software": "Computer software"}


def reference(work: Work) -> str:
    """The entry of the reference list, as markup."""
    people, role = responsible(work)
    who = _people(people)
    if role in ("editor", "translator"):
        who += f" ({_role(role, len(people))})"
    date, head, tail = f"({_date(work)})", _title(work), _source(work)
    start = sentences(who, date, head) if who else sentences(head, date)
    whole = listed(start, *(closed(part) for part in tail), by=" ")
    return listed(whole, escaped(link(work)), by=" ")


def in_text(work: Work, locator: str) -> str:
    """What stands between the parentheses: “Snyder, 1984, p. 466”."""
    people, more = without_more(responsible(work)[0])
    where = located(locator)
    who = _cited(people, more)
    named = f"{who}," if who else _cited_title(work)
    return listed(f"{named} {lettered(work)}", where)


def _cited(people: list[Name], more: bool) -> str:
    if not people:
        return ""
    if len(people) > 2 or more:
        return f"{surname(people[0])} {say('et al.')}"
    return " &amp; ".join(surname(name) for name in people)


def _cited_title(work: Work) -> str:
    if work.get("type") in PERIODICALS | PARTS:
        return quoted(title(work), ",")
    return f"{italic(title(work))},"


def _people(people: list[Name]) -> str:
    """Section 9.8: up to twenty names; of more, the first nineteen and the last."""
    kept, more = without_more(people)
    written = [turned(name, short=True) for name in kept]
    if len(written) > 20:
        return f"{', '.join(written[:19])}, . . . {written[-1]}"
    if more:
        return f"{', '.join(written)}, {say('et al.')}"
    if len(written) < 2:
        return "".join(written)
    both_corporate = len(kept) == 2 and not initials(kept[0])
    comma = "" if both_corporate else ","
    return f"{', '.join(written[:-1])}{comma} &amp; {written[-1]}"


def _role(role: str, count: int) -> str:
    if role == "translator":
        return capital(say("trans."))
    return capital(say("ed." if count == 1 else "eds."))


def _date(work: Work) -> str:
    day = began(work)
    name = month(day.month) if day else ""
    if day is None or work.get("type") not in _DATED_BY_DAY or not name:
        return lettered(work)
    if not day.day:
        return f"{lettered(work)}, {name}"
    date = f"{name} {day.day}" if in_english() else day_of_month(day.day, name)
    return f"{lettered(work)}, {date}"


def _title(work: Work) -> str:
    kind = work.get("type", "document")
    head = title(work)
    if kind not in PERIODICALS and kind not in PARTS:
        head = italic(head)
    extras = _parenthesis(work, kind)
    bracket = _bracket(work, kind)
    return listed(head, f"({extras})" if extras else "", f"[{bracket}]" if bracket else "", by=" ")


def _parenthesis(work: Work, kind: str) -> str:
    if kind in PERIODICALS or kind in PARTS:
        return ""
    if kind == "report":
        number = text(work, "number")
        label = text(work, "genre") or say("Report")
        return f"{label} {capital(say('no.'))} {number}" if number else ""
    if kind in ("dataset", "software"):
        version = text(work, "version")
        return f"{capital(say('version'))} {version}" if version else ""
    volume = text(work, "volume")
    numbered = f"{capital(say('vol.'))} {volume}" if volume else ""
    return listed(edition(work), numbered, _translators(work))


def _translators(work: Work) -> str:
    if responsible(work)[1] == "translator":
        return ""
    people = names(work, "translator")
    return f"{_straight(people)}, {_role('translator', 1)}" if people else ""


def _bracket(work: Work, kind: str) -> str:
    if kind == "thesis":
        return listed(_thesis_kind(text(work, "genre")), text(work, "publisher"))
    if kind == "report" and not work.get("number"):
        return text(work, "genre")
    return say(_BRACKETED[kind]) if kind in _BRACKETED else ""


def _thesis_kind(genre: str) -> str:
    """Section 10.6: doctoral dissertation and master’s thesis, whatever they are called at home."""
    if re.search(r"ph\.? ?d|doct|diss", genre, re.IGNORECASE):
        return say("Doctoral dissertation")
    if re.search(r"master|m\.?sc|m\.?a\b|mathesis", genre, re.IGNORECASE):
        return say("Master’s thesis")
    return genre or say("Thesis")


def _source(work: Work) -> list[str]:
    """What the work came out in and who published it."""
    kind = work.get("type", "document")
    if kind in PERIODICALS:
        return [_periodical(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), text(work, "publisher")]
    if kind == "thesis":
        return [text(work, "archive")]
    publisher = text(work, "publisher") or text(work, "archive")
    if kind in ("webpage", "post", "post-weblog"):
        publisher = title(work, "container-title") or publisher
    who = responsible(work)[0]
    if len(who) == 1 and same_text(plain(publisher), plain(surname(who[0]))):
        return []
    return [publisher]


def _periodical(work: Work) -> str:
    volume, issue = italic(text(work, "volume")), text(work, "issue")
    numbering = volume + (f"({issue})" if issue else "")
    number = text(work, "number")
    where = pages(work) or (f"{say('Article')} {number}" if number else "")
    return listed(italic(title(work, "container-title")), numbering, where)


def _within(work: Work) -> str:
    people = names(work, "editor")
    editors = f"{_straight(people)} ({_role('editor', len(people))}), " if people else ""
    page = pages(work)
    where = f"{page_label(several(page))} {page}" if page else ""
    volume = text(work, "volume")
    inner = listed(edition(work), f"{capital(say('vol.'))} {volume}" if volume else "", where)
    container = italic(title(work, "container-title"))
    return f"{say('In')} {editors}{container}" + (f" ({inner})" if inner else "")


def _straight(people: list[Name]) -> str:
    kept, more = without_more(people)
    written = [straight(name, short=True) for name in kept]
    if more:
        return f"{', '.join(written)}, {say('et al.')}"
    if len(written) < 3:
        return " &amp; ".join(written)
    return f"{', '.join(written[:-1])}, &amp; {written[-1]}"
