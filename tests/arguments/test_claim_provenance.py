"""A claim is visible through its annotations and passages, and is erased with them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from annotations.arguments.models import Claim, EarlierWording
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE

SECRET = "Canaries sing alone"
OTHERS = ("leader", "another_reader", "observer")
PAGES = (
    "argument/",
    "argument/?whole",
    "p/1/",
    "p/1/?kind=counterpoint",
    "agenda/",
    "edition/",
    "search/?q=canaries",
    "export/csl-json",
)

type Signed = Callable[[str], Client]


def post(client: Client, number: int = 1, **sent: str) -> Annotation:
    """A counterpoint with a claim, through the composer."""
    before = set(Annotation.objects.values_list("pk", flat=True))
    form = {
        "kind": "counterpoint",
        "attack": "rebut",
        "body": "They do not, as anybody hears.",
        "claim": SECRET,
        "visibility": "seminar",
        **sent,
    }
    assert client.post(f"{PLACE}/p/{number}/", form).status_code == 302
    return Annotation.objects.exclude(pk__in=before).get()


def pull(client: Client, wording: str = SECRET) -> Any:
    return client.post(f"{PLACE}/argument/claims/", {"wording": wording, "part": "1"})


def said_to(client: Client, words: str = SECRET) -> bool:
    """Some page tells this visitor of the claim; their own query does not count."""
    pages = (client.get(f"{PLACE}/{page}").getvalue().decode() for page in PAGES)
    return any(words in page for page in pages)


def rows_with(words: str) -> Iterator[str]:
    """Every column of the database that still holds the words."""
    for model in apps.get_app_config("annotations").get_models():
        for row in model._default_manager.values():
            yield from (
                f"{model.__name__}.{name}" for name, each in row.items() if words in str(each)
            )


def erase(superuser: Client, annotation: Annotation) -> None:
    annotation.refresh_from_db()
    sent = {"step": "erase", "version": annotation.version, "state": annotation.state}
    path = f"/admin/annotations/annotation/{annotation.pk}/decide/"
    answer = superuser.post(path, sent | {"reason": "legal", "ticket": "7"})
    assert answer.status_code == 302


@pytest.fixture
def sure(people: dict[str, Any], signed_in: Signed) -> Signed:
    """A browser in which somebody has just given their password."""

    def sure(name: str) -> Client:
        people[name].set_password("quite-a-long-one")
        people[name].save()
        browser = signed_in(name)
        browser.post("/accounts/reauthenticate/", {"password": "quite-a-long-one"})
        return browser

    return sure


def test_the_claim_of_a_private_counterpoint_is_visible_only_to_its_author(
    reading: Reading, signed_in: Signed
) -> None:
    mine = post(signed_in("reader"), visibility="private")
    assert SECRET in signed_in("reader").get(f"{PLACE}/p/1/").content.decode()
    for name in (*OTHERS, "superuser"):
        assert not said_to(signed_in(name))
        path = f"{PLACE}/argument/{Claim.objects.get().pk}/"
        assert signed_in(name).get(path).status_code == 404
    assert signed_in("reader").post(f"/a/{mine.pk}/publication/").status_code == 302
    assert all(said_to(signed_in(name)) for name in OTHERS)


def test_the_claim_of_a_pending_counterpoint_is_hidden_until_approval(
    begin: Callable[..., Reading], signed_in: Signed, people: dict[str, Any]
) -> None:
    begin(moderation="before")
    waiting = post(signed_in("reader"))
    assert (waiting.state, said_to(signed_in("another_reader"))) == ("pending", False)
    take_step(Step.APPROVE, waiting, by=people["moderator"])
    assert said_to(signed_in("another_reader"))


@pytest.mark.parametrize("step", ["hide", "remove", "withdraw"])
def test_a_claim_is_hidden_and_restored_with_its_only_annotation(
    reading: Reading, signed_in: Signed, people: dict[str, Any], step: str
) -> None:
    made = post(signed_in("reader"))
    by, back = {"withdraw": ("reader", "return"), "remove": ("moderator", "reinstate")}.get(
        step, ("moderator", "restore")
    )
    reason = "" if step == "withdraw" else "uncivil"
    take_step(Step(step), made, by=people[by], reason=reason)
    assert not said_to(signed_in("another_reader"))
    take_step(Step(back), made, by=people["reader" if by == "reader" else "leader"], reason=reason)
    assert said_to(signed_in("another_reader"))


@pytest.mark.parametrize("carries", ["counterpoint", "passage"])
def test_a_claim_remains_while_somebody_elses_annotation_is_attached(
    reading: Reading, signed_in: Signed, people: dict[str, Any], carries: str
) -> None:
    made = post(signed_in("reader"))
    another = signed_in("another_reader")
    if carries == "counterpoint":
        post(another, body="I say so for another reason.")
    else:
        pull(another)
    take_step(Step.HIDE, made, by=people["moderator"], reason="uncivil")
    assert said_to(signed_in("observer"))
    erase(signed_in("superuser"), made)
    assert said_to(signed_in("observer"))
    assert Claim.objects.get().by.user == people["another_reader"]


def test_pulling_out_the_same_claim_does_not_reveal_a_private_one(
    reading: Reading, signed_in: Signed, people: dict[str, Any]
) -> None:
    post(signed_in("reader"), visibility="private", claim=SECRET.upper())
    private = Claim.objects.get()
    another = signed_in("another_reader")
    pulled = pull(another).url.split("/")[-2]
    assert pulled != str(private.pk)
    page = another.get(f"{PLACE}/argument/{pulled}/").content.decode()
    assert (SECRET in page, SECRET.upper() in page) == (True, False)
    assert "Put it better" in page
    assert Claim.objects.filter(merged_into=None).count() == 1
    assert SECRET in signed_in("reader").get(f"{PLACE}/p/1/").content.decode()


def test_the_wording_of_a_hidden_annotation_is_not_shown_on_anothers_claim(
    reading: Reading, signed_in: Signed, people: dict[str, Any]
) -> None:
    shouted = post(signed_in("reader"), claim=SECRET.upper())
    post(signed_in("another_reader"), body="Quietly.")
    assert said_to(signed_in("observer"), SECRET.upper())
    take_step(Step.HIDE, shouted, by=people["moderator"], reason="uncivil")
    assert said_to(signed_in("observer"), SECRET)
    assert not said_to(signed_in("observer"), SECRET.upper())


def test_the_wording_of_an_erased_annotation_is_overwritten_everywhere(
    reading: Reading, signed_in: Signed
) -> None:
    made = post(signed_in("reader"))
    claim = Claim.objects.get()
    leader = signed_in("leader")
    leader.post(f"{PLACE}/argument/{claim.pk}/wording/", {"wording": "Birds sing by themselves"})
    post(signed_in("another_reader"), claim="Birds sing by themselves")
    erase(signed_in("superuser"), made)
    assert list(rows_with("Canaries")) == []
    assert said_to(signed_in("observer"), "Birds sing by themselves")


def test_erasing_all_annotations_of_a_claim_leaves_none_of_its_wordings(
    reading: Reading, signed_in: Signed
) -> None:
    made = post(signed_in("reader"))
    claim = Claim.objects.get()
    path = f"{PLACE}/argument/{claim.pk}/wording/"
    signed_in("leader").post(path, {"wording": "Canaries sing by themselves"})
    assert EarlierWording.objects.count() == 1
    erase(signed_in("superuser"), made)
    assert list(rows_with("Canaries")) == []
    assert signed_in("leader").get(f"{PLACE}/argument/{claim.pk}/").status_code == 404


@pytest.mark.parametrize("merged", ["into", "from"])
def test_a_merged_claim_loses_the_wordings_of_erased_annotations(
    reading: Reading, signed_in: Signed, merged: str
) -> None:
    made = post(signed_in("reader"))
    one = Claim.objects.get()
    post(signed_in("another_reader"), number=2, claim="Birds sing by themselves")
    two = Claim.objects.exclude(pk=one.pk).get()
    first, into = (one, two) if merged == "into" else (two, one)
    leader = signed_in("leader")
    path = f"{PLACE}/argument/{first.pk}/"
    assert leader.post(f"{path}merger/", {"other": str(into.pk)}).status_code == 302
    erase(signed_in("superuser"), made)
    assert list(rows_with("Canaries")) == []
    page = leader.get(path, follow=True).content.decode()
    assert "<h1><bdi>Birds sing by themselves</bdi></h1>" in page


def test_erasing_an_account_erases_its_claims_and_rewordings(
    reading: Reading, signed_in: Signed, sure: Signed
) -> None:
    leaving = sure("moderator")
    pull(leaving)
    pull(signed_in("reader"), "Birds sing by themselves")
    theirs = Claim.objects.get(wording="Birds sing by themselves")
    path = f"{PLACE}/argument/{theirs.pk}/wording/"
    leaving.post(path, {"wording": "Canaries and finches sing by themselves"})
    assert said_to(signed_in("observer"), "Canaries and finches")
    assert leaving.post("/me/deletion/", {"written": "erase"}).status_code == 302
    assert list(rows_with("Canaries")) == []
    assert said_to(signed_in("observer"), "Birds sing by themselves")


def test_deleting_an_account_that_leaves_its_writing_keeps_its_claims(
    reading: Reading, signed_in: Signed, sure: Signed
) -> None:
    leaving = sure("reader")
    pull(leaving)
    post(leaving, visibility="private", number=2, claim="Finches are shy")
    assert leaving.post("/me/deletion/", {"written": "stay"}).status_code == 302
    assert said_to(signed_in("observer"))
    assert list(rows_with("Finches are shy")) == []


def test_in_write_before_you_read_a_claim_is_visible_once_its_paragraph_is_open(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(write_first=True)
    pull(signed_in("reader"))
    another = signed_in("another_reader")
    assert not said_to(another)
    cards = '<article class="claim-card'
    assert cards not in another.get(f"{PLACE}/argument/").content.decode()
    post(another, claim="", body="First I write.")
    assert said_to(another)
    assert another.get(f"{PLACE}/argument/").content.decode().count(cards) == 1
