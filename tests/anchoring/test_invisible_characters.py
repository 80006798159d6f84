"""What cannot be seen makes no difference to where a passage is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import AnchoredRange, Passage, align_revisions, reanchor
from annotations.anchoring.matching.tokens import comparison_key, token_spans
from annotations.anchoring.selection import expand_to_words
from annotations.anchoring.selectors import locate_quotation, select_passage
from annotations.character_folding.invisible_characters import (
    has_invisible,
    visible_offsets,
    without_invisible,
)

INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufe0f\ufeff"
TEXTS = [
    "In the beginning God created the heaven and the earth. Genesis says no more about it.",
    "Exodus tells how a people left; Leviticus how it was to live — and Numbers counts.",
    "در آغاز خدا آسمان‌ها و زمین را آفرید. می‌خواهم بدانم 👩\u200d👧 چرا.",
]
HIDDEN = st.lists(st.tuples(st.integers(0, 85), st.sampled_from(INVISIBLE)), min_size=1, max_size=9)


def sprinkled(text: str, hidden: list[tuple[int, str]]) -> str:
    letters = list(text)
    for at, character in hidden:
        letters.insert(min(at, len(letters)), character)
    return "".join(letters)


def seen(texts: list[str], answer: AnchoredRange) -> str:
    return without_invisible(texts[answer.paragraph][answer.start : answer.end])


@st.composite
def passage_of(draw: st.DrawFn, texts: list[str]) -> Passage:
    home = draw(st.integers(0, len(texts) - 1))
    start = draw(st.integers(0, len(texts[home]) - 1))
    end = draw(st.integers(start + 1, len(texts[home])))
    return select_passage(texts, home, *expand_to_words(texts[home], start, end))


@given(st.lists(HIDDEN, min_size=3, max_size=3), st.data())
@pytest.mark.parametrize("is_known", [True, False])
def test_an_invisible_change_orphans_nothing_and_moves_nothing(
    is_known: bool, hidden: list[list[tuple[int, str]]], choice: st.DataObject
) -> None:
    changed = [sprinkled(text, here) for text, here in zip(TEXTS, hidden, strict=True)]
    for old, new in ((TEXTS, changed), (changed, TEXTS)):
        passage = choice.draw(passage_of(old))
        visible = without_invisible(passage.exact)
        assert visible == visible.strip()
        if len(visible.split()) < (1 if is_known else 3):
            continue
        (answer,) = reanchor(old if is_known else None, new, [passage])
        assert isinstance(answer, AnchoredRange)
        assert answer.paragraph == passage.paragraph
        assert seen(new, answer) == visible
        assert answer.reason in ("unchanged", "shifted")
        assert answer.confidence == 1.0 or not is_known


@given(HIDDEN)
def test_words_are_the_same_with_and_without_it(hidden: list[tuple[int, str]]) -> None:
    for text in TEXTS:
        changed = sprinkled(text, hidden)
        keys = [[comparison_key(t[a:b]) for a, b in token_spans(t)] for t in (text, changed)]
        assert keys[0] == keys[1]
        assert [changed[at] for at in visible_offsets(changed)] == list(without_invisible(text))


def test_an_edit_elsewhere_in_the_sentence_does_not_make_it_a_difference() -> None:
    old = [TEXTS[0].replace("Genesis", "Ge\u00adne\u00adsis")]
    new = [TEXTS[0].replace("no more", "nothing else")]
    start = old[0].index("Ge")
    (answer,) = reanchor(old, new, [select_passage(old, 0, start, start + 9)])
    assert isinstance(answer, AnchoredRange)
    assert (seen(new, answer), answer.reason) == ("Genesis", "unchanged")
    assert align_revisions(old, new).blocks[0].kind == "edited"


def test_a_quotation_is_found_where_its_context_is_and_not_where_its_letters_are_equal() -> None:
    text = "First Ge\u00adne\u00adsis begins, then Genesis ends."
    found = locate_quotation(text, "Genesis", "First ", " begins", 0, 0)
    assert found == (6, 15)
    assert locate_quotation("First Genesis.", "Ge\u200bnesis\u2060", "", "", 0, 0) == (6, 13)
    assert locate_quotation("First Genesis.", "\u200b", "", "", 0, 0) is None


def test_without_the_old_text_the_answer_counts_what_is_invisible() -> None:
    passage = select_passage(TEXTS, 0, 55, 71)
    new = ["\ufeffNew.", "\u200e" + TEXTS[0].replace("Genesis", "Gene\u00adsis")]
    (answer,) = reanchor(None, new, [passage])
    assert isinstance(answer, AnchoredRange)
    assert new[1][answer.start : answer.end] == "Gene\u00adsis says no"


def test_visible_text_has_nothing_invisible() -> None:
    assert not any(map(has_invisible, ["", "plain", "naïve 漢字 שלום \u00a0"]))
    assert all(map(has_invisible, INVISIBLE))
    assert without_invisible(INVISIBLE) == ""


@pytest.mark.parametrize(
    ("old", "new", "words", "now"),
    [
        ("co-operation", "cooperation", "co-operation", "cooperation"),
        ("cooperation", "co-operation", "cooperation", "co-operation"),
        ("co‐operation", "cooperation", "co‐operation", "cooperation"),
        ("web site", "website", "web site", "website"),
        ("website", "web site", "website", "web site"),
        ("web site", "website", "web", "web"),
        ("web site", "website", "site", "site"),
        ("e-mail", "email", "a steady e-mail", "a steady email"),
        ("e-mail", "Email", "e-mail kept", "Email kept"),
        ("well-being", "well being", "well-being", "well being"),
        ("web\u200b site", "web\u00adsite", "web\u200b site", "web\u00adsite"),
    ],
)
def test_a_hyphen_or_space_more_or_less_inside_a_word_orphans_nothing(
    old: str, new: str, words: str, now: str
) -> None:
    before = ["An older text.", f"Over the years a steady {old} kept both of them from harm."]
    after = [before[0], before[1].replace(old, new)]
    start = before[1].index(words)
    passage = select_passage(before, 1, start, start + len(words))
    for known in (before, None):
        (answer,) = reanchor(known, after, [passage])
        assert isinstance(answer, AnchoredRange)
        text = after[answer.paragraph][answer.start : answer.end]
        assert text == now or (known is None and words in ("web", "site") and text == new)


def test_both_spellings_made_one_keep_their_places() -> None:
    before = ["The web site is slow. Another website is quick, and a part of it is apart."]
    after = [before[0].replace("web site", "website")]
    for words, now in (("web site", "website"), ("website", "website"), ("part", "part")):
        start = before[0].index(words)
        (answer,) = reanchor(before, after, [select_passage(before, 0, start, start + len(words))])
        assert isinstance(answer, AnchoredRange)
        assert after[0][answer.start : answer.end] == now
        assert answer.start == start - (start > 10)
