"""Words expected beside words that arrived: what is missing, moved, invented, or marked wrongly."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.benchmarks.import_accuracy.words import Word, pair_words

# Kinds of ours that are right for what is expected, besides the same kind.
_ALSO_RIGHT: Mapping[str, frozenset[str]] = {
    "caption": frozenset({"image", "paragraph", "table", "footnote", "quote"}),
    "lines": frozenset({"paragraph", "verse", "image"}),
    "quoted lines": frozenset({"quote", "verse"}),
    "paragraph": frozenset({"image", "formula"}),
    "indented": frozenset("paragraph quote list code verse".split()),
    "list": frozenset({"footnote"}),
    "any": frozenset(
        "paragraph heading list table quote verse code image formula footnote".split()
    ),
}
FURNITURE = "furniture"
"""The kind of words that are shown but are not the main text: menus, buttons."""
_MOST_MARKS_A_NOTE = 3  # at the text, at the note, and of the way back
_LONGEST_MARK = 4


@dataclass(slots=True)
class ImportFinding:
    """What one file's comparison found; counts of words, blocks, and marks of words."""

    expected: int = 0
    arrived: int = 0
    in_order: int = 0
    invented: int = 0
    silent: int = 0
    blocks: int = 0
    blocks_right: int = 0
    marks: int = 0
    marks_right: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: "ImportFinding") -> None:
        """Add the counts of another finding."""
        for name in ("expected", "arrived", "in_order", "invented", "silent"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("blocks", "blocks_right", "marks", "marks_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def compare_words(
    expected: Sequence[Word],
    arrived: Sequence[Word],
    *,
    reported: Sequence[str],
    layout_tables: bool = False,
    has_kinds: bool = True,
) -> ImportFinding:
    """Compare a file's words with those of its essay; `reported` are words of the report.

    With `layout_tables`, a table may have become paragraphs. Without `has_kinds` only words count.
    """
    pairs = pair_words([word.key for word in expected], [word.key for word in arrived])
    mine, yours = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    missing = [number for number in range(len(expected)) if number not in mine]
    added = [number for number in range(len(arrived)) if number not in yours]
    moved = Counter(arrived[number].key for number in added)
    missing = [number for number in missing if not _taken(moved, expected[number].key)]
    came = Counter(expected[number].key for number in range(len(expected)) if number not in mine)
    invented = [number for number in added if not _taken(came, arrived[number].key)]
    known = Counter(reported)
    silent = [number for number in missing if not _taken(known, expected[number].key)]
    silent = [*_without_note_marks(silent, expected, arrived)]
    main = [number for number in range(len(expected)) if expected[number].kind != FURNITURE]
    lost = [number for number in silent if expected[number].kind != FURNITURE]
    finding = ImportFinding(
        expected=len(main),
        arrived=len(main) - len(lost),
        in_order=sum(expected[number].kind != FURNITURE for number in mine),
        invented=len(invented),
        silent=len(silent),
    )
    finding.differences += _runs("silently lost", silent, expected)
    finding.differences += _runs("invented", invented, arrived)
    if has_kinds:
        _compare_kinds(finding, expected, arrived, pairs, layout_tables=layout_tables)
        _compare_marks(finding, expected, arrived, pairs)
    return finding


def _taken(counter: Counter[str], key: str) -> bool:
    """Take one of a key out of a counter; tells whether there was one."""
    if counter[key] <= 0:
        return False
    counter[key] -= 1
    return True


def _without_note_marks(
    lost: Sequence[int], expected: Sequence[Word], arrived: Sequence[Word]
) -> Iterator[int]:
    """Yield the words that are no marks of the footnotes that arrived: a mark has no words here."""
    notes = len({word.block for word in arrived if word.kind == "footnote"})
    left = _MOST_MARKS_A_NOTE * notes
    for number in lost:
        if (
            left
            and len(expected[number].key) <= _LONGEST_MARK
            and (expected[number].key.isdigit() or expected[number].marks & {"a", "sup"})
        ):
            left -= 1
        else:
            yield number


def _runs(what: str, numbers: Sequence[int], words: Sequence[Word]) -> Iterator[str]:
    """Yield lines that show words, those that stand together on one line."""
    run: list[int] = []
    for number in [*numbers, -9]:
        if run and number != run[-1] + 1:
            before = " ".join(word.key for word in words[max(0, run[0] - 4) : run[0]])
            shown = " ".join(words[each].key for each in run[:40])
            yield f"{what} ({len(run)}, {words[run[0]].kind}): … {before} [{shown}]"
            run = []
        run.append(number)


def _compare_kinds(
    finding: ImportFinding,
    expected: Sequence[Word],
    arrived: Sequence[Word],
    pairs: Sequence[tuple[int, int]],
    *,
    layout_tables: bool,
) -> None:
    """Count the expected blocks most of whose words are in a block of the right kind."""
    found: dict[tuple[int, str], Counter[bool]] = defaultdict(Counter)
    shown: dict[tuple[int, str], tuple[int, str]] = {}
    for mine, yours in pairs:
        word, kind = expected[mine], arrived[yours].kind
        if word.kind == FURNITURE:
            continue
        right = (
            kind == word.kind
            or kind in _ALSO_RIGHT.get(word.kind, ())
            or (layout_tables and word.kind == "table")
        )
        found[word.block, word.kind][right] += 1
        if not right:
            shown.setdefault((word.block, word.kind), (mine, kind))
    for (block, kind), votes in found.items():
        finding.blocks += 1
        if votes[True] * 2 >= votes.total():
            finding.blocks_right += 1
        else:
            mine, given = shown[block, kind]
            words = " ".join(word.key for word in expected[mine : mine + 8])
            finding.differences.append(f"kind: {kind} became {given}: {words}")


def _compare_marks(
    finding: ImportFinding,
    expected: Sequence[Word],
    arrived: Sequence[Word],
    pairs: Sequence[tuple[int, int]],
) -> None:
    """Count the marks of words in either text, and those in both."""
    for mine, yours in pairs:
        if "code" in {expected[mine].kind, arrived[yours].kind}:
            continue  # colours of a program's words are no emphasis
        before, after = expected[mine].marks, arrived[yours].marks
        # What a whole paragraph has may be kept or not, as that of its words.
        free = {mark.rstrip("?") for mark in before if mark.endswith("?")}
        before = before - {f"{mark}?" for mark in free}
        after = after - (free - before)
        if "heading" in before:  # inside a list, say, a heading is shown as strong words
            before, after = before - {"heading", "strong"}, after - {"strong"}
        finding.marks += len(before | after)
        finding.marks_right += len(before & after)
        if before != after:
            lost, added = ",".join(sorted(before - after)), ",".join(sorted(after - before))
            words = " ".join(word.key for word in expected[max(0, mine - 3) : mine + 3])
            finding.differences.append(f"marks: lost {lost or '-'}, added {added or '-'}: {words}")
