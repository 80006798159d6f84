"""How plain text becomes works: lines of identifiers, references in words, or both.

A line of nothing but identifiers names one work for each. Words are never refused: they become
a document whose title they are, with whatever identifier stands among them.
"""

import re
from collections.abc import Iterable, Iterator

from annotations.sources.csl import Work
from annotations.sources.mentions import Mention, mentions
from annotations.sources.understood import Found, Problem, Understood

_GLUE = re.compile(
    r"\b(?:and|und|et|y|see|cf|also|doi|isbn|arxiv|pmid|url|https?|available (?:at|from|online)"
    r"|retrieved from)\b|</?a\b[^<>]*>|&(?:lt|gt|quot|nbsp);|[\W_]",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def read_plain(text: str) -> Understood:
    """Every work that the text names or describes."""
    works: list[Found] = []
    problems: list[Problem] = []
    for line, entry in _entries(text):
        for each in _understand_entry(entry, line):
            if isinstance(each, Found):
                works.append(each)
            else:
                problems.append(each)
    return Understood(tuple(works), tuple(problems))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """Entries with the line where each begins: lines that stand alone, or a wrapped block."""
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
    """Whether the lines are one reference wrapped, not a list with one work to a line."""
    if any(not _words(line, mentions(line)) for line in block):
        return False
    if all(_YEAR.search(line) for line in block):
        return False
    return not all(mentions(line) for line in block)


def _words(text: str, found: Iterable[Mention]) -> str:
    """What remains of the text without its identifiers and the small words around them."""
    rest = _cut(text, found)
    return re.sub(r"[\s,;:.]*([.,;:])?\s*$", r"\1", _one_line(rest)) if _GLUE.sub("", rest) else ""


def _cut(text: str, found: Iterable[Mention]) -> str:
    at, kept = 0, []
    for mention in found:
        kept.append(text[at : mention.start])
        at = mention.end
    return " ".join([*kept, text[at:]])


def _understand_entry(text: str, line: int) -> Iterator[Found | Problem]:
    found = mentions(text)
    if not found:
        yield Found({"type": "document", "title": _one_line(text)}, text, line)
    elif not _words(text, found):
        yield from (_alone(text, mention, line) for mention in _distinct(found))
    elif _names_several(found):
        for mention in _distinct(found):
            each = _alone(text, mention, line)
            if isinstance(each, Found):
                each.work["note"] = _one_line(text)
            yield each
    else:
        yield _described(text, found, line)


def _alone(text: str, mention: Mention, line: int) -> Found | Problem:
    source = text[mention.start : mention.end]
    at = line + text.count("\n", 0, mention.start)
    if mention.complaint:
        return Problem(at, mention.complaint, source)
    return Found(mention.work, source, at)


def _described(text: str, found: list[Mention], line: int) -> Found:
    """A reference in words: its title is the words, its identifiers those that hold."""
    good = [mention for mention in found if not mention.complaint]
    bad = tuple(mention.complaint for mention in found if mention.complaint)
    work: Work = {"type": "document"}
    for mention in reversed(good):
        work |= mention.work
    if not any(mention.work["type"] == "book" for mention in good):
        work["type"] = "document"
    work["title"] = _words(text, good)
    return Found(work, text, line, bad)


def _names_several(found: list[Mention]) -> bool:
    """Whether two identifiers of one kind stand there, so that two works are meant."""
    good = [mention for mention in _distinct(found) if not mention.complaint]
    for field in ("DOI", "ISBN", "PMID", "archive_location"):
        if sum(field in mention.work for mention in good) > 1:
            return True
    return False


def _distinct(found: Iterable[Mention]) -> list[Mention]:
    """The mentions without repetitions: the same work pasted twice in a line is one."""
    seen: list[str] = []
    kept = []
    for mention in found:
        key = str(sorted(mention.work.items())).lower()
        if key not in seen:
            seen.append(key)
            kept.append(mention)
    return kept


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
