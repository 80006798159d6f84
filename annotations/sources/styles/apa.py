"""APA style: Publication Manual of the American Psychological Association, 7th ed. (2020).

Chapters 8 (works credited in the text), 9 (reference list) and 10 (reference examples). Titles
keep the capitals they came with: turning them into sentence case would take proper names along.
"""

import re

from annotations.sources.csl.items import CslItem, CslName
from annotations.sources.styles.fields import (
    PARTS,
    PERIODICALS,
    edition_statement,
    field_text,
    field_title,
    format_locator,
    issued_day,
    names_several_pages,
    page_field,
    printable_names,
    responsible_names,
    same_text,
    work_link,
    year_with_suffix,
)
from annotations.sources.styles.markup import (
    escape_field,
    italicise,
    join_parts,
    join_sentences,
    quote_title,
    strip_markup,
    with_full_stop,
)
from annotations.sources.styles.names import (
    initials,
    inverted_name,
    natural_name,
    split_et_al,
    surname,
)
from annotations.sources.styles.terms import (
    capitalise,
    day_of_month,
    is_english,
    month_name,
    page_label,
    term,
)

_DATED_BY_DAY = frozenset(
    {"article-magazine", "article-newspaper", "webpage", "post", "post-weblog", "speech"}
)
_BRACKETED = {"dataset": "Data set", "software": "Computer software"}


def reference(work: CslItem) -> str:
    """The entry of the reference list, as markup."""
    people, role = responsible_names(work)
    who = _people(people)
    if role in ("editor", "translator"):
        who += f" ({_role(role, len(people))})"
    date, head, tail = f"({_date(work)})", _title(work), _source(work)
    start = join_sentences(who, date, head) if who else join_sentences(head, date)
    whole = join_parts(start, *(with_full_stop(part) for part in tail), by=" ")
    return join_parts(whole, escape_field(work_link(work)), by=" ")


def in_text(work: CslItem, locator: str) -> str:
    """What stands between the parentheses: “Snyder, 1984, p. 466”."""
    people, more = split_et_al(responsible_names(work)[0])
    where = format_locator(locator)
    who = _cited(people, more)
    named = f"{who}," if who else _cited_title(work)
    return join_parts(f"{named} {year_with_suffix(work)}", where)


def _cited(people: list[CslName], more: bool) -> str:
    if not people:
        return ""
    if len(people) > 2 or more:
        return f"{surname(people[0])} {term('et al.')}"
    return " &amp; ".join(surname(name) for name in people)


def _cited_title(work: CslItem) -> str:
    if work.get("type") in PERIODICALS | PARTS:
        return quote_title(field_title(work), ",")
    return f"{italicise(field_title(work))},"


def _people(people: list[CslName]) -> str:
    """Section 9.8: up to twenty names; of more, the first nineteen and the last."""
    kept, more = split_et_al(people)
    written = [inverted_name(name, short=True) for name in kept]
    if len(written) > 20:
        return f"{', '.join(written[:19])}, . . . {written[-1]}"
    if more:
        return f"{', '.join(written)}, {term('et al.')}"
    if len(written) < 2:
        return "".join(written)
    both_corporate = len(kept) == 2 and not initials(kept[0])
    comma = "" if both_corporate else ","
    return f"{', '.join(written[:-1])}{comma} &amp; {written[-1]}"


def _role(role: str, count: int) -> str:
    if role == "translator":
        return capitalise(term("trans."))
    return capitalise(term("ed." if count == 1 else "eds."))


def _date(work: CslItem) -> str:
    day = issued_day(work)
    name = month_name(day.month) if day else ""
    if day is None or work.get("type") not in _DATED_BY_DAY or not name:
        return year_with_suffix(work)
    if not day.day:
        return f"{year_with_suffix(work)}, {name}"
    date = f"{name} {day.day}" if is_english() else day_of_month(day.day, name)
    return f"{year_with_suffix(work)}, {date}"


