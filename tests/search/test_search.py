"""Searching a reading over HTTP: what is found, by whom, and what never is."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from annotations.arguments.claims.actions import assign_claim
from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.search import index
from annotations.search.models import Indexed
from annotations.seminars.models import Reading
from annotations.sources.actions import get_or_create_work
from tests.cast import EVERYBODY, everything_stands, member_of

pytestmark = pytest.mark.django_db
type Browser = Callable[..., Client]
URL = "/s/together/on-reading/search/"


def found_ids(client: Client, **query: str) -> list[str]:
    """The annotations on the page, in order."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return re.findall(r'class="end" href="/a/([0-9a-f-]{36})/"', response.content.decode())


def ids(*annotations: Annotation) -> list[str]:
    return [str(each.pk) for each in annotations]


@pytest.fixture
def nobodys(signed_in: Browser, nobody: Any, reading: Reading) -> Client:
    return signed_in(nobody)


def test_an_annotation_is_found_by_what_it_says_quotes_and_cites(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    said = write(reading, body="Montaigne kept a margin.")
    quoting = write(reading, number=2, words="waits", body="So it does.")
    citing = write(reading, kind="source", citation="Wolfe 2008", quotation="two opposed notes")
    assert found_ids(nobodys, q="montaigne") == ids(said)
    assert found_ids(nobodys, q="WAITS") == ids(quoting)
    assert found_ids(nobodys, q="wolfe") == ids(citing)
    assert found_ids(nobodys, q='"two opposed"') == ids(citing)
    assert found_ids(nobodys, q="montaigne wolfe") == []


def test_each_result_names_its_place_and_the_cited_work(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    work = {"type": "book", "title": "Annotation", "issued": {"date-parts": [[2021]]}}
    csl = {**work, "DOI": "10.1000/182"}
    said = {
        "citation": "10.1000/182 in print",
        "csl": csl,
        "work": get_or_create_work(reading.seminar, csl),
    }
    write(reading, number=2, kind="source", body="", **said)

    def told(words: str) -> str:
        page = nobodys.get(URL, {"q": words}).content.decode()
        (hit,) = re.findall(r'<article class="card search-result".*?</article>', page, re.S)
        return " ".join(re.sub(r"<(?!/?mark)[^>]+>", " ", hit).split())

    assert told("10.1000").startswith("▲ Source reader on ¶ 2 in its place Annotation. (2021).")
    assert told("10.1000").endswith("https://doi.org/<mark>10.1000</mark>/182")
    assert told("print").endswith("10.1000/182 in <mark>print</mark>")


def test_an_annotation_is_found_by_its_authors_name_and_its_claim(
    nobodys: Client, reading: Reading, write: Any, another_reader: Any
) -> None:
    member = member_of(reading, another_reader)
    member.shown_as = "Zénobie"
    member.save()
    hers = write(reading, "another_reader", kind="counterpoint", body="Is it so?")
    assign_claim(hers, wording="Solitude is comfort", by=member)
    write(reading, "reader", body="Something else.")
    assert found_ids(nobodys, q="zenobie") == ids(hers)
    assert found_ids(nobodys, q="solitude") == ids(hers)
    assert found_ids(nobodys, q="solitude zenobie so") == ids(hers)


def test_a_paragraph_of_the_text_is_found_and_linked(nobodys: Client) -> None:
    page = nobodys.get(URL, {"q": "argument"}).content.decode()
    assert re.findall(r'<a href="/s/together/on-reading/#(\w+)">', page) == ["p2"]
    assert page.count("<mark>argument</mark>") == 1


def test_filters_work_with_words_and_without(
    signed_in: Browser, reader: Any, reading: Reading, write: Any, another_reader: Any
) -> None:
    note = write(reading, "reader", body="First thought")
    counter = write(reading, "another_reader", kind="counterpoint", body="Second thought")
    private = write(reading, "reader", body="My own thought", visibility="private")
    client = signed_in(reader)
    other = str(member_of(reading, another_reader).pk)
    assert found_ids(client) == ids(private, counter, note)
    assert found_ids(client, kind="counterpoint") == ids(counter)
    assert found_ids(client, by=other) == ids(counter)
    assert found_ids(client, mine="1") == ids(private, note)
    assert found_ids(client, q="thought", mine="1", kind="note") == ids(private, note)
    assert found_ids(client, q="second", mine="1") == []
    assert found_ids(signed_in(another_reader), mine="1") == ids(counter)


@pytest.mark.parametrize("moderation", ["after", "before"])
def test_nobody_finds_or_counts_what_they_may_not_see(
    begin: Any, people: dict[str, Any], signed_in: Browser, moderation: str
) -> None:
    reading = begin(moderation=moderation)
    notes = everything_stands(reading, ["reader", "moderator"], people)
    for name in EVERYBODY:
        moderates = name in ("leader", "moderator", "superuser")
        expected = {
            str(note.pk)
            for note in notes
            if (note.author.user == people[name] and note.state in ("pending", "published"))
            or (
                note.visibility == "seminar"
                and note.state in (("pending", "published") if moderates else ("published",))
            )
        }
        for query in ({"q": "seminar"}, {"q": "private"}, {"q": "withdrawn"}, {"q": "hidden"}, {}):
            word = query.get("q", "")
            wanted = {
                str(n.pk) for n in notes if str(n.pk) in expected and word in ["", *n.body.split()]
            }
            response = signed_in(people[name]).get(URL, query)
            page = response.content.decode()
            hits = re.findall(r'class="end" href="/a/([0-9a-f-]{36})/"', page)
            assert set(hits) == wanted, (name, query)
            assert re.findall(r"data-total>(.*?)<", page) == [str(len(wanted))], (name, query)


def test_hidden_annotations_change_no_byte_of_a_strangers_results(
    signed_in: Browser, stranger: Any, reading: Reading, write: Any
) -> None:
    client = signed_in(stranger)
    before = re.sub(rb"nonce=\S+|csrf\S+ value=\S+", b"", client.get(URL, {"q": "canary"}).content)
    for more in ({"visibility": "private"}, {"state": "pending"}, {"state": "hidden"}):
        write(reading, body="A canary sings", **more)
    after = re.sub(rb"nonce=\S+|csrf\S+ value=\S+", b"", client.get(URL, {"q": "canary"}).content)
    assert before == after


def test_search_of_a_members_only_seminar_answers_404_to_others(
    begin: Any, people: dict[str, Any], signed_in: Browser
) -> None:
    begin(who_may_read="members")
    status = {name: signed_in(people[name]).get(URL, {"q": "a"}).status_code for name in EVERYBODY}
    outside = {"former", "stranger", "nobody"}
    assert status == {name: 404 if name in outside else 200 for name in EVERYBODY}


ODD = [
    '"', '""', "'", "*", "a*", "^a", "-", "(", ")", "(((", "a AND", "OR", "NOT a", "NEAR(a b)",
    "text:secret", "reading_id:x", "{text}", "a + b", "%", "_", "\\", "\\'", "' OR 1=1 --",
    "{{7*7}}", "%s", "{0.__class__}", "\x00", "a\x00b", "\u202e", "\ud800", "a" * 5_000,
    "( " * 2_000, '" ' * 2_000, "* " * 3_000, "é" * 300, "戦", "🙂", "a:*", "a & b | !c", "<->",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_no_query_is_an_operator_or_an_error(
    nobodys: Client, reading: Reading, write: Any, query: str
) -> None:
    write(reading, body="secret <b>bold</b>")
    response = nobodys.get(f"{URL}?q={quote(query.encode(errors='surrogatepass'))}")
    assert response.status_code == 200
    assert b"<b>bold" not in response.content


@pytest.mark.parametrize(
    "query",
    [
        "kind=x", "kind=note'", "by=1", "by=x", "mine=2", "after=1",
        "after=00000000-0000-0000-0000-000000000000",
        "sort=author__password", "author__user__password__startswith=a", "by=&kind=&mine=&after=",
    ],
)  # fmt: skip
def test_invalid_filters_are_ignored(
    nobodys: Client, reading: Reading, write: Any, query: str
) -> None:
    note = write(reading, body="Here")
    page = nobodys.get(f"{URL}?{query}")
    assert re.findall(rb'class="end" href="/a/([0-9a-f-]{36})/"', page.content) == [
        str(note.pk).encode()
    ]


def test_results_are_paginated_without_gap_or_repetition(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    notes = [write(reading, body=f"Thought {number}") for number in range(45)]
    pages, query = [], "q=thought"
    while query:
        page = nobodys.get(f"{URL}?{query}").content.decode()
        pages.append(re.findall(r'class="end" href="/a/([0-9a-f-]{36})/"', page))
        link = re.search(r'rel="next" href="\?([^"]+)"', page)
        query = link.group(1).replace("&amp;", "&") if link else ""
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [each for page in pages for each in page] == ids(*reversed(notes))


def test_a_page_makes_the_same_queries_for_any_number_of_results(
    nobodys: Client, reading: Reading, write: Any, django_assert_num_queries: Any
) -> None:
    write(reading, body="thought")
    with django_assert_num_queries(6):
        nobodys.get(URL, {"q": "thought and"})
    for number in range(3):
        write(reading, "another_reader", body=f"thought and {number}")
    with django_assert_num_queries(6):
        nobodys.get(URL, {"q": "thought and"})


def test_the_index_is_updated_by_edits_and_erasures(
    nobodys: Client, reading: Reading, write: Any, reader: Any, superuser: Any
) -> None:
    note = write(reading, body="Old words")
    reword_annotation(note, by=member_of(reading, reader), version=1, content={"body": "New words"})
    assert (found_ids(nobodys, q="old"), found_ids(nobodys, q="new")) == ([], ids(note))
    note.refresh_from_db()
    take_step(Step.ERASE, note, by=superuser, reason="legal", ticket="1")
    assert Indexed.objects.get(annotation=note).text.strip() == ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM annotations_words WHERE annotations_words MATCH 'new'"
            )
            assert cursor.fetchone() == (0,)


def test_the_index_can_be_installed_again(reading: Reading, write: Any, nobodys: Client) -> None:
    note = write(reading, body="Still here")
    assert index.is_index_complete(connection)
    index.remove_index(connection)
    assert not index.is_index_complete(connection)
    index.install_index(connection)
    assert index.is_index_complete(connection)
    assert found_ids(nobodys, q="still") == ids(note)


def test_the_reading_page_links_to_search(nobodys: Client) -> None:
    page = nobodys.get("/s/together/on-reading/").content.decode()
    assert re.findall(r'<a[^>]* href="([^"]+)"[^>]*\bdata-search', page) == [URL]
