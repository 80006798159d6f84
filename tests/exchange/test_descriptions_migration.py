"""The migration that gives each citation the description that its work had."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from annotations.activity import Entry, Verb, record
from annotations.margin.models import Annotation, Wording
from annotations.seminars.models import Reading
from annotations.sources.models import Work
from tests.arguments.conftest import member, write

migration = import_module("annotations.migrations.0011_citations_say_what_they_cite")
DOI = "10.1000/182"
BARE = {"type": "document", "DOI": DOI}
DESCRIBED = {"type": "book", "title": "Described", "DOI": DOI}


@pytest.fixture
def work(reading: Reading) -> Work:
    """A work as it was kept before: one description for all."""
    return Work.objects.create(seminar=reading.seminar, identity=f"doi:{DOI}", csl=DESCRIBED)


def cite(work: Work, author: str = "reader", citation: str = DOI, **more: Any) -> Annotation:
    reading = Reading.objects.get()
    return write(reading, author, kind="source", work=work, citation=citation, **more)


def migrated(*annotations: Annotation) -> list[Any]:
    """What each says afterwards."""
    migration.say_what_they_cite(apps, None)
    return [Annotation.objects.get(pk=each.pk).csl for each in annotations]


def test_a_description_goes_to_the_citations_of_who_wrote_it(reading: Reading, work: Work) -> None:
    mine, theirs = cite(work), cite(work, "another_reader")
    author = member(reading, "reader")
    record(Verb.DESCRIBED, work, by=author.user)
    assert migrated(mine, theirs) == [DESCRIBED, BARE]
    mine.refresh_from_db()
    assert (mine.described_by, mine.described_at) == (author, Entry.objects.latest("id").at)
    assert Work.objects.get().csl == BARE


def test_a_moderators_description_goes_to_every_published_citation(
    reading: Reading, work: Work
) -> None:
    shown, private = cite(work), cite(work, "another_reader", visibility="private")
    by = member(reading, "moderator")
    record(Verb.DESCRIBED, work, by=by.user)
    assert migrated(shown, private) == [DESCRIBED, BARE]


def test_an_unrecorded_description_goes_to_the_first_citation(work: Work) -> None:
    first, second = cite(work), cite(work, "another_reader")
    assert migrated(first, second) == [DESCRIBED, BARE]
    assert Annotation.objects.filter(described_at=None, csl=DESCRIBED).get() == first


def test_a_citation_keeps_what_its_own_text_says(work: Work) -> None:
    pasted = f"@book{{key, title = {{Described}}, doi = {{{DOI}}}}}"
    first, second = cite(work, visibility="private", citation=pasted), cite(work, "another_reader")
    said, bare = migrated(first, second)
    assert ({**said, "id": None}, bare) == ({**DESCRIBED, "id": None}, BARE)
    assert Work.objects.get().csl == BARE


def test_a_registrys_answer_stays_with_the_work(work: Work) -> None:
    Work.objects.update(looked_up_at=timezone.now())
    assert migrated(cite(work)) == [BARE]
    assert Work.objects.get().csl == DESCRIBED


def test_unreadable_text_is_kept_as_the_title(work: Work) -> None:
    several = "10.1000/1 and 10.1000/2 " + "x" * 400
    (said,) = migrated(cite(work, citation=several))
    assert said == DESCRIBED  # for nobody's paste had its title
    Work.objects.update(csl=BARE)
    assert migrated(cite(work, citation=several)) == [{"type": "document", "title": several[:300]}]


def test_earlier_wordings_say_what_they_cited(work: Work) -> None:
    cited = cite(work)
    Wording.objects.create(annotation=cited, version=1, work=work, citation=f"doi:{DOI}")
    migrated(cited)
    assert Wording.objects.get().csl == BARE
