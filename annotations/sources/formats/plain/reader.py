"""Plain text read as works: lines of identifiers, references in words, or both.

A line of nothing but identifiers names one work for each. Words are never refused: they become the
title of a document, with whatever identifier stands among them. “p. 12” after an identifier is the
locator.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotations.sources.csl.items import CslItem
from annotations.sources.formats.parse_result import ParsedWork, ParseProblem, ParseResult
from annotations.sources.formats.plain.identifier_scan import IdentifierMention, find_identifiers
from annotations.sources.formats.plain.references import read_reference

_GLUE = re.compile(
    r"\b(?:and|und|et|y|see|cf|also|doi|isbn|arxiv|pmid|url|https?|available (?:at|from|online)"
    r"|retrieved from)\b|</?a\b[^<>]*(?:>|\Z)|&(?:lt|gt|quot|nbsp);|[\W_]",
    re.IGNORECASE,
)
# Words that announce an identifier, and are removed with it.
_LABEL = re.compile(
    r"(?:\b(?:doi|isbn|arxiv|pmid|url|available (?:at|from|online)|retrieved from)"
    r"|<a\b[^<>]*|</a>|&[lg]t;)\Z",
    re.IGNORECASE,
)
_LONGEST_LABEL = 300
_HEAD = re.compile(r"\A(?:[\s,;:.)\]>–—-]|[\"']>|</a>|&gt;)*")
_PLACE = re.compile(
    r"[\s,;:.(\[>]*((?:pp?|pages?|ch(?:ap)?s?|chapters?|vols?|volumes?|sections?|secs?|§§?|¶¶?"
    r"|lines?|ll?|figs?|figures?|tables?|notes?|nn?|nos?|parts?|art(?:icle)?s?)\.?\s{0,3}"
    r"(?:\d{1,6}[a-z]?(?:\s?[–—‐,;:.-]\s?\d{1,6}[a-z]?){0,9}|[ivxlc]{1,8}(?:[–-][ivxlc]{1,8})?))"
    r"[\s.)\]]*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
MAX_LOCATOR_LENGTH = 100
"""Code points of a citation's locator; longer text is not a locator."""


def read_plain(text: str) -> ParseResult:
    """Return every work that the text names or describes."""
    works: list[ParsedWork] = []
    problems: list[ParseProblem] = []
    for line, entry in _entries(text):
        for each in _understand_entry(entry, line):
            if isinstance(each, ParsedWork):
                works.append(each)
            else:
                problems.append(each)
    return ParseResult(tuple(works), tuple(problems))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Yield entries with the line where each begins: single lines, or a wrapped block."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            block.append(line.strip())
            continue
        first = number - len(block)
        if len(block) > 1 and _is_wrapped(block):
            yield first, "\n".join(block)
        else:
            yield from ((first + at, each) for at, each in enumerate(block))
        block = []


def _is_wrapped(block: list[str]) -> bool:
    """True if the lines are one wrapped reference, not a list with one work to a line."""
    if any(not _words(line, find_identifiers(line)) for line in block):
        return False
    if all(_YEAR.search(line) for line in block):
        return False
    return not all(find_identifiers(line) for line in block)


def _words(text: str, found: Sequence[IdentifierMention]) -> str:
    """Return the text without its identifiers and the small words around them.

    Identifiers in mid-sentence stay, since removing them would damage the sentence.
    """
    parts = [each for each in _between(text, found) if _GLUE.sub("", each)]
    if not parts:
        return ""
    words = _one_line(parts[0])
    if not found:
        return words
    words = _HEAD.sub("", _without_labels(words))
    goes_on = found[0].start == 0 and words[:1].islower()
    if len(parts) > 1 or goes_on:
        return _one_line(text)
    opened = words.startswith("(") and words.count("(") > words.count(")")
    return words[opened:].strip()


def _without_labels(words: str) -> str:
    """Return the words without a label at their end that announces an identifier:
    “Retrieved from”.
    """
    for _ in range(4):
        words = words.rstrip(" ,;:.([<")
        label = _LABEL.search(words, max(0, len(words) - _LONGEST_LABEL))
        words = words[: label.start()] if label else words
    return words


def _between(text: str, found: Iterable[IdentifierMention]) -> Iterator[str]:
    """Yield the parts of the text before, between and after its identifiers."""
    at = 0
    for mention in found:
        yield text[at : mention.start]
        at = mention.end
    yield text[at:]


def _understand_entry(text: str, line: int) -> Iterator[ParsedWork | ParseProblem]:
    found = find_identifiers(text)
    rest, locator = _located(text, found)
    if not found:
        yield ParsedWork(_described_by(_one_line(text)), text, line)
    elif not _words(rest, found):
        for each in (_alone(text, mention, line) for mention in _distinct(found)):
            yield replace(each, locator=locator) if isinstance(each, ParsedWork) else each
    elif _names_several(found):
        for mention in _distinct(found):
            each = _alone(text, mention, line)
            if isinstance(each, ParsedWork):
                each.work["note"] = _one_line(text)
            yield each
    else:
        yield _described(text, rest, found, line, locator)


def _located(text: str, found: Sequence[IdentifierMention]) -> tuple[str, str]:
    """Return the text without the locator that follows its identifier, and the locator."""
    if len(found) != 1:
        return text, ""
    rest = text[found[0].end :]
    place = _PLACE.fullmatch(rest)
    if place is None or len(place[1]) > MAX_LOCATOR_LENGTH:
        return text, ""
    return text[: found[0].end], _one_line(place[1])


def _alone(text: str, mention: IdentifierMention, line: int) -> ParsedWork | ParseProblem:
    source = text[mention.start : mention.end]
    at = line + text.count("\n", 0, mention.start)
    if mention.complaint:
        return ParseProblem(at, mention.complaint, source)
    return ParsedWork(mention.work, source, at)


def _described(
    text: str, rest: str, found: list[IdentifierMention], line: int, locator: str
) -> ParsedWork:
    """Return a reference in words as a work, with those identifiers that are valid."""
    good = [mention for mention in found if not mention.complaint]
    bad = tuple(mention.complaint for mention in found if mention.complaint)
    work: CslItem = {"type": "document"}
    for mention in reversed(good):
        work |= mention.work
    words = _words(rest, good)
    said = _described_by(words) if not bad else {"title": words}
    return ParsedWork(work | {"type": "document"} | said, text, line, bad, locator)


def _described_by(words: str) -> CslItem:
    """Return author, year and title where they are certain; else the words as the title."""
    return read_reference(words) or {"type": "document", "title": words}


def _names_several(found: list[IdentifierMention]) -> bool:
    """True if two identifiers of one kind are present, so that two works are meant."""
    good = [mention for mention in _distinct(found) if not mention.complaint]
    for field in ("DOI", "ISBN", "PMID", "archive_location"):
        if sum(field in mention.work for mention in good) > 1:
            return True
    return False


def _distinct(found: Iterable[IdentifierMention]) -> list[IdentifierMention]:
    """Return the mentions without repetitions."""
    kept: dict[str, IdentifierMention] = {}
    for mention in found:
        kept.setdefault(str(sorted(mention.work.items())).lower(), mention)
    return [*kept.values()]


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