def _title(work: CslItem) -> str:
    kind = work.get("type", "document")
    head = field_title(work)
    if kind not in PERIODICALS and kind not in PARTS:
        head = italicise(head)
    extras = _parenthesis(work, kind)
    bracket = _bracket(work, kind)
    return join_parts(
        head, f"({extras})" if extras else "", f"[{bracket}]" if bracket else "", by=" "
    )


def _parenthesis(work: CslItem, kind: str) -> str:
    if kind in PERIODICALS or kind in PARTS:
        return ""
    if kind == "report":
        number = field_text(work, "number")
        label = field_text(work, "genre") or term("Report")
        return f"{label} {capitalise(term('no.'))} {number}" if number else ""
    if kind in ("dataset", "software"):
        version = field_text(work, "version")
        return f"{capitalise(term('version'))} {version}" if version else ""
    volume = field_text(work, "volume")
    numbered = f"{capitalise(term('vol.'))} {volume}" if volume else ""
    return join_parts(edition_statement(work), numbered, _translators(work))


def _translators(work: CslItem) -> str:
    if responsible_names(work)[1] == "translator":
        return ""
    people = printable_names(work, "translator")
    return f"{_straight(people)}, {_role('translator', 1)}" if people else ""


def _bracket(work: CslItem, kind: str) -> str:
    if kind == "thesis":
        return join_parts(_thesis_kind(field_text(work, "genre")), field_text(work, "publisher"))
    if kind == "report" and not work.get("number"):
        return field_text(work, "genre")
    return term(_BRACKETED[kind]) if kind in _BRACKETED else ""


def _thesis_kind(genre: str) -> str:
    """Section 10.6: doctoral dissertation and master’s thesis, whatever they are called at home."""
    if re.search(r"ph\.? ?d|doct|diss", genre, re.IGNORECASE):
        return term("Doctoral dissertation")
    if re.search(r"master|m\.?sc|m\.?a\b|mathesis", genre, re.IGNORECASE):
        return term("Master’s thesis")
    return genre or term("Thesis")


def _source(work: CslItem) -> list[str]:
    """What the work came out in and who published it."""
    kind = work.get("type", "document")
    if kind in PERIODICALS:
        return [_periodical(work)]
    if kind in PARTS and work.get("container-title"):
        return [_within(work), field_text(work, "publisher")]
    if kind == "thesis":
        return [field_text(work, "archive")]
    publisher = field_text(work, "publisher") or field_text(work, "archive")
    if kind in ("webpage", "post", "post-weblog"):
        publisher = field_title(work, "container-title") or publisher
    who = responsible_names(work)[0]
    if len(who) == 1 and same_text(strip_markup(publisher), strip_markup(surname(who[0]))):
        return []
    return [publisher]


def _periodical(work: CslItem) -> str:
    volume, issue = italicise(field_text(work, "volume")), field_text(work, "issue")
    numbering = volume + (f"({issue})" if issue else "")
    number = field_text(work, "number")
    where = page_field(work) or (f"{term('Article')} {number}" if number else "")
    return join_parts(italicise(field_title(work, "container-title")), numbering, where)


def _within(work: CslItem) -> str:
    people = printable_names(work, "editor")
    editors = f"{_straight(people)} ({_role('editor', len(people))}), " if people else ""
    page = page_field(work)
    where = f"{page_label(names_several_pages(page))} {page}" if page else ""
    volume = field_text(work, "volume")
    inner = join_parts(
        edition_statement(work), f"{capitalise(term('vol.'))} {volume}" if volume else "", where
    )
    container = italicise(field_title(work, "container-title"))
    return f"{term('In')} {editors}{container}" + (f" ({inner})" if inner else "")


def _straight(people: list[CslName]) -> str:
    kept, more = split_et_al(people)
    written = [natural_name(name, short=True) for name in kept]
    if more:
        return f"{', '.join(written)}, {term('et al.')}"
    if len(written) < 3:
        return " &amp; ".join(written)
    return f"{', '.join(written[:-1])}, &amp; {written[-1]}"
