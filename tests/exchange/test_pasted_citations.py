"""Several works from one paste: each a source of its own, and nothing lost of what is broken."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE

type Signed = Callable[[str], Client]

BROKEN = "@book{broken, title = {A brace that is never closed, year = 1999"
TEN = "\n\n".join(
    [f"@book{{key{at}, title = {{Work {at}}}, year = {1990 + at}}}" for at in range(9)] + [BROKEN]
)


def post_source(client: Client, citation: str, **more: str) -> Any:
    sent = {
        "id": str(uuid7()),
        "kind": "source",
        "relation": "supports",
        "visibility": "seminar",
        "citation": citation,
        **more,
    }
    return client.post(f"{PLACE}/p/1/", sent)


def titles() -> list[str]:
    return sorted(each.csl.get("title", "") for each in Annotation.objects.all())


def test_two_dois_in_one_paste_are_two_sources(reading: Reading, signed_in: Signed) -> None:
    response = post_source(signed_in("reader"), "10.2307/2010183 and 10.2307/1927082")
    assert response.status_code == 302
    works = {annotation.work.csl["DOI"] for annotation in Annotation.objects.all()}
    assert works == {"10.2307/2010183", "10.2307/1927082"}


def test_nine_entries_are_posted_and_the_broken_tenth_stays_in_the_field(
    reading: Reading, signed_in: Signed
) -> None:
    response = post_source(signed_in("reader"), TEN, body="Read these.")
    page = response.content.decode()
    assert response.status_code == 422
    assert titles() == [f"Work {at}" for at in range(9)]
    assert page.count("9 were posted.") == 1
    assert page.count("Line 19: ") == 1
    field = page.partition('name="citation"')[2].partition("</textarea>")[0]
    assert (field.count("A brace that is never closed"), field.count("Work 8")) == (1, 0)


def test_a_form_sent_twice_is_posted_once(reading: Reading, signed_in: Signed) -> None:
    client, id = signed_in("reader"), str(uuid7())
    for _ in range(2):
        post_source(client, TEN, id=id)
    assert len(titles()) == 9


def test_the_same_work_twice_in_a_paste_is_one(reading: Reading, signed_in: Signed) -> None:
    post_source(
        signed_in("reader"), "10.2307/2010183\nhttps://doi.org/10.2307/2010183\n10.1000/182"
    )
    assert Annotation.objects.count() == 2


def test_a_quotation_belongs_to_one_work(reading: Reading, signed_in: Signed) -> None:
    response = post_source(
        signed_in("reader"), "10.2307/2010183 10.1000/182", quotation="So there."
    )
    page = response.content.decode()
    assert page.count("This belongs to one work: attach that one by itself.") == 1
    assert page.count("So there.") == 1
    assert Annotation.objects.count() == 0


def test_a_preview_shows_each_work_as_it_was_understood(
    reading: Reading, signed_in: Signed
) -> None:
    page = post_source(signed_in("reader"), TEN, preview="1").content.decode()
    preview = page.partition('class="preview"')[2].partition("</section>")[0]
    assert [preview.count(f"Work {at}") for at in range(9)] == [1] * 9
    assert preview.count("Line 19: ") == 1
    assert Annotation.objects.count() == 0


def test_more_than_a_hundred_works_are_refused(reading: Reading, signed_in: Signed) -> None:
    response = post_source(signed_in("reader"), "\n".join(f"10.1000/{at}" for at in range(101)))
    assert response.status_code == 422
    assert "These are 101 works: at most 100 at once, please." in response.content.decode()
    assert Annotation.objects.count() == 0


def test_an_edited_source_still_has_one_work(reading: Reading, signed_in: Signed) -> None:
    client = signed_in("reader")
    post_source(client, "10.2307/2010183")
    annotation = Annotation.objects.get()
    sent = {"kind": "source", "relation": "supports", "version": "1"}
    response = client.post(
        f"/a/{annotation.pk}/edit/", sent | {"citation": "10.2307/2010183 10.1000/182"}
    )
    assert response.status_code == 422
    client.post(f"/a/{annotation.pk}/edit/", sent | {"citation": "10.1000/182"})
    annotation.refresh_from_db()
    assert annotation.work.csl["DOI"] == "10.1000/182"
