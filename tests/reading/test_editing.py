"""Changing one's own words: what makes no sense, and what somebody changed meanwhile."""

import pytest

from annotations.margin.actions import reword_annotation


def test_a_stale_edit_is_refused_with_both_texts(reading, people, write, compose):
    note = write(reading)
    reword_annotation(note, by=note.author, version=1, content={"body": "From the other window."})
    answer = compose({"version": 1, "body": "From this window."}, f"/a/{note.pk}/edit/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It was changed in another window meanwhile." in page
    assert "From the other window." in page
    assert "From this window.</textarea>" in page
    assert 'name="version" value="2"' in page
    again = compose({"version": 2, "body": "From this window."}, f"/a/{note.pk}/edit/")
    assert again.status_code == 302
    note.refresh_from_db()
    assert (note.body, note.version, note.wordings.count()) == ("From this window.", 3, 2)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"body": ""}, "Write your note first."),
        ({"body": "x\0"}, "unreadable character (U+0000)"),
        ({"body": "x" * 10_001}, "At most 10,000 characters, please"),
        ({"version": ""}, "This form is damaged: open it again."),
        ({"version": "one"}, "This form is damaged: open it again."),
        ({"version": "9" * 6_000}, "This form is damaged: open it again."),
    ],
)
def test_an_edit_that_makes_no_sense_is_told_why(reading, write, compose, form, words):
    note = write(reading)
    answer = compose({"version": 1, "body": "New.", **form}, f"/a/{note.pk}/edit/")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    note.refresh_from_db()
    assert note.version == 1


def test_an_empty_edit_is_answered(reading, write, compose):
    answer = compose({}, f"/a/{write(reading).pk}/edit/")
    assert answer.status_code == 422
    assert "This form is damaged: open it again." in answer.content.decode()
