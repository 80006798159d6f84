"""What makes no sense gets a clear answer: never a 500, never a lost text, never a hint."""

import re
from uuid import uuid4

import pytest

from annotations.arguments.models import Claim
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import withdraw
from tests.cast import member_of
from tests.reading.composers import BASE, COUNTERPOINT, NOTE, P1, SOURCE, check_clean, said_beside


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({**NOTE, "body": ""}, "body", "Write your note first."),
        ({**NOTE, "body": " \n\t "}, "body", "Write your note first."),
        ({**NOTE, "body": "\u200b\u2060"}, "body", "Write your note first."),
        ({**COUNTERPOINT, "body": ""}, "body", "Say why: a counterpoint needs its argument."),
        ({**COUNTERPOINT, "attack": ""}, "attack", "Choose what is wrong with it."),
        ({**COUNTERPOINT, "attack": "insult"}, "attack", "Choose one of the four."),
        (
            {**SOURCE, "citation": ""},
            "citation",
            "Give the source: a DOI, an ISBN, an address, or simply its title.",
        ),
        (
            {**SOURCE, "relation": ""},
            "relation",
            "Choose what the source does: supports, disputes or gives context.",
        ),
        (
            {**SOURCE, "relation": "mocks"},
            "relation",
            "Choose supports, disputes or gives context.",
        ),
        (
            {**NOTE, "kind": ""},
            "kind",
            "Choose what this is: a note, a counterpoint or a source.",
        ),
        ({**NOTE, "kind": "rant"}, "kind", "This is none of note, counterpoint and source."),
        (
            {**NOTE, "visibility": "world"},
            "body",
            "Choose who will see it: the seminar, or only you.",
        ),
        (
            {**NOTE, "body": "x" * 10_001},
            "body",
            "At most 10,000 characters, please; this has 10,001.",
        ),
        (
            {**NOTE, "body": "y" * 200_000},
            "body",
            "At most 10,000 characters, please; this has 200,000.",
        ),
        (
            {**NOTE, "body": "a\0b"},
            "body",
            "There is an unreadable character (U+0000) in line 1, column 2.",
        ),
        (
            {**NOTE, "body": "one\ntwo \ufdd0"},
            "body",
            "There is an unreadable character (U+FDD0) in line 2, column 5.",
        ),
        (
            {**NOTE, "exact": "words that are not there"},
            "exact",
            "These words are not in ¶\u00a01. Copy them exactly as they stand there, or leave this "
            "empty to speak about the whole paragraph.",
        ),
        (
            {**NOTE, "start": "3", "end": "9"},
            "exact",
            "Say which words of the paragraph this is about.",
        ),
        (
            {**NOTE, "exact": "a\0", "start": "3", "end": "9"},
            "exact",
            "There is an unreadable character (U+0000) in line 1, column 2.",
        ),
        ({**NOTE, "exact": "alone", "start": "x"}, None, "A passage begins at a whole number."),
        ({**NOTE, "exact": "alone", "end": "NaN"}, None, "A passage ends at a whole number."),
        ({**NOTE, "id": "1"}, None, "This form is damaged: please send it again."),
        ({**NOTE, "about": "x"}, None, "What you are answering is not here any more. Your text is "
         "kept: post it again to put it beside the paragraph, or choose another place."),
        (
            {**SOURCE, "quotation": "q" * 2_001},
            "quotation",
            "At most 2,000 characters, please.",
        ),
        (
            {**SOURCE, "locator": "1" * 101},
            "locator",
            "At most 100 characters, please.",
        ),
        (
            {**COUNTERPOINT, "claim": "c" * 301},
            "claim",
            "At most 300 characters, please.",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_or_wrong_is_said_beside_its_field(compose, form, field, words, htmx):
    answer = compose(form, headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == 422
    assert said_beside(answer, field) == words
    assert Annotation.objects.count() == 0
    if form["body"].strip("\u200b\u2060 \n\t") and "\0" not in form["body"]:
        assert f">{form['body']}</textarea>" in answer.content.decode()  # as it was typed


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![x](data:text/html;base64,PHN2Zz4=)",
    "{{ 7*7 }} {% debug %} %s {0.__class__}",
    "\u202egnp.exe\u2069 \u2066\u2066\u2066",
    "e\u0301 \u1112\u1161\u11ab 🇩🇪 👩‍👩‍👧‍👦 \U0001f600",
    "*" * 9_000,
    "[" * 5_000 + "]" * 5_000,
    "> " * 4_000 + "deep",
    "\r\n\r\u2028\u2029\x0b".replace("\x0b", ""),
    "\ud83d".encode("utf-8", "replace").decode() + " half an emoji",
    "'; DROP TABLE annotations_annotation; --",
    "=cmd|' /C calc'!A0",
]


FIELDS = {
    "note": (NOTE, ("body", "prefix", "suffix")),
    "counterpoint": (COUNTERPOINT, ("body", "claim")),
    "source": (SOURCE, ("citation", "quotation", "locator")),
}


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_nasty_gets_through_any_field(compose, reading, signed_in, people, nasty):
    for form, fields in FIELDS.values():
        for field in fields:
            answer = compose({**form, field: nasty, "id": uuid7()})
            assert answer.status_code in (302, 422), (field, answer.status_code)
            check_clean(answer)
    for page in (P1 + "?whole", BASE, "/me/"):
        shown = signed_in(people["reader"]).get(page)
        assert shown.status_code == 200
        check_clean(shown)
    assert store.tally_differences(reading) == {}


@pytest.mark.parametrize(
    "place",
    [
        {"start": "-1", "end": "-5"},
        {"start": "99999999999999999999", "end": "999999999999999999999"},
        {"start": "9" * 5_000, "end": "1"},
        {"start": "13", "end": "8"},
        {"start": "", "end": "3"},
        {"start": "0", "end": "0"},
        {"prefix": "\0", "suffix": "\ufdd0"},
        {"prefix": "x" * 100_000},
    ],
)
def test_a_place_that_makes_no_sense_is_found_by_its_words_or_refused(compose, place):
    answer = compose({**NOTE, "exact": "alone", **place})
    if answer.status_code == 422:
        assert said_beside(answer, None) in (
            "A passage begins at a whole number.",
            "A passage ends at a whole number.",
        )
        return
    assert answer.status_code == 302
    note = Annotation.objects.get()
    assert (note.start, note.end, note.exact) == (8, 13, "alone")


def test_what_one_answers_must_be_seen_here_and_there(begin, people, write, signed_in):
    here, elsewhere = begin("together"), begin("elsewhere")
    targets = {
        "of another seminar": write(elsewhere),
        "of another paragraph": write(here, number=2),
        "private": write(here, "leader", visibility="private"),
        "pending": write(here, "leader", state="pending"),
    }
    gone = write(here, "leader")
    withdraw(gone, by=gone.author)
    client = signed_in(people["reader"])
    answers = {"never there": client.post(P1, {**NOTE, "about": uuid4()})} | {
        name: client.post(P1, {**NOTE, "about": target.pk})
        for name, target in {**targets, "withdrawn": gone}.items()
    }
    for name, answer in answers.items():
        assert answer.status_code == 422, name
        assert said_beside(answer, None) == said_beside(answers["never there"], None)
        assert 'name="about"' not in answer.content.decode()  # the next try is about the paragraph
    assert Annotation.objects.filter(body="A thought.").count() == 0


def test_an_answer_to_something_private_stays_private(reading, write, compose):
    mine = write(reading, visibility="private")
    answer = compose({**NOTE, "about": mine.pk})
    assert answer.status_code == 422
    assert "keep it to yourself too" in answer.content.decode()
    assert compose({**NOTE, "about": mine.pk, "visibility": "private"}).status_code == 302


MODEL_FIELDS = {
    "author": "1", "author_id": "1", "state": "removed", "version": "9", "seminar": "1",
    "seminar_id": "1", "reading": "1", "paragraph": "1", "root": "1", "depth": "7",
    "body_html": "<b>x</b>", "created_at": "2001-01-01", "edited_at": "2001-01-01",
    "withdrawn_at": "2001-01-01", "withdrawn_from": "pending", "endorsed": "99", "work": "1",
    "revision": "1", "is_staff": "1", "is_superuser": "1", "pk": "1", "role": "leader",
}  # fmt: skip


def test_no_field_of_the_table_can_be_set_from_outside(reading, people, write, compose):
    assert compose({**MODEL_FIELDS, **NOTE}).status_code == 302
    mine = Annotation.objects.get()
    plain = write(reading, body="A thought.")
    left_out = {"id", "created_at", "seal"}  # the seal covers the identifier
    names = [f.attname for f in Annotation._meta.concrete_fields if f.attname not in left_out]
    assert {n: getattr(mine, n) for n in names} == {n: getattr(plain, n) for n in names}
    form = {**MODEL_FIELDS, "body": "Another.", "version": "1", "kind": "source"}
    assert compose(form, f"/a/{mine.pk}/edit/").status_code == 302
    mine.refresh_from_db()
    assert (mine.body, mine.kind, mine.state, mine.endorsed) == (
        "Another.", "note", "published", 0,
    )  # fmt: skip
    people["reader"].refresh_from_db()
    assert not people["reader"].is_superuser
    assert member_of(reading, people["reader"]).role == "reader"


def test_the_same_form_sent_twice_is_one_annotation_and_one_answer(compose):
    form = {**COUNTERPOINT, "id": str(uuid7()), "claim": "Reading is comfortable"}
    answers = [compose(form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert str(Annotation.objects.get().pk) == form["id"]
    assert Claim.objects.count() == 1


def test_the_same_identifier_with_other_words_loses_neither(compose):
    form = {**NOTE, "id": str(uuid7())}
    compose(form)
    answer = compose({**form, "body": "Other words."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have posted this form before, with other words." in page
    assert "Other words.</textarea>" in page
    fresh = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert fresh is not None
    assert fresh.group(1) != form["id"]
    assert compose({**form, "id": fresh.group(1), "body": "Other words."}).status_code == 302
    assert sorted(Annotation.objects.values_list("body", flat=True)) == [
        "A thought.", "Other words.",
    ]  # fmt: skip


@pytest.mark.parametrize("form", [NOTE, {**NOTE, "kind": "source", "citation": "10.1000/182",
                                         "relation": "supports"}])  # fmt: skip
def test_a_text_that_looks_like_an_earlier_one_is_the_same_post(compose, form):
    assert compose(form).status_code == 302
    hidden = {**form, "body": "A \u200bthou\u00adght.\u200e"}
    answer = compose(hidden)
    assert answer.status_code == 422
    assert f'just this here already: <a href="/a/{Annotation.objects.get().pk}/">' in (
        answer.content.decode()
    )
    assert compose({**hidden, "body": "A thought, too."}).status_code == 302


def test_an_identifier_that_is_somebody_elses_is_replaced(reading, write, compose):
    theirs = write(reading, "leader", visibility="private")
    answer = compose({**NOTE, "id": theirs.pk})
    assert answer.status_code == 409
    assert "A thought.</textarea>" in answer.content.decode()
    assert str(theirs.pk) not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.body == "What leader says."


def test_a_damaged_identifier_mends_itself(compose):
    page = compose({**NOTE, "id": "broken"}).content.decode()
    fresh = re.search(r'name="id" value="([^"]+)"', page)
    assert fresh is not None
    assert compose({**NOTE, "id": fresh.group(1)}).status_code == 302
