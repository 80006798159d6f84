"""What of a text looks as if it was not read, or not meant, as it stands: said in its preview.

Nothing here is certain, so nothing is changed: each suspicion names the blocks that it is about.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.lazy_messages import LazyMessage, ngettext_lazy
from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.blocks import ParsedBlock
from annotations.prose.languages import guess_language

LONG_PARAGRAPH = 10_000  # code points
_LONG_WITHOUT_PARAGRAPHS = 3_000
_SHORT_TEXT = 200
_LEAST_TEXT_OF_LINKS = 200
_LONGEST_RUNNING_HEAD = 100
_LEAST_REPETITIONS = 5
_LEAST_BROKEN_LINES = 8
_BROKEN_LINE = range(30, 101)
_LEAST_TEXT_OF_A_LANGUAGE = 400
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔।]['\"”’»)\]」』]*\Z")
_WORDS = frozenset({"paragraph", "quote", "verse"})
# Languages that are written in one script; those of the first line are told from each other.
_TOLD_APART = frozenset("en de fr es it pt nl pl sv fi cs hu tr ro el".split())
_SAME_SCRIPT = tuple(
    frozenset(line.split())
    for line in (
        "ru uk sr be bg mk kk ky mn tg tt cu",
        "ar fa ur ps sd ug ckb ks dv",
        "zh ja ko yue lzh wuu",
        "hi mr ne sa",
        "he yi",
        "bn as",
        "am ti",
        "hy",
        "ka",
        "el grc",
        "gu",
        "pa",
        "kn",
        "km",
        "lo",
        "ml",
        "my",
        "or",
        "si",
        "ta",
        "te",
        "th",
        "bo",
    )
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a text seems to be, in a sentence, and the positions of the blocks that show it.

    `may_drop` is true if these blocks are perhaps no part of the text.
    """

    kind: str
    message: LazyMessage
    places: tuple[int, ...] = ()
    may_drop: bool = False


PlacedBlock = tuple[int, ParsedBlock]


def find_suspicions(blocks: Sequence[PlacedBlock], *, title: str, language: str) -> list[Suspicion]:
    """Return what is suspicious about a text, given by position and block, and what is said of it.

    Takes time in proportion to the text.
    """
    found = [
        *_long_paragraphs(blocks),
        *_no_paragraphs(blocks),
        *_broken_lines(blocks),
        *_repeated_lines(blocks),
        *_mostly_links(blocks),
        *_short(blocks),
        *_other_language(blocks, language),
    ]
    if not title or title == "Untitled":
        message = _("No title was found: give the text one, or it will be called “Untitled”.")
        found.append(Suspicion("untitled", message))
    return found


