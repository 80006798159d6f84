"""The audit misses the places, the entries of the record and the visibility that belong to what was
posted, and finds a changed work."""

import pytest

from annotations.activity import Entry, Verb
from annotations.editions.actions import (
    carry_to_current,
    lock_reading_fresh,
    publish_revision,
    restore_revision,
)
from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation, show_to_seminar
from annotations.margin.models import Anchor, Annotation
from annotations.seminars.models import Reading
from annotations.sources.actions import describe_from_registry, get_or_create_work
from annotations.sources.models import Work
from tests.cast import ESSAY, block_of, member_of, selected
from tests.moderation.tampering import all_is_well, finds, put_back, written

WITHOUT_FIRST = ESSAY.replace("Reading alone is comfortable. Nobody contradicts you.\n\n", "")
assert WITHOUT_FIRST != ESSAY


def again(reading):
    """The reading as it is now."""
    return Reading.objects.select_related("essay__current").get(pk=reading.pk)


@pytest.fixture
def revise(reading, people):
    """Publish a text, or restore a revision."""

    def revise(text):
        told = {"by": people["leader"], "expected_current": again(reading).essay.current_id}
        if isinstance(text, str):
            publish_revision(again(reading), markdown=text, **told)
        else:
            restore_revision(again(reading), text, **told)
        return again(reading).essay.current

    return revise


def sentences(*wrong):
    return [f"Reading together: {each}" for each in wrong]


def test_the_place_of_an_orphan_in_the_current_text_is_missed(reading, write, revise):
    notes = [write(reading, words="comfortable"), write(reading)]
    assert all_is_well()
    current = revise(WITHOUT_FIRST)
    for note in notes:
        lost = Anchor.objects.get(annotation=note, revision=current)
        assert lost.reason == "gone"
        assert all_is_well()
        Anchor.objects.filter(pk=lost.pk).delete()
        assert finds("audit_moderation") == sentences(
            f"Annotation {note.pk} lacks a place to which a revision carried it."
        )
        lost.save(force_insert=True)
    assert all_is_well()


def test_the_places_of_what_is_about_whole_paragraphs_are_missed(reading, write, revise):
    early = write(reading)
    write(reading, "another_reader", about=early)  # stands where its thread stands
    first = reading.essay.current
    second = revise(ESSAY.replace("waits", "stays"))
    late = write(again(reading), number=2)  # has no anchor yet
    assert Anchor.objects.filter(annotation=late).count() == 0
    assert all_is_well()
    revise(first)
    assert {*Anchor.objects.filter(annotation=late).values_list("revision", flat=True)} == {
        first.pk,
        second.pk,
    }
    assert all_is_well()
    Anchor.objects.all().delete()
    assert finds("audit_moderation") == sentences(
        *(
            f"Annotation {note.pk} lacks the place at which it was posted."
            for note in sorted([early, late], key=lambda note: note.pk)
        )
    )


@pytest.mark.parametrize("words", ["", "comfortable"])
def test_the_place_of_what_was_posted_to_an_earlier_text_is_missed(
    reading, people, write, revise, words
):
    block = block_of(reading, 1)
    answered = write(reading, "another_reader")
    current = revise(ESSAY.replace("waits", "stays"))
    for about in (None, answered):
        note = post_annotation(
            id=uuid7(),
            reading=reading,  # as it was opened
            paragraph=block.paragraph,
            author=member_of(reading, people["reader"]),
            kind="note",
            visibility="seminar",
            state="published",
            about=about,
            passage=selected(block, words) if words else None,
            body="Begun before.",
        )
        carry_to_current(note, lock_reading_fresh(note.reading))
        assert note.revision_id != current.pk
    assert all_is_well()
    begins = Annotation.objects.get(body="Begun before.", about=None)
    places = Anchor.objects.filter(annotation=begins)
    assert places.count() == 2
    places.filter(revision=current).delete()
    assert finds("audit_moderation") == sentences(
        f"Annotation {begins.pk} lacks a place to which a revision carried it."
    )


def test_a_record_that_was_emptied_is_missed(reading, write):
    notes = [write(reading), write(reading, visibility="private")]
    assert all_is_well()
    Entry.objects.all().delete()
    assert finds("audit_moderation") == sentences(
        *(
            f"The record does not say that annotation {each.pk} was posted."
            for each in sorted(notes, key=lambda note: note.pk)
        )
    )


@pytest.mark.parametrize("recorded", [True, False])
def test_a_note_put_back_as_it_was_before_it_was_shown_is_found(reading, write, recorded):
    note = write(reading, visibility="private")
    earlier = Annotation.objects.get(pk=note.pk)
    show_to_seminar(note, by=note.author, state="published")
    if not recorded:  # as entries were before they told of visibility
        for entry in Entry.objects.filter(verb=Verb.POSTED):
            entry.details.pop("visibility")
            entry.save()
    assert all_is_well()
    put_back(earlier)
    assert finds("audit_moderation") == sentences(
        f"Annotation {note.pk} is private, but was posted as seminar."
    )


def test_a_private_note_put_into_the_seminar_is_found(reading, write):
    note = write(reading, visibility="private")
    assert all_is_well()
    written(note, visibility="seminar")
    assert finds("audit_moderation") == sentences(
        f"Annotation {note.pk} is seminar, but was posted as private."
    )


def test_a_work_is_sealed_again_when_a_registry_was_asked(reading, monkeypatch):
    work = get_or_create_work(reading.seminar, {"type": "book", "DOI": "10.1000/182"})
    answer = {"type": "book", "title": "Answered", "DOI": "10.1000/182"}
    monkeypatch.setattr("annotations.sources.lookup.look_up", lambda csl: answer)
    assert describe_from_registry(work)
    assert Work.objects.get().csl == answer
    assert all_is_well()
    Work.objects.update(csl={**answer, "title": "Cheap pills"})
    changed = sentences(f"Work {work.pk} is not as it was sealed.")
    assert finds("audit_moderation") == changed
    Work.objects.update(looked_up_at=None)
    describe_from_registry(work)
    assert finds("audit_moderation") == changed  # no later answer hides it
