"""Pseudo-translated messages keep what a program fills in, and nothing else as it was."""

import re

from hypothesis import given
from hypothesis import strategies as st

from annotations.management.pseudo_translation import pseudo_translation


def test_letters_get_accents_and_the_text_grows():
    assert pseudo_translation("Sign in") == "⟦Šîĝñ îñ···⟧"


def test_placeholders_markup_and_entities_stay():
    said = pseudo_translation('<b class="x">%(name)s</b> has {number} &amp; %s of 100%%')
    assert re.findall(r"%\(\w+\)s|%s|%%|\{\w+\}|<[^>]+>|&amp;", said) == [
        '<b class="x">',
        "%(name)s",
        "</b>",
        "{number}",
        "&amp;",
        "%s",
        "%%",
    ]


def test_white_space_around_a_text_stays_outside():
    assert pseudo_translation("\n ok \n") == "\n ⟦öķ·⟧ \n"


@given(st.text(alphabet="abcXYZ .,%s{}<>&;()", max_size=60))
def test_no_plain_letter_is_left_outside_of_what_a_program_fills_in(text):
    said = re.sub(r"%(?:\(\w+\))?[sd]|\{\w*\}|<[^<>]*>|&#?\w+;", "", pseudo_translation(text))
    assert re.findall("[A-Za-z]", said) == []
