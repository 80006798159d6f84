"""The chain of decisions: any tampering is found, and named where it happened."""

import json
from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.moderation.decisions.chain import (
    NO_PREVIOUS_SEAL,
    ChainBreak,
    ChainFault,
    ExportedHead,
    Link,
    first_break,
    salted_digest,
    seal_link,
)

KEY = b"kept outside the database"
type Chain = list[tuple[Link, str]]


def chain(length: int, seminar: str = "open-seminar", remark: str = "") -> Chain:
    sealed: Chain = []
    for number in range(1, length + 1):
        link = Link(
            format=2,
            id=f"d{number}",
            number=number,
            seminar=seminar,
            when=f"2026-11-24T20:00:{number:02}+00:00",
            who="Lapwing",
            annotation=f"a{number}",
            version=1,
            step="hide",
            from_state="published",
            to_state="hidden",
            reason="off-topic",
            statement="Speaks about something else.",
            remark=remark,
            digest=salted_digest(f"text {number}", "salt"),
            previous=sealed[-1][1] if sealed else NO_PREVIOUS_SEAL,
        )
        sealed.append((link, seal_link(link, KEY)))
    return sealed


def head(sealed: Chain) -> ExportedHead:
    return ExportedHead(sealed[-1][0].number, sealed[-1][1])


def changed(link: Link, field: str) -> Link:
    value = getattr(link, field)
    return replace(link, **{field: value + 1 if isinstance(value, int) else value + "x"})


lengths = st.integers(1, 12)


@given(st.integers(0, 12), st.text())
def test_an_untouched_chain_verifies_whatever_was_written(length, remark):
    sealed = chain(length, remark=remark)
    assert first_break(sealed, KEY) is None
    assert first_break(iter(sealed), KEY, head(sealed) if sealed else None) is None


@given(st.data(), lengths, st.sampled_from([field.name for field in fields(Link)]))
def test_a_change_to_any_field_is_found_at_its_number(draw, length, field):
    sealed = chain(length)
    at = draw.draw(st.integers(0, length - 1))
    link, mac = sealed[at]
    sealed[at] = (changed(link, field), mac)
    assert first_break(sealed, KEY) == ChainBreak(at + 1, ChainFault.CHANGED)


@given(st.data(), lengths)
def test_a_change_to_a_seal_is_found_at_its_number(draw, length):
    sealed = chain(length)
    at = draw.draw(st.integers(0, length - 1))
    link, mac = sealed[at]
    sealed[at] = (link, draw.draw(st.text().filter(lambda other: other != mac)))
    assert first_break(sealed, KEY) == ChainBreak(at + 1, ChainFault.CHANGED)


@given(st.data(), st.integers(2, 12))
def test_a_deletion_is_found_at_the_number_that_is_gone(draw, length):
    sealed = chain(length)
    at = draw.draw(st.integers(0, length - 2))
    del sealed[at]
    assert first_break(sealed, KEY) == ChainBreak(at + 1, ChainFault.MISSING)


@given(st.data(), lengths)
def test_a_cut_tail_is_found_against_an_exported_head(draw, length):
    sealed = chain(length)
    kept = draw.draw(st.integers(0, length - 1))
    assert first_break(sealed[:kept], KEY) is None
    assert first_break(sealed[:kept], KEY, head(sealed)) == ChainBreak(
        kept + 1, ChainFault.CUT_SHORT
    )


@given(st.data(), st.integers(2, 12))
def test_a_swap_is_found_at_the_first_of_the_two(draw, length):
    sealed = chain(length)
    first, second = sorted(draw.draw(st.sets(st.integers(0, length - 1), min_size=2, max_size=2)))
    sealed[first], sealed[second] = sealed[second], sealed[first]
    assert first_break(sealed, KEY) == ChainBreak(first + 1, ChainFault.OUT_OF_ORDER)


