"""Where passages go when a text is edited: one hand-written case for each kind of edit."""

import pytest

from annotations.anchoring import AnchoredRange, Orphan, Passage, reanchor
from annotations.anchoring.selectors import select_passage

HARBOUR = [
    "The harbour froze early that year. Nobody in the village had seen ice so thick, and the "
    "older fishermen said it was a warning.",
    "Marta kept the ledger of every boat that left. She wrote with a steel pen, in violet ink, "
    "and never crossed out a line.",
    "When the thaw came, seven boats were missing. The ledger named them all.",
]
INK = (HARBOUR[1].index("violet ink"), HARBOUR[1].index("violet ink") + 10)


def found(old: list[str], new: list[str], quotation: str, paragraph: int | None = None) -> str:
    """Re-anchor a quotation and say where it went: its text in braces and the reason."""
    home = next(p for p, text in enumerate(old) if quotation in text and paragraph in (None, p))
    start = old[home].index(quotation)
    (answer,) = reanchor(old, new, [select_passage(old, home, start, start + len(quotation))])
    if isinstance(answer, Orphan):
        return answer.reason
    text = new[answer.paragraph][answer.start : answer.end]
    return f"{answer.paragraph} {{{text}}} {answer.reason}"


def edited(paragraph: int, before: str, after: str) -> list[str]:
    assert before in HARBOUR[paragraph]
    return [
        text.replace(before, after) if p == paragraph else text for p, text in enumerate(HARBOUR)
    ]


def test_an_unchanged_passage_stays_in_place() -> None:
    assert found(HARBOUR, HARBOUR, "violet ink") == "1 {violet ink} unchanged"


def test_a_new_sentence_before_the_passage_shifts_it() -> None:
    new = edited(1, "She wrote", "It was her pride. She wrote")
    assert found(HARBOUR, new, "violet ink") == "1 {violet ink} shifted"


def test_a_new_paragraph_before_the_passage_leaves_it_unchanged_in_its_own() -> None:
    new = ["A preface.", *HARBOUR]
    assert found(HARBOUR, new, "violet ink") == "2 {violet ink} unchanged"


def test_words_inserted_into_a_passage_belong_to_it() -> None:
    new = edited(1, "violet ink", "violet and rather costly ink")
    assert found(HARBOUR, new, "in violet ink") == "1 {in violet and rather costly ink} edited"


def test_words_deleted_from_a_passage_leave_the_rest() -> None:
    new = edited(0, " in the village", "")
    assert found(HARBOUR, new, "Nobody in the village had") == "0 {Nobody had} edited"


def test_a_replaced_first_and_last_word_still_belong_to_the_passage() -> None:
    new = edited(1, "with a steel pen", "using a steel quill")
    assert found(HARBOUR, new, "with a steel pen") == "1 {using a steel quill} edited"


def test_a_passage_of_which_no_word_is_left_is_gone_though_its_sentence_lives() -> None:
    assert found(HARBOUR, edited(1, "steel pen", "goose quill"), "steel pen") == "gone"


def test_words_added_before_a_changed_sentence_belong_to_it() -> None:
    new = edited(1, "She wrote with a steel pen", "As a rule, she wrote with a pen")
    assert found(HARBOUR, new, "She wrote with a steel pen") == (
        "1 {As a rule, she wrote with a pen} edited"
    )


def test_a_sentence_that_moved_is_found_in_its_new_paragraph() -> None:
    sentence = "She wrote with a steel pen, in violet ink, and never crossed out a line."
    new = edited(1, " " + sentence, "")
    new[2] += " " + sentence
    assert found(HARBOUR, new, "in violet ink, and") == "2 {in violet ink, and} moved"


def test_a_sentence_that_moved_and_was_reworded_is_found() -> None:
    new = edited(1, " She wrote with a steel pen, in violet ink, and never crossed out a line.", "")
    new[2] += " She wrote with a fine pen, in violet ink, and never erased a line."
    assert found(HARBOUR, new, "with a steel pen, in violet ink") == (
        "2 {with a fine pen, in violet ink} moved"
    )


def test_passages_follow_their_halves_of_a_split_paragraph() -> None:
    first, second = HARBOUR[1].split(" She ")
    new = [HARBOUR[0], first, "She " + second, HARBOUR[2]]
    assert found(HARBOUR, new, "ledger of every boat") == "1 {ledger of every boat} moved"
    assert found(HARBOUR, new, "never crossed out") == "2 {never crossed out} shifted"


def test_a_passage_over_the_split_goes_where_most_of_it_is() -> None:
    first, second = HARBOUR[1].split(" She ")
    new = [HARBOUR[0], first, "She " + second, HARBOUR[2]]
    quotation = "that left. She wrote with a steel pen, in violet ink"
    assert found(HARBOUR, new, quotation) == (
        "2 {She wrote with a steel pen, in violet ink} edited"
    )


def test_a_passage_follows_its_paragraph_into_another() -> None:
    new = [HARBOUR[0] + " " + HARBOUR[1], HARBOUR[2]]
    assert found(HARBOUR, new, "violet ink") == "0 {violet ink} moved"


