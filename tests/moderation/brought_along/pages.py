"""The pages that show a source, and the state of what is in the database."""

import re

from django.core.management import call_command

from annotations.margin.models import Annotation
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.models import Decision
from tests.reading.composers import P1

DECIDE = "/admin/annotations/annotation/{}/decide/"

LIST = "/admin/annotations/annotation/"

QUEUE = f"{LIST}queue/"

BASE = "/s/together/on-reading/"

SAID = {"body": "The wombat objects.", "evidence": "Quokka almanac, 1999"}

DOORS = (
    "/",
    "/s/together/",
    P1,
    f"{BASE}search/?q=almanac",
    f"{BASE}sources/",
    f"{BASE}sources/?style=mla",
    f"{BASE}edition/",
    f"{BASE}argument/",
    f"{BASE}agenda/",
    f"{BASE}export/bibtex",
    f"{BASE}export/ris",
    f"{BASE}export/csl-json",
)

SHOW_IT = {*DOORS} - {"/", f"{BASE}argument/", f"{BASE}agenda/"}

READERS = ("another_reader", "observer", "stranger", "nobody")


def states(*annotations):
    return [Annotation.objects.get(pk=each.pk).state for each in annotations]


def steps(annotation):
    made = Decision.objects.filter(annotation=annotation).order_by("number")
    return list(made.values_list("step", flat=True))


def all_is_well(seminar):
    call_command("doctor")
    assert first_finding(seminar, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None


def listed(answer):
    return re.findall(r'data-item="([0-9a-f-]+)"', answer.content.decode())


NUMBER = "01980000-0000-7000-8000-0000000000aa"
