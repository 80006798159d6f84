"""The critical edition, as a page and as PDF."""

import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotations.exchange.edition import pdf
from annotations.exchange.edition.pdf import PdfUnavailable, render_pdf
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, SNYDER, write

EDITION = f"{PLACE}/edition/"
ALONE = "Reading alone is comfortable"

type Signed = Callable[[str], Client]


def page(client: Client, query: str = "") -> str:
    return client.get(EDITION + query).content.decode()


def remarks(part: str) -> list[str]:
    found = re.findall(r'<div class="remark.*?">(.*?)</div>', part, re.S)
    return [re.sub(r"<[^>]+>", "", each) for each in found]


@pytest.fixture
def argued(reading: Reading) -> Reading:
    """A note with an answer, a counterpoint that is answered, a source."""
    note = write(reading, kind="note", body="Is it?", words="comfortable")
    write(reading, "another_reader", kind="note", about=note, body="It is.")
    objection = write(reading, claim=ALONE, words="alone", body="Not for me.")
    write(reading, "leader", about=objection, body="Then for whom?", attack="unclear")
    write(reading, number=2, kind="source", csl=SNYDER, locator="4", body="On waiting.")
    return reading


def test_an_edition_has_the_essay_with_marginalia_apparatus_and_bibliography(
    argued: Reading, signed_in: Signed
) -> None:
    printed = page(signed_in("reader"))
    essay, _, rest = printed.partition('<section class="apparatus"')
    apparatus, _, works = rest.partition('<section class="works"')
    assert essay.count("Nobody contradicts you.") == 1
    assert remarks(essay) == [
        "comfortable] ●  Is it? reader",
        "●  It is. another_reader",
        "▲ supports Snyder, 1984, p. 4. On waiting. reader",
    ]
    assert remarks(apparatus) == [
        "alone] ◆ It isn’t so Not for me. reader",
        "◆ It’s unclear Then for whom? leader",
    ]
    assert apparatus.count("<b>Answered</b>") == 1
    assert apparatus.count('<s dir="auto">Not for me.</s>') == 1
    assert works.count("The Security Dilemma in Alliance Politics") == 1


def test_an_edition_without_names_names_nobody(argued: Reading, signed_in: Signed) -> None:
    client = signed_in("reader")
    names = re.compile(r"\b(?:reader|another_reader|leader|moderator|observer)\b")
    main = page(client, "?names=no").partition("<main>")[2]
    assert len(names.findall(page(client).partition("<main>")[2])) == 9
    assert names.findall(main) == ["reader"]  # the essay’s own word


def test_a_reader_chooses_the_style(argued: Reading, signed_in: Signed) -> None:
    client = signed_in("reader")
    assert page(client).count("Snyder, G. H. (1984).") == 1
    assert page(client, "?style=mla").count("Snyder, Glenn H. “The Security Dilemma") == 1


def test_two_works_of_one_year_have_letters_in_remarks_and_bibliography(
    reading: Reading, signed_in: Signed
) -> None:
    for title in ("On Waiting", "On Margins"):
        write(reading, kind="source", csl={**SNYDER, "title": title, "DOI": ""}, body="")
    assert [each[11:25] for each in remarks(page(signed_in("reader")))] == [
        "Snyder, 1984b.",
        "Snyder, 1984a.",
    ]
    works = page(signed_in("reader")).partition('<section class="works"')[2]
    assert re.findall(r"\((1984.)\)\. (On \w+)", works) == [
        ("1984a", "On Margins"),
        ("1984b", "On Waiting"),
    ]
    in_mla = [each[11:].partition(" reader")[0] for each in
              remarks(page(signed_in("reader"), "?style=mla"))]  # fmt: skip
    assert in_mla == ["Snyder, “On Waiting”. ", "Snyder, “On Margins”. "]


def test_the_paragraphs_of_a_remark_are_printed_on_one_line(
    reading: Reading, signed_in: Signed
) -> None:
    write(reading, kind="note", body="One *thing*.\n\nAnd another.")
    (remark,) = remarks(page(signed_in("reader")))
    assert remark == "●  One thing. ¶ And another. reader"


def test_an_answer_to_a_hidden_annotation_is_printed_by_itself(
    reading: Reading, signed_in: Signed
) -> None:
    hidden = write(reading, kind="note", body="Out of sight.", state="hidden")
    write(reading, "another_reader", kind="note", about=hidden, body="Still here.")
    assert remarks(page(signed_in("leader"))) == ["●  Still here. another_reader"]


def test_an_edition_makes_the_same_queries_for_any_number_of_annotations(
    reading: Reading, signed_in: Signed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("reader")
    for times in (1, 4):
        for at in range(times):
            objection = write(reading, claim=f"Claim {times} {at}")
            write(reading, "another_reader", about=objection, kind="source", csl=SNYDER)
        client.get(EDITION)  # what changed is settled
        with django_assert_num_queries(16):
            client.get(EDITION)


@pytest.mark.parametrize("name", ["stranger", "nobody"])
def test_visitors_who_may_not_read_get_no_edition(
    argued: Reading, signed_in: Signed, name: str
) -> None:
    assert signed_in("observer").get(EDITION).status_code == 200
    for path in (EDITION, f"{EDITION}pdf/", f"{PLACE}/export/ris", f"{PLACE}/sources/"):
        assert signed_in(name).get(path).status_code == 404


@pytest.mark.usefixtures("pango")
def test_the_pdf_is_a_pdf_file(argued: Reading, signed_in: Signed) -> None:
    response = signed_in("reader").get(f"{EDITION}pdf/?names=no")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="on-reading-critical-edition.pdf"'
    assert (response.content[:5], response.content[-6:].strip()) == (b"%PDF-", b"%%EOF")


@pytest.mark.usefixtures("pango")
def test_nothing_is_fetched_for_a_pdf() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        hostile = (
            f'<link rel=stylesheet href="{address}"><link rel=attachment href="{address}">'
            f'<style>@import "{address}"; p {{ background: url({address}) }}</style>'
            f'<img src="{address}"><img src="file:///etc/passwd"><p>Text</p>'
        )
        assert render_pdf(hostile)[:5] == b"%PDF-"
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_where_the_library_is_missing_the_page_to_print_is_offered(
    argued: Reading, signed_in: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise PdfUnavailable

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = signed_in("reader").get(f"{EDITION}pdf/")
    assert response.status_code == 501
    assert f'href="{EDITION}"' in response.content.decode()


def test_our_own_words_have_the_language_of_the_interface_and_not_of_the_essay(
    reading: Reading, signed_in: Signed, settings: Any
) -> None:
    reading.essay.language, reading.prompt = "de", "Why read?"
    reading.essay.save()
    reading.save()
    write(reading, kind="note", body="Is it?")
    settings.LANGUAGE_CODE = "ar-xb"
    printed = page(signed_in("reader"))
    assert re.findall(r'<html lang="(.*?)" dir="(.*?)">', printed) == [("de", "ltr")]
    assert re.findall(r'class="(\w+)" lang="(.*?)" dir="(.*?)"', printed) == [
        ("bar", "ar-xb", "rtl"),
        ("of", "ar-xb", "rtl"),
        ("prompt", "ar-xb", "auto"),
        ("colophon", "ar-xb", "rtl"),
        ("marginalia", "ar-xb", "rtl"),
    ]
