"""Which lines are on the agenda, in which order and wording."""

from dataclasses import replace

from annotations.arguments.agenda.lines import (
    LINE_HEADINGS,
    SUGGESTED_MINUTES,
    ClaimTopic,
    ComputedLine,
    DebateSide,
    LineKind,
    ParagraphCount,
    QuotedAnnotation,
)
from annotations.arguments.agenda.selection import select_lines
from annotations.arguments.standing.standing import BaseStanding, Standing
from tests.arguments.agenda_topics import keys, lines_for, topic

HERON = QuotedAnnotation(
    id="c1", author="Heron", text="Nothing compares the two.", place="¶ 1", passage="pillar"
)

WREN = QuotedAnnotation(id="a1", author="Wren", text="The word “often” grants that.", place="¶ 1")


def test_without_annotations_and_paragraphs_the_agenda_is_empty():
    assert lines_for() == []


def test_a_contested_claim_is_listed_with_one_quotation_for_each_side():
    one = topic("k", against=(HERON,), in_favour=(WREN,), dependents=("¶ 7",))
    assert lines_for([one], [HERON]) == [
        ComputedLine(
            kind=LineKind.CONTESTED,
            key="contested:k",
            target="k",
            place="¶ 1",
            title="Claim k",
            reason="Its counterpoint stands and nobody has answered it. "
            "¶ 7 rests on this claim. It has no source.",
            sides=(
                DebateSide("Against", "Nothing compares the two.", "Heron", "c1"),
                DebateSide("For", "The word “often” grants that.", "Wren", "a1"),
            ),
            subjects=frozenset("k"),
        )
    ]


def test_a_side_without_quotation_is_offered_and_an_answered_one_is_marked():
    met = QuotedAnnotation(id="a2", author="Wren", text="It may.", place="¶ 1", stands=False)
    (alone,) = lines_for([topic("k", against=(HERON,))])
    assert alone.sides[1] == DebateSide("For", "Nobody yet. Who takes this side?")
    (line,) = lines_for([topic("k", against=(HERON,), in_favour=(met,))])
    assert line.sides[1] == DebateSide("For", "It may. (met by a counterpoint)", "Wren", "a2")
    (line,) = lines_for([topic("k", against=(HERON,), in_favour=(met, WREN))])
    assert line.sides[1].annotation == "a1"


def test_a_cycle_is_described_by_its_places():
    round_ = Standing(
        base=BaseStanding.CONTESTED,
        counterpoints=2,
        standing_counterpoints=1,
        supports=1,
        circular=("k", "m", "k"),
    )
    lines = lines_for(
        [topic("k", round_), topic("m", Standing(base=BaseStanding.ANSWERED, supports=1), 7)]
    )
    assert [line.reason for line in lines] == [
        "1 of 2 counterpoints stands. It rests on itself: ¶ 1 → ¶ 7 → ¶ 1."
    ]


def test_claims_are_ordered_by_attacks_then_by_dependents_then_by_position():
    twice = Standing(base=BaseStanding.CONTESTED, counterpoints=2, standing_counterpoints=2)
    endorsed = QuotedAnnotation(id="c2", author="Heron", text="No.", place="¶ 1", endorsements=4)
    topics = [
        topic("later", paragraph=9, against=(endorsed,)),
        topic("earlier", paragraph=2, against=(HERON,)),
        topic("rested on", paragraph=8, dependents=("¶ 1",)),
        topic("twice", twice, paragraph=9),
    ]
    contested = [line for line in lines_for(topics, at_most=5) if line.kind == LineKind.CONTESTED]
    order = ["twice", "rested on", "earlier", "later"]
    assert [line.target for line in contested] == order


def test_an_unanswered_counterpoint_is_quoted_with_its_passage():
    waiting = QuotedAnnotation(
        id="c9",
        author="Lapwing",
        text="No measure.",
        place="¶ 4",
        passage="unrivaled",
        age_in_days=3,
    )
    (line,) = lines_for(counterpoints=[waiting])
    assert line.title == "“unrivaled”: No measure."
    assert line.reason == "Lapwing’s counterpoint has stood unanswered for 3 days."
    (line,) = lines_for(counterpoints=[replace(waiting, endorsements=3)])
    assert line.reason.endswith("has stood unanswered for 3 days. 3 people endorse it.")
    (line,) = lines_for(counterpoints=[replace(waiting, age_in_days=0, endorsements=1)])
    assert line.reason == "Nobody has answered Lapwing’s counterpoint yet. 1 person endorses it."
    assert (line.key, line.target, line.place) == ("unanswered:c9", "c9", "¶ 4")


def test_counterpoints_that_are_answered_or_represent_a_side_are_not_listed_as_unanswered():
    answered = QuotedAnnotation(id="c2", author="Wren", text="No.", place="¶ 1", answers=1)
    beaten = QuotedAnnotation(id="c3", author="Wren", text="No.", place="¶ 1", stands=False)
    lines = lines_for([topic("k", against=(HERON,))], [HERON, answered, beaten])
    assert keys(lines) == ["contested:k"]


def test_questions_are_ordered_by_endorsements_and_quoted_from_the_note():
    notes = [
        QuotedAnnotation(id="n1", author="Wren", text="I agree.", place="¶ 1", endorsements=9),
        QuotedAnnotation(id="n2", author="Wren", text="Hm. How so? Odd.", place="¶ 5", answers=1),
        QuotedAnnotation(id="n3", author="Heron", text="Who is this?", place="¶ 1", endorsements=2),
    ]
    assert [(line.title, line.reason) for line in lines_for(notes=notes)] == [
        ("Who is this?", "Heron asks, and has no answer yet. 2 people endorse it."),
        ("How so?", "Wren asks, and has 1 answer."),
    ]


