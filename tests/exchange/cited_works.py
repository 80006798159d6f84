"""What the tests about cited works share: citing and describing a work, and reading pages."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

SOURCES = f"{PLACE}/sources/"
DOI = "10.1000/182"
BARE = {"type": "document", "DOI": DOI}
REFERENCE = f"https://doi.org/{DOI}"
WALT = {
    "type": "book",
    "title": "The Origins of Alliances",
    "author": [{"family": "Walt", "given": "Stephen M."}],
    "publisher": "Cornell University Press",
    "issued": {"date-parts": [[1987]]},
    "ISBN": "9780801494185",
}
PILLS = "Cheap pills"
PAGES = (
    *("sources/", "sources/?style=mla", "edition/", "edition/?names=no", "argument/"),
    *("argument/?order=paragraph&whole", "agenda/", "agenda/?wall", "p/1/?whole"),
    *("search/?q=10.1000&all=1", "export/bibtex", "export/ris", "export/csl-json"),
)
QUEUE = "/admin/annotations/annotation/queue/"

type Signed = Callable[[str], Client]


def cite(reading: Reading, author: str = "reader", **more: Any) -> Annotation:
    more = {"csl": BARE, "citation": DOI, **more}
    return write(reading, author, kind="source", **more)


def cite_work(
    reading: Reading, csl: dict[str, Any], author: str = "reader", **more: Any
) -> Annotation:
    return write(reading, author, kind="source", csl=csl, **more)


def token(page: str) -> str:
    """The version token in the form of a page."""
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def describe(client: Client, citation: Annotation, title: str = PILLS, **sent: str) -> Any:
    """Open the page of the cited work and save a description, as a browser would."""
    page = address(citation)
    opened = client.get(page)
    if opened.status_code != 200:
        return opened
    form = {"type": "book", "title": title, "DOI": DOI, "seen": token(opened.text), **sent}
    return client.post(page, form)


def address(citation: Annotation) -> str:
    return f"{PLACE}/sources/{citation.work_id}/"


def go_back(client: Client, citation: Annotation, which: int = 0) -> Any:
    page = client.get(address(citation)).text
    wording = re.findall(r'name="wording" value="(\d+)"', page)[which]
    return client.post(address(citation), {"wording": wording, "seen": token(page)})


def page_text(client: Client, page: str) -> str:
    answer = client.get(f"{PLACE}/{page}")
    assert answer.status_code == 200, page
    return answer.getvalue().decode()


def pages_with(client: Client, word: str) -> set[str]:
    """The pages and files that contain a word."""
    return {page for page in PAGES if word in page_text(client, page)}


def reload(annotation: Annotation) -> Annotation:
    return Annotation.objects.get(pk=annotation.pk)


def listed_references(client: Client, query: str = "") -> list[str]:
    """The references of the page, as text."""
    page = client.get(SOURCES + query).content.decode()
    found = re.findall(r'<p class="reference">(.*?)</p>', page)
    return [re.sub(r"<[^>]+>", "", each) for each in found]


def exported_text(client: Client, format: str) -> str:
    response = client.get(f"{PLACE}/export/{format}")
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()
