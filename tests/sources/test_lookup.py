"""Looking works up: recorded answers at the edge of the network, and none that leads astray."""

import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from annotations.people.models import User
from annotations.seminars.actions import create_seminar
from annotations.seminars.models import Seminar
from annotations.sources import lookup
from annotations.sources.actions import get_or_create_work
from annotations.sources.lookup import Answer, is_registry_address, look_up
from annotations.sources.lookup_problems import LOOKUP_RETRIED_LATER, NoAnswer, NotFound
from annotations.sources.models import Work

DOI = "10.2307/2010183"
ASKED = f"https://doi.org/{DOI}"
CROSSREF = "https://api.crossref.org/v1/works/10.2307%2F2010183/transform"
# As Crossref answers a question for CSL-JSON, shortened.
SNYDER = {
    "publisher": "Cambridge University Press (CUP)",
    "issue": "4",
    "DOI": DOI,
    "type": "journal-article",
    "page": "461-495",
    "title": "The Security Dilemma in Alliance Politics",
    "volume": "36",
    "author": [{"given": "Glenn H.", "family": "Snyder", "sequence": "first", "affiliation": []}],
    "container-title": "World Politics",
    "ISSN": "0043-8871",
    "URL": "http://dx.doi.org/10.2307/2010183",
    "issued": {"date-parts": [[1984, 7]]},
    "abstract": "<jats:p>Long.</jats:p>",
    "reference": [{"key": "1"}],
    "score": 1,
}
# As Open Library answers /api/books with jscmd=data, shortened.
WALT = {
    "ISBN:9780801494185": {
        "url": "https://openlibrary.org/books/OL2379445M",
        "title": "The origins of alliances",
        "authors": [{"url": "https://openlibrary.org/authors/OL1", "name": "Stephen M. Walt"}],
        "publishers": [{"name": "Cornell University Press"}],
        "publish_places": [{"name": "Ithaca"}],
        "publish_date": "1987",
    }
}


class Registry:
    """Recorded answers by address, and what was asked of it."""

    def __init__(self, answers: Mapping[str, Answer | Exception]) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, address: str, until: float) -> Answer:
        self.asked.append(address)
        answer = self.answers[address]
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(content: Any, status: int = 200) -> Answer:
    return Answer(status, {}, json.dumps(content).encode())


def sent_on(to: str) -> Answer:
    return Answer(302, {"location": to}, b"")


def test_a_doi_becomes_a_work_by_way_of_its_registry() -> None:
    registry = Registry({ASKED: sent_on(CROSSREF), CROSSREF: said(SNYDER)})
    assert look_up({"type": "document", "DOI": DOI}, registry) == {
        "type": "article-journal",
        "title": "The Security Dilemma in Alliance Politics",
        "author": [{"given": "Glenn H.", "family": "Snyder"}],
        "container-title": "World Politics",
        "publisher": "Cambridge University Press (CUP)",
        "volume": "36",
        "issue": "4",
        "page": "461-495",
        "issued": {"date-parts": [[1984, 7]]},
        "ISSN": "0043-8871",
        "URL": "http://dx.doi.org/10.2307/2010183",
        "DOI": DOI,
    }
    assert registry.asked == [ASKED, CROSSREF]


def test_an_isbn_becomes_a_book() -> None:
    address = "https://openlibrary.org/api/books?bibkeys=ISBN:9780801494185&format=json&jscmd=data"
    assert look_up({"type": "book", "ISBN": "9780801494185"}, Registry({address: said(WALT)})) == {
        "type": "book",
        "title": "The origins of alliances",
        "author": [{"family": "Walt", "given": "Stephen M."}],
        "publisher": "Cornell University Press",
        "publisher-place": "Ithaca",
        "issued": {"date-parts": [[1987]]},
        "ISBN": "9780801494185",
    }


def test_what_a_reader_entered_is_kept_over_the_registrys_answer() -> None:
    registry = Registry({ASKED: said(SNYDER | {"DOI": "10.9999/other"})})
    work = look_up({"type": "document", "DOI": DOI, "page": "466"}, registry)
    assert (work["DOI"], work["page"]) == (DOI, "466")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://api.crossref.org/works",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://2130706433/",
        "https://evil.example/works",
        "https://api.crossref.org.evil.example/",
        "https://api.crossref.org:8443/",
        "https://user@api.crossref.org/",
        "https://doi.org\\@evil.example/",
        "file:///etc/passwd",
        "/relative",
        "",
        "https://[",
    ],
)
def test_a_redirect_elsewhere_is_not_followed(elsewhere: str) -> None:
    registry = Registry({ASKED: sent_on(elsewhere)})
    with pytest.raises(NotFound, match="do not follow"):
        look_up({"DOI": DOI}, registry)
    assert registry.asked == [ASKED]
    assert not is_registry_address(elsewhere)


def test_a_redirect_in_a_circle_ends() -> None:
    registry = Registry({ASKED: sent_on(ASKED)})
    with pytest.raises(NotFound, match="in a circle"):
        look_up({"DOI": DOI}, registry)
    assert len(registry.asked) == lookup.MAX_REDIRECTS