def _long_paragraphs(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    long = [(at, len(block.text)) for at, block in blocks if len(block.text) > LONG_PARAGRAPH]
    if long:
        message = ngettext_lazy(
            "%(count)s paragraph is very long (%(most)s characters): perhaps some are run"
            " together.",
            "%(count)s paragraphs are very long (the longest has %(most)s characters): perhaps some"
            " are run together.",
            len(long),
        )
        most = max(length for _at, length in long)
        places = tuple(at for at, _length in long)
        yield Suspicion("long paragraph", message % {"count": len(long), "most": most}, places)


def _no_paragraphs(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    numbered = [(at, block) for at, block in blocks if block.is_numbered]
    length = sum(len(block.text) for _at, block in numbered)
    if length < _LONG_WITHOUT_PARAGRAPHS:
        return
    if len(numbered) == 1:
        message = _("The whole text is one paragraph.")
    elif not any(block.type in _WORDS for _at, block in numbered):
        message = _("There is no paragraph in this text, only lists, tables or code.")
    else:
        return
    yield Suspicion("no paragraphs", message, tuple(at for at, _block in numbered[:1]))


def _broken_lines(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    """Find paragraphs that are lines of a page: of one length, and in the middle of a sentence."""
    best: list[int] = []
    run: list[PlacedBlock] = []
    for at, block in [*blocks, (-1, ParsedBlock("break", 0, ""))]:
        if block.type == "paragraph" and len(block.text) in _BROKEN_LINE:
            run.append((at, block))
            continue
        open_ends = sum(not _SENTENCE_END.search(each.text) for _at, each in run)
        if len(run) >= _LEAST_BROKEN_LINES and open_ends * 10 >= len(run) * 6:
            best += [place for place, _block in run]
        run = []
    if best:
        message = ngettext_lazy(
            "%(count)s paragraph ends like a line of a page, in the middle of a sentence.",
            "%(count)s paragraphs end like lines of a page, in the middle of a sentence.",
            len(best),
        )
        yield Suspicion("broken lines", message % {"count": len(best)}, tuple(best))


def _repeated_lines(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    """Find short lines that come again and again, such as the head of every page."""
    lines = [(at, _line_pattern(block)) for at, block in blocks]
    counts = Counter(line for _at, line in lines if line)
    places = tuple(at for at, line in lines if counts[line] >= _LEAST_REPETITIONS and line)
    if places:
        message = ngettext_lazy(
            "%(count)s short line comes again and again, like the head of a page.",
            "%(count)s short lines come again and again, like the heads of pages.",
            len(places),
        )
        yield Suspicion("repeated line", message % {"count": len(places)}, places, may_drop=True)


def _line_pattern(block: ParsedBlock) -> str:
    """Return a short line without its numbers; "" for what is no running head."""
    if block.type not in {"paragraph", "heading"} or len(block.text) > _LONGEST_RUNNING_HEAD:
        return ""
    line = " ".join(block.text.casefold().split())
    if block.type == "paragraph":
        line = re.sub(r"\d+", "#", line)
    return line if any(letter.isalnum() or letter == "#" for letter in line) else ""


def _mostly_links(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    length = sum(len(block.text) for _at, block in blocks)
    linked = [(at, _linked_length(block)) for at, block in blocks]
    if length >= _LEAST_TEXT_OF_LINKS and sum(each for _at, each in linked) * 2 > length:
        message = _("Most of this text is links: perhaps it is the menu of a page.")
        yield Suspicion("mostly links", message, tuple(at for at, each in linked if each))


def _linked_length(block: ParsedBlock) -> int:
    return sum(span.end - span.start for span in block.spans if span.tag == "a")


def _short(blocks: Sequence[PlacedBlock]) -> Iterator[Suspicion]:
    length = sum(len(block.text) for _at, block in blocks)
    if length < _SHORT_TEXT:
        message = ngettext_lazy(
            "This text is very short: %(count)s character.",
            "This text is very short: %(count)s characters.",
            length,
        )
        yield Suspicion("very short", message % {"count": length})


def _other_language(blocks: Sequence[PlacedBlock], language: str) -> Iterator[Suspicion]:
    """Find a text whose two halves both seem to be in another language than it is said to be in."""
    texts = [block.text for _at, block in blocks if block.type in _WORDS]
    middle = len(texts) // 2
    halves = ["\n".join(texts[:middle] or texts), "\n".join(texts[middle:])]
    if not language or sum(map(len, texts)) < _LEAST_TEXT_OF_A_LANGUAGE:
        return
    declared = language.lower().partition("-")[0]
    guesses = {guess_language(half) for half in halves}
    if len(guesses) == 1 and _contradicts(guess := guesses.pop(), declared):
        message = _("The text is said to be in “%(said)s”, but its words look like “%(guess)s”.")
        yield Suspicion("language", message % {"said": language, "guess": guess})


def _contradicts(guess: str, declared: str) -> bool:
    """Tell whether a text in the language `guess` can't be in the declared one."""
    if guess == declared:
        return False
    scripts = next((family for family in _SAME_SCRIPT if guess in family), None)
    if scripts is not None:
        return declared not in scripts
    written_otherwise = any(declared in family for family in _SAME_SCRIPT)
    return guess in _TOLD_APART and (declared in _TOLD_APART or written_otherwise)
