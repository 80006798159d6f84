"""The differences between two texts, by blocks and words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.editions.carry_forward.revision_change import RevisionChange
from annotations.editions.differences import (
    BlockDifference,
    block_differences,
    longest_increasing_run,
)
from annotations.essays.models import Block


def change(old: list[str], new: list[str]) -> RevisionChange:
    def blocks(texts: list[str], first: int) -> list[Block]:
        return [
            Block(paragraph_id=first + n, position=n, number=n + 1, type="paragraph", text=text)
            for n, text in enumerate(texts)
        ]

    return RevisionChange(blocks(old, 0), blocks(new, 1000))


def told(old: list[str], new: list[str]) -> list[object]:
    return [
        each
        if isinstance(each, int)
        else (
            " ".join(f"[{kind}:{text}]" for kind, text in each.pieces),
            *each.remarks,
        )
        for each in block_differences(change(old, new))
    ]


RIVER = "The river rose in April and carried the old bridge away."
MARGIN = "A margin is an argument that waits for a second reader."
PRINT = "Printers of the seventeenth century never believed in last words."
ALONE = "Reading alone is comfortable, since nobody contradicts you there."


def test_one_changed_word_is_shown_within_its_paragraph() -> None:
    assert told([RIVER, MARGIN], [RIVER, MARGIN.replace("second", "third")]) == [
        1,
        (
            "[same:A margin is an argument that waits for a ] [gone:second] [new:third]"
            " [same: reader.]",
        ),
    ]


def test_unchanged_paragraphs_are_counted_not_shown() -> None:
    assert told([RIVER, MARGIN, PRINT], [RIVER, MARGIN, PRINT]) == [3]


def test_deleted_and_new_paragraphs_are_shown_in_their_places() -> None:
    assert told([RIVER, MARGIN, PRINT], [RIVER, PRINT, ALONE]) == [
        1,
        (f"[gone:{MARGIN}]",),
        1,
        (f"[new:{ALONE}]",),
    ]


def test_a_moved_paragraph_says_where_it_was() -> None:
    assert told([RIVER, MARGIN, PRINT, ALONE], [ALONE, RIVER, MARGIN, PRINT]) == [
        (f"[same:{ALONE}]", "moved: it was ¶\u00a04"),
        3,
    ]


def test_a_merged_paragraph_says_where_its_words_are() -> None:
    listed = block_differences(change([RIVER, MARGIN, PRINT], [f"{RIVER} {MARGIN}", PRINT]))
    remarks = {
        word for each in listed if isinstance(each, BlockDifference) for word in each.remarks
    }
    assert remarks in (
        {"its words are in ¶\u00a01 now", "with words of ¶\u00a01"},
        {"its words are in ¶\u00a01 now", "with words of ¶\u00a02"},
    )


WORDS = ["a", "bb", "ccc.", "dd!", "É", "the", "The", "家", "👩\u200d🚀", ",", "\n"]
TEXTS = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=5
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_the_pieces_of_a_difference_add_up_to_both_texts(old: list[str], new: list[str]) -> None:
    """Without what is new it is the old block, without what is gone the new one."""
    shown = [
        each for each in block_differences(change(old, new)) if isinstance(each, BlockDifference)
    ]
    for each in shown:
        if each.old and each.new:
            assert "".join(t for kind, t in each.pieces if kind != "new") == each.old.text
            assert "".join(t for kind, t in each.pieces if kind != "gone") == each.new.text


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_every_block_is_shown_or_counted_once(old: list[str], new: list[str]) -> None:
    listed = block_differences(change(old, new))
    counted = sum(each for each in listed if isinstance(each, int))
    shown = [each for each in listed if isinstance(each, BlockDifference)]
    assert counted + sum(each.new is not None for each in shown) == len(new)
    assert counted + sum(each.old is not None for each in shown) == len(old)


@given(st.lists(st.integers(0, 30), unique=True))
def test_the_longest_increasing_run_increases(numbers: list[int]) -> None:
    run = [numbers[index] for index in longest_increasing_run(numbers)]
    assert run == sorted(run)
    assert len(run) >= max((1 for _ in numbers), default=0)