def test_a_doi_stays_a_path_of_the_registry() -> None:
    odd = "10.1000/../../evil?x=1#y @[]"
    asked = "https://doi.org/10.1000/../../evil%3Fx%3D1%23y%20%40%5B%5D"
    registry = Registry({asked: said(SNYDER)})
    assert look_up({"DOI": odd}, registry)["title"] == SNYDER["title"]


@pytest.mark.parametrize(
    "nonsense",
    [
        Answer(200, {}, b"<html>"),
        Answer(200, {}, b"\xff\xfe"),
        Answer(200, {}, b"[" * 100_000),
        said([]),
        said(None),
        said({}),
        said({"title": 7}),
        said({"title": ["", 3]}),
        said({"title": {"$ne": 1}}),
        Answer(404, {}, b""),
        Answer(406, {}, b""),
    ],
)
def test_nonsense_is_not_a_work(nonsense: Answer) -> None:
    with pytest.raises(NotFound):
        look_up({"DOI": DOI}, Registry({ASKED: nonsense}))


def test_fields_of_the_wrong_type_and_unsafe_addresses_are_left_out() -> None:
    answer = {
        "title": ["The Title"],
        "author": ["x", {"name": "An institute"}, {"family": 3}],
        "volume": {"a": 1},
        "issued": "1984",
        "URL": "javascript:alert(1)",
        "type": "no such type",
    }
    assert look_up({"DOI": DOI}, Registry({ASKED: said(answer)})) == {
        "type": "document",
        "title": "The Title",
        "author": [{"literal": "An institute"}],
        "DOI": DOI,
    }


def test_a_registry_that_fails_or_is_slow_gives_no_answer() -> None:
    for outcome in (Answer(500, {}, b""), Answer(429, {}, b""), NoAnswer("slow")):
        with pytest.raises(NoAnswer):
            look_up({"DOI": DOI}, Registry({ASKED: outcome}))


def test_a_private_address_behind_a_known_name_is_refused(monkeypatch: Any) -> None:
    def inside(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", ("127.0.0.1", 443)), (0, 0, 0, "", ("::1", 443, 0, 0))]

    monkeypatch.setattr(lookup.socket, "getaddrinfo", inside)
    with pytest.raises(NoAnswer):
        look_up({"DOI": DOI})


@pytest.fixture
def seminar(db: None) -> Seminar:
    return create_seminar(
        name="Together", slug="together", leader=User.objects.create(username="leader")
    )


def run(monkeypatch: Any, answers: Mapping[str, Answer | Exception]) -> list[str]:
    registry = Registry(answers)
    monkeypatch.setattr(lookup, "ask_over_https", registry)
    with override_settings(LOOKUP=True):
        call_command("look_up_sources", stdout=StringIO())
    return registry.asked


def test_the_command_describes_bare_works_and_asks_once(seminar: Seminar, monkeypatch: Any) -> None:
    work = get_or_create_work(seminar, {"type": "document", "DOI": DOI})
    described = {"type": "book", "title": "Known already", "DOI": "10.1000/1"}
    Work.objects.filter(pk=get_or_create_work(seminar, described).pk).update(csl=described)
    get_or_create_work(seminar, {"type": "webpage", "URL": "https://example.org/"})
    assert run(monkeypatch, {ASKED: said(SNYDER)}) == [ASKED]
    work.refresh_from_db()
    assert (work.csl["title"], work.lookup_problem) == (SNYDER["title"], "")
    assert run(monkeypatch, {}) == []


def test_what_is_not_found_says_so_and_is_not_asked_again(
    seminar: Seminar, monkeypatch: Any
) -> None:
    work = get_or_create_work(seminar, {"type": "document", "DOI": DOI})
    run(monkeypatch, {ASKED: Answer(404, {}, b"")})
    work.refresh_from_db()
    assert work.lookup_problem == (
        "Could not look this up. The registry does not know it: please fill it in."
    )
    Work.objects.update(looked_up_at="2020-01-01T00:00Z")
    assert run(monkeypatch, {}) == []


def test_what_timed_out_is_asked_again_the_next_day(seminar: Seminar, monkeypatch: Any) -> None:
    work = get_or_create_work(seminar, {"type": "document", "DOI": DOI})
    run(monkeypatch, {ASKED: NoAnswer("slow")})
    work.refresh_from_db()
    assert work.lookup_problem == LOOKUP_RETRIED_LATER
    assert run(monkeypatch, {}) == []
    Work.objects.update(looked_up_at="2020-01-01T00:00Z")
    assert run(monkeypatch, {ASKED: said(SNYDER)}) == [ASKED]


def test_nothing_is_asked_unless_it_is_switched_on(seminar: Seminar, monkeypatch: Any) -> None:
    get_or_create_work(seminar, {"type": "document", "DOI": DOI})
    registry = Registry({})
    monkeypatch.setattr(lookup, "ask_over_https", registry)
    call_command("look_up_sources")
    assert registry.asked == []