def test_reordered_paragraphs_keep_their_passages() -> None:
    new = [HARBOUR[2], HARBOUR[0], HARBOUR[1]]
    assert found(HARBOUR, new, "violet ink") == "2 {violet ink} unchanged"


def test_a_copy_in_the_passages_old_place_does_not_take_it() -> None:
    old = ["Read the rules first. Then play by the rules."]
    new = ["See the rules: they are short and on the wall. Read the rules first. Then play."]
    (answer,) = reanchor(old, new, [select_passage(old, 0, 5, 14)])
    assert answer == AnchoredRange(0, 52, 61, "shifted", answer.confidence)


def test_an_edited_passage_is_preferred_to_a_copy_of_its_old_wording() -> None:
    new = edited(1, "in violet ink", "in purple ink")
    new.append("An early print had: with a steel pen, in violet ink. That was changed.")
    assert found(HARBOUR, new, "with a steel pen, in violet ink") == (
        "1 {with a steel pen, in purple ink} edited"
    )


def test_a_repeated_word_keeps_its_occurrence() -> None:
    old = ["A boat, and a boat, and a boat, and a ship."]
    new = ["Once more. A boat, and a boat, and a boat, and a ship."]
    answers = reanchor(old, new, [select_passage(old, 0, s, s + 4) for s in (2, 14, 26)])
    assert [(a.start, a.end) for a in answers if isinstance(a, AnchoredRange)] == [
        (13, 17),
        (25, 29),
        (37, 41),
    ]


def test_new_quotes_dashes_and_spaces_do_not_disturb() -> None:
    old = ['He said "wait - not yet" and left it at that, as he always did.']
    new = ["He said\u00a0“wait\u00a0–  not\u00a0yet” and left it at that,  as he always did."]
    assert found(old, new, '"wait - not yet"') == "0 {“wait\u00a0–  not\u00a0yet”} edited"


def test_a_deleted_sentence_leaves_an_orphan() -> None:
    new = edited(1, " She wrote with a steel pen, in violet ink, and never crossed out a line.", "")
    assert found(HARBOUR, new, "violet ink") == "gone"


def test_a_deleted_paragraph_leaves_an_orphan() -> None:
    assert found(HARBOUR, [HARBOUR[0], HARBOUR[2]], "violet ink") == "gone"


def test_a_sentence_replaced_by_another_subject_leaves_an_orphan() -> None:
    new = edited(
        1,
        "She wrote with a steel pen, in violet ink, and never crossed out a line.",
        "Prices doubled before Easter.",
    )
    assert found(HARBOUR, new, "with a steel pen, in violet ink") == "gone"


def test_a_look_alike_elsewhere_is_not_the_deleted_passage() -> None:
    new = edited(1, " She wrote with a steel pen, in violet ink, and never crossed out a line.", "")
    new.append("Elsewhere the clerk wrote with chalk, in haste, and often rubbed out a line.")
    assert found(HARBOUR, new, "with a steel pen, in violet ink") in ("gone", "ambiguous")


@pytest.mark.parametrize("start", [-5, 10**12, 0, 7])
def test_wrong_offsets_are_only_hints(start: int) -> None:
    passage = select_passage(HARBOUR, 1, *INK)
    strayed = Passage(1, start, start + 3, passage.exact, passage.prefix, passage.suffix)
    (answer,) = reanchor(HARBOUR, HARBOUR, [strayed])
    assert answer == AnchoredRange(1, *INK, "unchanged", 1.0)


def test_an_end_beyond_the_paragraph_is_corrected() -> None:
    size = len(HARBOUR[2])
    strayed = Passage(2, size - 4, 10**9, "all.", "m ", "")
    assert reanchor(HARBOUR, HARBOUR, [strayed]) == [
        AnchoredRange(2, size - 4, size, "unchanged", 1.0)
    ]


@pytest.mark.parametrize("paragraph", [-1, 99])
def test_a_passage_of_an_unknown_paragraph_is_found_by_its_quotation(paragraph: int) -> None:
    passage = select_passage(HARBOUR, 1, *INK)
    strayed = Passage(paragraph, *INK, passage.exact, passage.prefix, passage.suffix)
    (answer,) = reanchor(HARBOUR, HARBOUR, [strayed])
    assert isinstance(answer, AnchoredRange)
    assert (answer.paragraph, answer.start, answer.end) == (1, *INK)


def test_a_quotation_not_in_the_text_is_gone() -> None:
    passage = Passage(0, 0, 9, "Zanzibar!")
    assert reanchor(HARBOUR, HARBOUR, [passage]) == [Orphan("gone")]


@pytest.mark.parametrize(("old", "new"), [(HARBOUR, []), (HARBOUR, [""]), (HARBOUR, ["", "  "])])
def test_an_emptied_text_leaves_only_orphans(old: list[str], new: list[str]) -> None:
    passages = [select_passage(old, 1, *INK), select_passage(old, 0, 0, 11)]
    assert reanchor(old, new, passages) == [Orphan("gone"), Orphan("gone")]
    assert reanchor(None, new, passages) == [Orphan("gone"), Orphan("gone")]


def test_no_passages_give_no_answers() -> None:
    assert reanchor([], [], []) == []