def test_a_claim_without_a_source_is_listed_unless_it_is_contested_above():
    answered = Standing(base=BaseStanding.ANSWERED, counterpoints=1)
    sourced = Standing(base=BaseStanding.UNCHALLENGED, supports=1)
    lines = lines_for([topic("k"), topic("m", answered, 2), topic("o", sourced, 3)])
    assert keys(lines) == ["contested:k", "unsourced:m"]
    assert lines[1].reason == "1 counterpoint, answered. No source for it. Who looks for one?"


def test_untouched_paragraphs_are_one_line_that_links_to_the_first():
    counts = [ParagraphCount(f"p{n}", n, int(n in {1, 3, 4}), n == 8) for n in range(1, 11)]
    (line,) = lines_for(paragraphs=counts)
    assert line.title == "¶\u00a02, ¶\u00a05–7 and ¶\u00a09–10"
    assert (line.key, line.target, line.place) == ("untouched", "p2", "¶\u00a02")


def test_every_kind_of_line_has_a_heading_and_a_duration():
    assert set(LINE_HEADINGS) == set(SUGGESTED_MINUTES) == set(LineKind)
    (line,) = lines_for([topic("k")])
    assert line.minutes == 10


def test_a_rejoinder_is_not_listed_apart_from_the_claim_of_its_thread():
    standing = Standing(base=BaseStanding.CONTESTED, counterpoints=1, standing_counterpoints=1)
    debated = ClaimTopic(
        id="d", wording="D", place="¶ 1", paragraph=1, standing=standing, against=(HERON,)
    )
    rejoinder = QuotedAnnotation(id="r", author="Wren", text="Count.", place="¶ 1", root_claim="d")
    elsewhere = QuotedAnnotation(
        id="e", author="Wren", text="Count.", place="¶ 2", root_claim="x", passage="Often."
    )
    listed = select_lines(
        topics=[debated], counterpoints=[HERON, rejoinder, elsewhere], notes=[], paragraphs=[]
    )
    assert [(line.target, line.title) for line in listed] == [("d", "D"), ("e", "“Often.”: Count.")]


def test_a_claim_whose_counterpoint_is_listed_is_not_listed_as_unsourced():
    standing = Standing(base=BaseStanding.CONTESTED, counterpoints=1, standing_counterpoints=1)
    topics = [
        ClaimTopic(
            id=id, wording=id, place=f"¶ {at}", paragraph=at, standing=standing, against=(voice,)
        )
        for at, (id, voice) in enumerate(
            (id, QuotedAnnotation(id=f"v{id}", author="Wren", text="No.", place="¶ 1", claim=id))
            for id in "abcdefgh"
        )
    ]
    voices = [topic.against[0] for topic in topics]
    listed = select_lines(topics=topics, counterpoints=voices, notes=[], paragraphs=[])
    assert [line.target for line in listed] == ["a", "b", "c", "vd", "ve", "vf", "g", "h"]


def test_a_claim_whose_thread_is_listed_is_not_listed_as_unsourced():
    answered = topic("k", Standing(base=BaseStanding.ANSWERED, counterpoints=1), 3)
    rejoinder = QuotedAnnotation(
        id="r", author="Heron", text="Not so.", place="¶ 3", root_claim="k", root="c1"
    )
    assert keys(lines_for([answered])) == ["unsourced:k"]
    assert keys(lines_for([answered], [rejoinder])) == ["unanswered:r"]


def test_a_question_in_a_listed_thread_is_shown_on_its_line():
    notes = [
        QuotedAnnotation(id="n1", author="Wren", text="Who?", place="¶ 9", endorsements=2),
        QuotedAnnotation(id="n2", author="Heron", text="Which one?", place="¶ 9", root="n1"),
        QuotedAnnotation(
            id="n3", author="Heron", text="Is it a circle?", place="¶ 1", root="c1", root_claim="k"
        ),
        QuotedAnnotation(id="n4", author="Heron", text="Why?", place="¶ 4", root="c9"),
        QuotedAnnotation(id="n5", author="Heron", text="How?", place="¶ 9"),
    ]
    waiting = QuotedAnnotation(id="c9", author="Wren", text="No.", place="¶ 4")
    lines = lines_for([topic("k", against=(HERON,))], [HERON, waiting], notes)
    assert [(line.key, keys(line.also)) for line in lines] == [
        ("contested:k", ["question:n3"]),
        ("unanswered:c9", ["question:n4"]),
        ("question:n1", ["question:n2"]),
        ("question:n5", []),
    ]


def test_two_of_many_questions_in_a_thread_are_shown_on_its_line_and_none_on_its_own():
    notes = [
        QuotedAnnotation(
            id=f"n{at}",
            author="Wren",
            text="Why?",
            place="¶ 1",
            root="c1",
            root_claim="k",
            age_in_days=at,
        )
        for at in range(5)
    ]
    (line,) = lines_for([topic("k", against=(HERON,))], [HERON], notes)
    assert keys(line.also) == ["question:n4", "question:n3"]


def test_an_unsourced_claim_in_the_paragraph_of_a_listed_one_is_shown_on_its_line():
    answered = Standing(base=BaseStanding.ANSWERED, counterpoints=1)
    lines = lines_for([topic("k", against=(HERON,)), topic("m", answered), topic("o", answered, 2)])
    assert [(line.key, keys(line.also)) for line in lines] == [
        ("contested:k", ["unsourced:m"]),
        ("unsourced:o", []),
    ]
