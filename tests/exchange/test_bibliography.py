"""The bibliography over HTTP, its exports, and works described and joined."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from pytest_django import DjangoAssertNumQueries

from annotations.margin.models import Annotation
from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from annotations.sources.models import Work
from annotations.sources.parse import parse_sources
from tests.arguments.conftest import PLACE, SNYDER, write
from tests.exchange.cited_works import (
    SOURCES,
    WALT,
    Signed,
    cite_work,
    exported_text,
    listed_references,
)


def test_each_work_says_where_it_is_cited_and_what_for(reading: Reading, signed_in: Signed) -> None:
    objection = write(reading, "leader")
    first = cite_work(reading, SNYDER, number=2, locator="p. 4", relation="context")
    second = cite_work(reading, SNYDER, "another_reader", about=objection, relation="disputes")
    page = signed_in("reader").get(SOURCES).content.decode()
    assert re.findall(r'<li><a href="/a/(.*?)/">(.*?)</a> (.*?) <span', page) == [
        (str(first.pk), "¶\u00a02", "gives context, p. 4"),
        (str(second.pk), "¶\u00a01", "disputes leader’s counterpoint"),
    ]
    assert len(listed_references(signed_in("reader"))) == 1


def test_a_reader_chooses_the_style(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, WALT)
    client = signed_in("reader")
    apa = "Walt, S. M. (1987). The Origins of Alliances. Cornell University Press."
    assert (
        listed_references(client)
        == listed_references(client, "?style=apa")
        == listed_references(client, "?style=no")
        == [apa]
    )
    others = {
        listed_references(client, f"?style={style}")[0] for style in ("chicago", "mla", "iso690")
    }
    assert len(others | {apa}) == 4


def test_entries_are_in_the_essays_language(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, {**WALT, "edition": "2", "issued": {}})
    assert listed_references(signed_in("reader"))[0].startswith("Walt, S. M. (n.d.).")
    reading.essay.language = "de"
    reading.essay.save()
    assert listed_references(signed_in("reader")) == [
        "Walt, S. M. (o. J.). The Origins of Alliances (2. Aufl.). Cornell University Press."
    ]


def test_works_are_sorted_by_their_entries(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, WALT)
    cite_work(reading, SNYDER)
    assert [each[:6] for each in listed_references(signed_in("reader"))] == ["Snyder", "Walt, "]


def test_works_are_sorted_without_accents_by_year_and_without_an_author_by_title(
    reading: Reading, signed_in: Signed
) -> None:
    def book(title: str, family: str = "", year: int = 1990) -> dict[str, Any]:
        author = {"author": [{"family": family, "given": "A."}]} if family else {}
        return {"type": "book", "title": title, "issued": {"date-parts": [[year]]}, **author}

    for csl in (
        book("Z", "Ostrom"),
        book("B", "Öberg", 2001),
        book("C", "Öberg", 1998),
        book("Oaths"),
        book("A", "Zürn"),
    ):
        cite_work(reading, csl)
    assert [each[:5] for each in listed_references(signed_in("reader"))] == [
        "Oaths", "Öberg", "Öberg", "Ostro", "Zürn,",
    ]  # fmt: skip
    assert (
        next(each for each in listed_references(signed_in("reader")) if "Öberg" in each)[10:16]
        == "(1998)"
    )


def test_a_long_bibliography_comes_in_pages_and_whole(reading: Reading, signed_in: Signed) -> None:
    for at in range(61):
        cite_work(reading, {"type": "book", "title": f"Work {at:03}"})
    client = signed_in("reader")
    pages = [
        re.findall(r"<i>(Work \d+)</i>", client.get(f"{PLACE}/sources/{query}").text)
        for query in ("", "?page=2", "?whole")
    ]
    works = [f"Work {at:03}" for at in range(61)]
    assert pages == [works[:60], works[60:], works]


@pytest.mark.parametrize("format", ["bibtex", "ris", "csl-json"])
def test_an_exported_file_is_read_as_the_same_records(
    reading: Reading, signed_in: Signed, format: str
) -> None:
    cite_work(reading, SNYDER)
    cite_work(reading, WALT)
    read = parse_sources(exported_text(signed_in("reader"), format))
    bare = [{k: v for k, v in found.work.items() if k != "id"} for found in read.works]
    assert (bare, read.problems) == ([SNYDER, WALT], ())


def test_bibtex_keys_are_unique(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, SNYDER | {"id": "same"})
    cite_work(reading, WALT | {"id": "same"})
    cite_work(reading, {"type": "book", "id": "Same", "title": "A third"})
    keys = re.findall(r"@\w+\{(.*?),", exported_text(signed_in("reader"), "bibtex"))
    assert keys == ["same", "same-2", "Same-3"]


@pytest.mark.parametrize(
    ("format", "kind", "name"),
    [
        ("bibtex", "application/x-bibtex", "on-reading.bib"),
        ("ris", "application/x-research-info-systems", "on-reading.ris"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "on-reading.json"),
    ],
)
def test_an_export_has_a_content_type_and_a_file_name(
    reading: Reading, signed_in: Signed, format: str, kind: str, name: str
) -> None:
    response = signed_in("reader").get(f"{PLACE}/export/{format}")
    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_format_answers_404(reading: Reading, signed_in: Signed) -> None:
    assert signed_in("reader").get(f"{PLACE}/export/docx").status_code == 404


def test_an_empty_bibliography_exports_an_empty_file(reading: Reading, signed_in: Signed) -> None:
    assert exported_text(signed_in("reader"), "bibtex") == ""
    assert json.loads(exported_text(signed_in("reader"), "csl-json")) == []


def test_the_bibliography_makes_the_same_queries_for_any_number_of_works(
    reading: Reading, signed_in: Signed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("reader")
    for times in (1, 5):
        for at in range(times):
            cite_work(reading, WALT | {"title": f"{times} {at}", "ISBN": ""})
        with django_assert_num_queries(7):
            client.get(SOURCES)


def fill(client: Client, work: Work, **sent: str) -> Any:
    whole = {"type": "book", "title": "Filled in by hand", "authors": "Walt, Stephen M.", **sent}
    return client.post(f"{SOURCES}{work.pk}/", whole)


def test_members_fill_in_a_bare_work_that_they_cite(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, {"type": "document", "DOI": "10.1000/182"})
    work = Work.objects.get()
    page = signed_in("reader").get(SOURCES).content.decode()
    assert page.count("Only a DOI is known so far. It is not looked up.") == 1
    assert page.count(f'<a href="{SOURCES}{work.pk}/">Fill it in</a>') == 1
    fill(signed_in("reader"), work, issued="1987", DOI="https://doi.org/10.1000/182")
    (reference,) = listed_references(signed_in("reader"))
    assert reference == "Walt, S. M. (1987). Filled in by hand. https://doi.org/10.1000/182"


def test_only_those_who_cite_a_work_and_moderators_describe_it(
    reading: Reading, signed_in: Signed
) -> None:
    cite_work(reading, {"type": "document", "DOI": "10.1000/182"})
    work = Work.objects.get()
    statuses = {
        name: fill(signed_in(name), work, DOI="10.1000/182").status_code
        for name in ("another_reader", "observer", "stranger", "moderator", "reader")
    }
    assert statuses == {
        "another_reader": 403,
        "observer": 403,
        "stranger": 404,
        "moderator": 302,
        "reader": 302,
    }


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "What is it called?"),
        ({"DOI": "eleven"}, "A DOI looks like 10.1000/182."),
        ({"ISBN": "9780801494186"}, "does not fit the others: it is 6 and should be 5"),
        ({"URL": "javascript:alert(1)"}, "Only addresses that begin with http:// or https://"),
        ({"URL": "http://127.0.0.1/"}, "That address leads inside a private network"),
        ({"type": "hoax"}, "Choose one of the list."),
        ({"type": ""}, "Choose one of the list."),
        ({"title": "x" * 1_001}, "At most 1,000 characters, please."),
    ],
)
def test_an_invalid_value_is_explained_beside_its_field(
    reading: Reading, signed_in: Signed, sent: dict[str, str], words: str
) -> None:
    cite_work(reading, WALT)
    response = fill(signed_in("reader"), Work.objects.get(), publisher="Kept as typed", **sent)
    page = response.content.decode()
    assert (response.status_code, page.count(words), page.count("Kept as typed")) == (422, 1, 1)
    assert Annotation.objects.get().csl == WALT


def test_fields_that_the_form_lacks_are_kept(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, WALT | {"keyword": "alliances"})
    fill(signed_in("reader"), Work.objects.get())
    described = Annotation.objects.get().csl
    assert (described["title"], described["keyword"]) == ("Filled in by hand", "alliances")


def test_a_description_with_a_known_identifier_makes_two_works_one(
    reading: Reading, signed_in: Signed
) -> None:
    known = cite_work(reading, SNYDER)
    loose = cite_work(reading, {"type": "document", "title": "That article by Snyder"})
    response = fill(signed_in("reader"), loose.work, title="Known", DOI=SNYDER["DOI"])
    assert response.status_code == 302
    assert [*known.work.citations.order_by("id")] == [known, loose]


def test_moderators_join_works(reading: Reading, signed_in: Signed) -> None:
    cite_work(reading, SNYDER)
    cite_work(reading, {"type": "document", "title": "That article by Snyder"})
    work, loose = Work.objects.order_by("id")
    sent = {"other": str(work.pk)}
    assert signed_in("reader").post(f"{SOURCES}{loose.pk}/joining/", sent).status_code == 403
    assert signed_in("moderator").post(f"{SOURCES}{loose.pk}/joining/", {}).status_code == 422
    signed_in("moderator").post(f"{SOURCES}{loose.pk}/joining/", sent)
    assert (work.citations.count(), loose.citations.count()) == (2, 0)


def test_a_work_cited_only_by_a_hidden_annotation_is_not_listed(
    reading: Reading, people: dict, signed_in: Signed
) -> None:
    annotation = cite_work(reading, SNYDER)
    work = Work.objects.get()
    assert len(listed_references(signed_in("another_reader"))) == 1
    take_step(Step.HIDE, annotation, by=people["moderator"], reason="rude")
    for name in ("reader", "another_reader", "leader"):
        assert listed_references(signed_in(name)) == []
        assert exported_text(signed_in(name), "ris") == ""
    assert signed_in("another_reader").get(f"{SOURCES}{work.pk}/").status_code == 404


def test_an_export_is_streamed_by_an_asynchronous_server(begin: Callable[..., Reading]) -> None:
    cite_work(begin(who_may_read="everyone"), WALT)

    async def ask() -> bytes:
        response = await AsyncClient().get(f"{PLACE}/export/bibtex")
        assert response.is_async
        return b"".join([part async for part in response.streaming_content])

    assert async_to_sync(ask)().decode().count("The Origins of Alliances") == 1
