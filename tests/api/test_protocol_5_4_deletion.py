"""Section 5.4 of the Protocol: deleting annotations, which withdraws them."""

import pytest

from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.web_annotation.models import Origin
from tests.api.conftest import note


@pytest.fixture
def made(reading, program):
    return program().post(note())


def test_what_is_deleted_is_gone_from_its_container(made, program, reading, signed_in, people):
    call = program()
    assert call.get().json()["total"] == 1
    response = call("delete", made["Location"], If_Match=made["ETag"])
    assert (response.status_code, response.content) == (204, b"")
    assert call.get(made["Location"]).status_code == 404
    assert call.get().json()["total"] == 0
    withdrawn = Annotation.objects.get()
    assert withdrawn.state == "withdrawn"
    assert store.tally_differences(reading) == {}
    assert "What a program says." in signed_in(people["reader"]).get("/me/").content.decode()


@pytest.mark.parametrize(("tag", "status"), [("", 428), ('"other"', 412), ("*", 204)])
def test_it_asks_for_the_version(made, program, tag, status):
    response = program()("delete", made["Location"], **({"If-Match": tag} if tag else {}))
    assert response.status_code == status
    assert (Annotation.objects.get().state == "withdrawn") == (status == 204)


@pytest.mark.parametrize("who", ["leader", "moderator", "superuser", "stranger"])
def test_only_its_author_deletes_it(made, program, who):
    response = program(who)("delete", made["Location"], If_Match="*")
    assert response.status_code == 403
    assert Annotation.objects.get().state == "published"


def test_what_is_erased_has_no_names_elsewhere_any_more(reading, program, people):
    program().post(note(canonical="urn:x:1"))
    annotation = Annotation.objects.get()
    assert Origin.objects.get().canonical == "urn:x:1"
    take_step(Step.ERASE, annotation, by=people["superuser"], reason="legal", ticket="T 1")
    assert Origin.objects.count() == 0
