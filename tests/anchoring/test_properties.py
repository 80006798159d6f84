"""What holds for every text, in every script."""

from hypothesis import example, given
from hypothesis import strategies as st

from annotations.anchoring import AnchoredRange, Passage, align_revisions, reanchor
from annotations.anchoring.selection import trim_to_visible
from annotations.anchoring.selectors import select_passage
from annotations.character_folding.invisible_characters import without_invisible

WORDS = st.sampled_from(
    [
        *["the", "a", "of", "and", "boat", "harbour", "ledger", "ink", "never", "warning", "thick"],
        *[
            "é",
            "e\u0301tude",
            "naïve",
            "👩🏽‍🚀",
            "🇫🇷",
            "שלום",
            "مرحبا",
            "漢字仮名",
            "नमस्ते",
            "don’t",
        ],
        *[".", "?", ",", "–", "“", "”", "\u200b", "\u00a0", "...", "a\u0300\u0323"],
    ]
)
PROSE = st.lists(WORDS, max_size=25).map(" ".join)
ANYTHING = st.text(max_size=40)
PARAGRAPHS = st.lists(PROSE | ANYTHING, max_size=6)


@st.composite
def passages_in(draw: st.DrawFn, paragraphs: list[str]) -> list[Passage]:
    homes = [p for p, text in enumerate(paragraphs) if text]
    chosen = draw(st.lists(st.sampled_from(homes), max_size=5)) if homes else []
    stretches = []
    for home in chosen:
        start = draw(st.integers(0, len(paragraphs[home]) - 1))
        end = draw(st.integers(start + 1, len(paragraphs[home])))
        start, end = trim_to_visible(paragraphs[home], start, end)
        if start < end:
            stretches.append(select_passage(paragraphs, home, start, end))
    return stretches


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[list[str], list[Passage]]:
    paragraphs = draw(PARAGRAPHS)
    return paragraphs, draw(passages_in(paragraphs))


@given(marked_texts())
def test_on_the_same_text_every_passage_is_where_it_was(
    marked: tuple[list[str], list[Passage]],
) -> None:
    paragraphs, passages = marked
    distinct = len(set(paragraphs)) == len(paragraphs)
    for passage, answer in zip(passages, reanchor(paragraphs, paragraphs, passages), strict=True):
        assert isinstance(answer, AnchoredRange)
        assert (answer.start, answer.end) == (passage.start, passage.end)
        assert answer.paragraph == passage.paragraph or not distinct
        assert (answer.reason, answer.confidence) == ("unchanged", 1.0)


@example((["👩🏽\u200d🚀"], [select_passage(["👩🏽\u200d🚀"], 0, 0, 2)]), ["the 👩🏽\u200d🚀"])
@given(marked_texts(), PARAGRAPHS)
def test_answers_come_in_order_and_within_the_text(
    marked: tuple[list[str], list[Passage]], new: list[str]
) -> None:
    old, passages = marked
    for known in (old, None):
        answers = reanchor(known, new, passages)
        assert len(answers) == len(passages)
        for passage, answer in zip(passages, answers, strict=True):
            if isinstance(answer, AnchoredRange):
                text = new[answer.paragraph]
                assert 0 <= answer.start < answer.end <= len(text)
                assert 0 < answer.confidence <= 1
                if answer.reason in ("unchanged", "shifted") and known:
                    words = text[answer.start : answer.end]
                    assert without_invisible(words) == without_invisible(passage.exact)
                    edges = trim_to_visible(text, answer.start, answer.end)
                    assert edges == (answer.start, answer.end)


@given(marked_texts(), st.lists(PROSE, min_size=1, max_size=3), st.data())
def test_reanchoring_there_and_back_returns_passages_of_unchanged_paragraphs(
    marked: tuple[list[str], list[Passage]], added: list[str], choice: st.DataObject
) -> None:
    old, passages = marked
    if len(set(old)) != len(old):
        return
    at = choice.draw(st.integers(0, len(old)))
    new = [*old[:at], *(f"Preface {n}. {text}" for n, text in enumerate(added)), *old[at:]]
    if len(set(new)) != len(new):
        return
    there = [answer for answer in reanchor(old, new, passages) if isinstance(answer, AnchoredRange)]
    assert len(there) == len(passages)
    moved = [select_passage(new, a.paragraph, a.start, a.end) for a in there]
    back = [
        (a.paragraph, a.start, a.end)
        for a in reanchor(new, old, moved)
        if isinstance(a, AnchoredRange)
    ]
    assert back == [(p.paragraph, p.start, p.end) for p in passages]


@given(
    PARAGRAPHS,
    PARAGRAPHS,
    st.builds(
        Passage,
        st.integers(-3, 10) | st.just(10**20),
        st.integers(-(10**20), 10**20),
        st.integers(-(10**20), 10**20),
        PROSE | ANYTHING,
        ANYTHING,
        ANYTHING,
    ),
)
def test_a_wrong_passage_never_raises_nor_points_outside_the_text(
    old: list[str], new: list[str], passage: Passage
) -> None:
    for known in (old, None):
        (answer,) = reanchor(known, new, [passage])
        if isinstance(answer, AnchoredRange):
            assert 0 <= answer.start < answer.end <= len(new[answer.paragraph])


@given(PARAGRAPHS, PARAGRAPHS)
def test_an_old_block_lives_on_in_at_most_one_new_one(old: list[str], new: list[str]) -> None:
    alignment = align_revisions(old, new)
    assert (len(alignment.blocks), len(alignment.successors)) == (len(new), len(old))
    heirs = [block.identity for block in alignment.blocks if block.identity is not None]
    assert len(set(heirs)) == len(heirs)
    for q, block in enumerate(alignment.blocks):
        if block.identity is not None:
            assert alignment.successors[block.identity] == q
        assert (block.kind == "same") == (
            block.identity is not None and old[block.identity] == new[q]
        )


@given(PARAGRAPHS)
def test_a_text_aligned_with_itself_is_the_same_throughout(paragraphs: list[str]) -> None:
    blocks = align_revisions(paragraphs, paragraphs).blocks
    assert [block.kind for block in blocks] == ["same"] * len(paragraphs)


def test_a_long_paragraph_keeps_its_passages() -> None:
    old = [" ".join(f"word{n} and so on." for n in range(2_000))]
    new = [old[0].replace("word7 ", "that ").replace("word1500 and so on. ", "")]
    start = old[0].index("word1200")
    (answer,) = reanchor(old, new, [select_passage(old, 0, start, start + 19)])
    assert isinstance(answer, AnchoredRange)
    assert new[0][answer.start : answer.end] == old[0][start : start + 19]
