"""The accuracy of re-anchoring, by class of case, beside that of the baseline."""

import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.anchoring.passages import AnchoredRange, Orphan, Passage
from annotations.anchoring.reanchoring import reanchor
from annotations.benchmarks.hypothesis_baseline import HypothesisCascade

type ReanchoringAnswer = AnchoredRange | Orphan
type TruePlace = tuple[int, int, int]
type ReanchoringMethod = Callable[
    [Sequence[str], Sequence[str], Sequence[Passage]], Sequence[ReanchoringAnswer]
]

_LIVING = ("identical", "right", "wrong", "orphaned")


@dataclass(frozen=True, slots=True)
class ReanchoringCase:
    """Two revisions, passages of the old one, and for each its class and true place, if any."""

    old: list[str]
    new: list[str]
    passages: list[Passage]
    truths: list[tuple[str, TruePlace | None]]


def read_cases(name: str) -> Iterator[ReanchoringCase]:
    """Read cases from a file of JSON lines, gzipped or not."""
    opened = gzip.open if name.endswith(".gz") else Path.open
    with opened(Path(name), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            chosen = record["selections"]
            yield ReanchoringCase(
                record["old_paragraphs"],
                record["new_paragraphs"],
                [_passage(selection) for selection in chosen],
                [(selection["class"], _place(selection["truth"])) for selection in chosen],
            )


def _passage(selection: dict[str, str]) -> Passage:
    return Passage(
        int(selection["para"]),
        int(selection["start"]),
        int(selection["end"]),
        selection["exact"],
        selection["prefix"],
        selection["suffix"],
    )


def _place(truth: dict[str, int] | None) -> TruePlace | None:
    return (truth["para"], truth["start"], truth["end"]) if truth else None


def verdict(truth: TruePlace | None, answer: ReanchoringAnswer) -> str:
    """Return identical, right, wrong or orphaned; false or dropped where the passage is gone.

    An answer is right in the same paragraph with an overlap of at least half of the union.
    """
    if truth is None:
        return "dropped" if isinstance(answer, Orphan) else "false"
    if isinstance(answer, Orphan):
        return "orphaned"
    if truth == (answer.paragraph, answer.start, answer.end):
        return "identical"
    overlap = min(answer.end, truth[2]) - max(answer.start, truth[1])
    union = max(answer.end, truth[2]) - min(answer.start, truth[1])
    return "right" if answer.paragraph == truth[0] and overlap / union >= 0.5 else "wrong"


@dataclass(slots=True)
class VerdictCounts:
    """Verdicts by class, and the seconds that finding the answers took."""

    verdicts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: float = 0.0


def compare_with_baseline(
    cases: Sequence[ReanchoringCase], *, without_old: bool = False
) -> tuple[VerdictCounts, VerdictCounts]:
    """Return the verdicts of our anchoring and of the baseline on the same cases."""

    def ours(
        old: Sequence[str], new: Sequence[str], asked: Sequence[Passage]
    ) -> Sequence[ReanchoringAnswer]:
        return reanchor(None if without_old else old, new, asked)

    return _tally(cases, ours), _tally(cases, _cascade)


def _cascade(
    old: Sequence[str], new: Sequence[str], asked: Sequence[Passage]
) -> Sequence[ReanchoringAnswer]:
    cascade = HypothesisCascade(old, new)
    return [cascade.find(passage) for passage in asked]


def _tally(cases: Sequence[ReanchoringCase], method: ReanchoringMethod) -> VerdictCounts:
    tally = VerdictCounts()
    for case in cases:
        began = time.perf_counter()
        answers = method(case.old, case.new, case.passages)
        tally.seconds += time.perf_counter() - began
        for (kind, truth), answer in zip(case.truths, answers, strict=True):
            outcome = verdict(truth, answer)
            for name in (kind, "all"):
                tally.verdicts[name][outcome] += 1
    return tally


def format_comparison(tallies: tuple[VerdictCounts, VerdictCounts]) -> str:
    """Return a table of the shares by class: ours, then the baseline's."""
    ours, theirs = tallies
    names = [*sorted(set(ours.verdicts) - {"all"}), "all"] if ours.verdicts else []
    titles = "right  ident  wrong orphan  false"
    lines = [f"{'%':40} living  gone | {titles} | baseline: {titles}"]
    for name in names:
        counts = ours.verdicts[name]
        living, gone = _living(counts), counts["false"] + counts["dropped"]
        lines.append(
            f"{name:40} {living:6} {gone:5} | {_shares(counts)} |"
            f"           {_shares(theirs.verdicts[name])}"
        )
    asked = sum(ours.verdicts["all"].values()) or 1
    for title, tally in (("ours", ours), ("baseline", theirs)):
        lines.append(f"{title}: {1000 * tally.seconds / asked:.2f} ms a passage")
    return "\n".join(lines)


def _living(counts: Counter[str]) -> int:
    return sum(counts[outcome] for outcome in _LIVING)


def _shares(counts: Counter[str]) -> str:
    living, gone = _living(counts), counts["false"] + counts["dropped"]
    lived = [
        counts["right"] + counts["identical"],
        counts["identical"],
        counts["wrong"],
        counts["orphaned"],
    ]
    cells = [f"{100 * n / living:5.1f}" if living else "    –" for n in lived]
    cells.append(f"{100 * counts['false'] / gone:5.1f}" if gone else "    –")
    return "  ".join(cells)