@given(st.data(), lengths)
def test_a_record_kept_twice_is_found(draw, length):
    sealed = chain(length)
    at = draw.draw(st.integers(0, length - 1))
    sealed.insert(at + 1, sealed[at])
    assert first_break(sealed, KEY) == ChainBreak(at + 2, ChainFault.OUT_OF_ORDER)


@given(st.data(), st.integers(2, 12))
def test_even_with_the_key_one_record_cannot_be_rewritten_alone(draw, length):
    sealed = chain(length)
    at = draw.draw(st.integers(0, length - 2))
    forged = replace(sealed[at][0], reason="spam")
    sealed[at] = (forged, seal_link(forged, KEY))
    assert first_break(sealed, KEY) == ChainBreak(at + 1, ChainFault.CHANGED)


@given(lengths)
def test_the_last_record_rewritten_with_the_key_is_found_against_a_head(length):
    sealed = chain(length)
    exported = head(sealed)
    forged = replace(sealed[-1][0], reason="spam")
    sealed[-1] = (forged, seal_link(forged, KEY))
    assert first_break(sealed, KEY) is None
    assert first_break(sealed, KEY, exported) == ChainBreak(length, ChainFault.CHANGED)


def test_a_record_of_another_seminar_does_not_fit():
    sealed, others = chain(3), chain(3, seminar="closed-seminar")
    last = replace(others[2][0], previous=sealed[1][1])
    sealed[2] = (last, seal_link(last, KEY))
    assert first_break(sealed, KEY) == ChainBreak(3, ChainFault.CHANGED)


def test_a_chain_may_grow_past_an_exported_head():
    sealed = chain(5)
    assert first_break(sealed, KEY, head(sealed[:3])) is None


def test_a_record_from_before_its_format_was_sealed_still_verifies():
    link = Link(
        number=1,
        seminar="open-seminar",
        when="2026-11-24T20:00:01+00:00",
        who="Lapwing",
        annotation="a1",
        version=1,
        step="hide",
        from_state="published",
        to_state="hidden",
        reason="off-topic",
        statement="Speaks about something else.",
        remark="",
        digest="d",
        previous=NO_PREVIOUS_SEAL,
    )
    mac = "e037ce56a7220c1547cac256cb3ef67364b0be77783fd075b5e473c0cb6fd258"
    assert first_break([(link, mac)], KEY) is None


def test_a_record_of_the_present_format_cannot_pass_for_an_earlier_one():
    link, mac = chain(1)[0]
    assert first_break([(link, mac)], KEY) is None
    assert first_break([(replace(link, format=1), mac)], KEY) == ChainBreak(1, ChainFault.CHANGED)


def test_another_key_verifies_nothing():
    assert first_break(chain(2), b"another key") == ChainBreak(1, ChainFault.CHANGED)


def test_the_canonical_form_is_sorted_ascii_json_with_every_field():
    link = chain(1, remark="ş\ud800")[0][0]
    written = link.canonical()
    assert json.loads(written) == asdict(link)
    assert list(json.loads(written)) == sorted(json.loads(written))
    assert written.isascii()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (ChainFault.CHANGED, "Record 7 is not as it was sealed."),
        (ChainFault.MISSING, "Record 7 is missing, although later ones are there."),
        (ChainFault.OUT_OF_ORDER, "Record 7 is not in its place."),
        (ChainFault.CUT_SHORT, "The record ends before 7, although a later head was exported."),
    ],
)
def test_a_break_is_told_in_a_sentence(wrong, words):
    assert ChainBreak(7, wrong).words == words


salts = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(st.text(), salts, st.text(), salts)
def test_a_digest_tells_texts_and_salts_apart(text, salt, other_text, other_salt):
    same = (text, salt) == (other_text, other_salt)
    assert (salted_digest(text, salt) == salted_digest(other_text, other_salt)) == same


def test_a_digest_takes_any_text():
    assert len(salted_digest("\ud800 and \0", "salt")) == 64
