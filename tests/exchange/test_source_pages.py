"""On which pages of its PDF a passage stands is said at the paragraph and in every export."""

import csv
import json
import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.prose.markup.source_pages import source_pages
from tests.prose.pdf_files import pdf, wrapped

WORDS = "Reading is a conversation with people who are not in the room and can not be asked. "
PLACE = "/s/together/on-reading/"


@pytest.fixture
def from_pdf(reading, signed_in):
    """The reading with a text whose first paragraph goes on on the second page."""
    lines = wrapped(WORDS * 4, 700)
    pages = lines[:4], [(left, 700 - 12 * n, *more) for n, (left, _, *more) in enumerate(lines[4:])]
    file = SimpleUploadedFile("a.pdf", pdf(*pages, [(100, 700, 16, 0, "The End")]))
    sent = {"expected": reading.essay.current_id, "file": file, "publish": "1"}
    assert signed_in("leader").post(f"{PLACE}revisions/new/", sent).status_code == 302
    reading.refresh_from_db()
    return reading


def test_pages_are_said_at_the_paragraph_and_in_exports(from_pdf, signed_in):
    browser = signed_in("leader")
    first, second = from_pdf.essay.current.blocks.all()
    assert (first.pages, second.pages) == ("pp. 1–2", "p. 3")
    assert "pp. 1–2</span>" in browser.get(f"{PLACE}p/1/").text
    said = {"kind": "counterpoint", "attack": "rebut", "visibility": "seminar"}
    for body, start in (("On the first page", 0), ("On the second", len(first.text) - 9)):
        exact = first.text[start : start + 7]
        passage = {"exact": exact, "start": start, "end": start + 7}
        sent = browser.post(f"{PLACE}p/1/", {**said, "body": body, **passage})
        assert sent.status_code == 302, body
    table = browser.get(f"{PLACE}export/csv").streaming_content
    rows = csv.DictReader(StringIO(b"".join(table).decode()))
    assert {each["body"]: each["pages"] for each in rows} == {
        "On the first page": "1",
        "On the second": "2",
    }
    written = b"".join(browser.get(f"{PLACE}export/markdown").streaming_content).decode()
    assert re.findall(r"”, (pp?\. [\d–]+)", written) == ["p. 1", "p. 2"]
    assert "¶\u00a01, pp. 1–2</h3>" in browser.get(f"{PLACE}edition/").text


def test_the_interface_for_programs_tells_the_pages(from_pdf, signed_in):
    address = "/api/s/together/on-reading/text/"
    answer = signed_in("reader").get(address, headers={"Accept": "application/json"})
    assert [each["pages"] for each in json.loads(answer.content)["paragraphs"]] == ["1–2", "3"]


def test_pages_of_a_passage_begin_with_the_one_that_is_open():
    spans = [[0, 0, "page", {"label": "iv"}], [10, 10, "page", {"label": "v", "begins": ""}]]
    spans.append([3, 5, "em", {}])
    places = [(0, None), (0, 10), (10, 12), (4, 11), (12, 13)]
    found = [source_pages(spans, start, end) for start, end in places]
    assert found == ["iv–v", "iv", "v", "iv–v", "v"]
    assert source_pages([[3, 5, "em", {}]]) == ""
