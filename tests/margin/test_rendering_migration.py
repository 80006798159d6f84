"""Bodies that an earlier version rendered are rendered again when the site is updated."""

from importlib import import_module

import pytest
from django.apps import apps

from annotations.margin.models import Annotation, Proposal
from annotations.margin.precomputed_tallies.check import tally_problems
from annotations.moderation.actions import reword

migration = import_module("annotations.migrations.0020_bodies_rendered_again")
EARLIER = '<ol start="1984">\n<li>It was.</li>\n</ol>\n'
NOW = '<p dir="auto">1984. It was.</p>\n'


@pytest.fixture
def reading(begin):
    return begin(moderation="before")


def test_stored_bodies_are_rendered_again_and_the_check_reports_none(reading, write, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    written = [write(reading, "reader", body="1984. It was.") for _ in range(5)]
    reword(written[0], by=written[0].author, version=1, said={"body": "1984. It was.\n"})
    Annotation.objects.update(body_html=EARLIER)
    Proposal.objects.update(body_html=EARLIER)
    assert len(tally_problems(reading)) == 6
    migration.render_again(apps, None)
    assert tally_problems(reading) == []
    rows = [*Annotation.objects.all(), *Proposal.objects.all()]
    assert [row.body_html for row in rows] == [NOW] * 6


def test_a_body_that_nothing_can_render_does_not_stop_it(reading, write):
    write(reading, "reader", body="1984. It was.")
    broken = write(reading, "leader")
    Annotation.objects.filter(pk=broken.pk).update(body="\x07")
    Annotation.objects.update(body_html=EARLIER)
    migration.render_again(apps, None)
    assert set(Annotation.objects.values_list("body_html", flat=True)) == {EARLIER, NOW}
