"""The benchmark counts what it says it counts."""

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotations.anchoring import AnchoredRange, Orphan, Passage
from annotations.benchmarks.hypothesis_baseline import HypothesisCascade
from annotations.benchmarks.reanchoring_accuracy import verdict


def at(start: int, end: int, paragraph: int = 1) -> AnchoredRange:
    return AnchoredRange(paragraph, start, end, "edited", 0.9)


@pytest.mark.parametrize(
    ("truth", "answer", "said"),
    [
        ((1, 10, 20), at(10, 20), "identical"),
        ((1, 10, 20), at(10, 30), "right"),
        ((1, 10, 20), at(10, 31), "wrong"),
        ((1, 10, 20), at(30, 40), "wrong"),
        ((1, 10, 20), at(10, 20, paragraph=2), "wrong"),
        ((1, 10, 20), Orphan("gone"), "orphaned"),
        (None, Orphan("ambiguous"), "dropped"),
        (None, at(10, 20), "false"),
    ],
)
def test_an_answer_is_judged_by_its_overlap_with_the_truth(
    truth: tuple[int, int, int] | None, answer: AnchoredRange | Orphan, said: str
) -> None:
    assert verdict(truth, answer) == said


def test_the_baseline_accepts_a_position_regardless_of_context() -> None:
    passage = Passage(0, 4, 8, "boat", "The ", " left early")
    taken = HypothesisCascade(["The boat left early"], ["Old boat. The boat left early"])
    assert taken.find(passage) == AnchoredRange(0, 4, 8, "unchanged", 1.0)
    free = HypothesisCascade(
        ["The boat left early"], ["At noon the boat left early, no boat came."]
    )
    assert free.find(passage) == AnchoredRange(0, 12, 16, "shifted", 1.0)


def case() -> str:
    place = {"para": 0, "start": 4, "end": 8}
    selection = {**place, "exact": "boat", "prefix": "The ", "suffix": " left."}
    living = {**selection, "class": "kept", "truth": {"para": 0, "start": 10, "end": 14}}
    gone = {**selection, "class": "lost", "truth": None}
    return json.dumps(
        {
            "old_paragraphs": ["The boat left."],
            "new_paragraphs": ["Once, the boat left."],
            "selections": [living, gone],
        }
    )


@pytest.mark.parametrize("zipped", [False, True])
def test_the_command_prints_a_row_for_each_class(tmp_path: Path, zipped: bool) -> None:
    file = tmp_path / ("cases.jsonl.gz" if zipped else "cases.jsonl")
    file.write_bytes(gzip.compress(case().encode()) if zipped else case().encode())
    printed = StringIO()
    call_command("reanchor_bench", str(file), stdout=printed)
    rows = [line.split() for line in printed.getvalue().splitlines()]
    assert [row[:9] for row in rows[2:5]] == [
        ["kept", "1", "0", "|", "100.0", "100.0", "0.0", "0.0", "–"],
        ["lost", "0", "1", "|", "–", "–", "–", "–", "100.0"],
        ["all", "1", "1", "|", "100.0", "100.0", "0.0", "0.0", "100.0"],
    ]


@pytest.mark.parametrize("content", ["not json", "{}", '{"old_paragraphs": 3}', "[]"])
def test_a_file_without_cases_is_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(content)
    with pytest.raises(CommandError, match="can't be read as cases"):
        call_command("reanchor_bench", str(file))


def test_without_arguments_the_command_says_what_it_needs() -> None:
    with pytest.raises(CommandError, match="Name a file"):
        call_command("reanchor_bench")
