"""Section 5.1 of the Protocol: creating annotations, as many programs send them."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from tests.api.conftest import ANNO, CONTAINER, PAGE, note, quoting
from tests.cast import block_of


def test_a_created_annotation_has_a_new_address_below_the_container(reading, program):
    response = program().post(note())
    assert response.status_code == 201
    assert response["Content-Type"] == ANNO
    document = response.json()
    created = Annotation.objects.get()
    assert response["Location"] == document["id"] == f"http://testserver{CONTAINER}{created.pk}/"
    assert created.author.user.username == "reader"
    assert (created.body, created.kind, created.state) == (
        "What a program says.",
        "note",
        "published",
    )
    assert created.paragraph == block_of(reading, 1).paragraph
    again = program().get(response["Location"])
    assert again.json() == document
    assert again["ETag"] == response["ETag"]
    assert store.tally_differences(reading) == {}


def test_what_was_sent_comes_back_with_what_the_server_adds(reading, program):
    document = program().post(note()).json()
    body = document["body"]
    assert body["value"] == "What a program says."
    assert body["counterpoint:html"] == '<p dir="auto">What a program says.</p>\n'
    assert document["motivation"] == "commenting"
    assert document["creator"] == {"type": "Person", "name": "reader"}
    assert document["created"].endswith("Z")
    assert document["target"]["source"] == PAGE
    fragment, quote, position = document["target"]["selector"]
    text = program().get("/api/s/together/on-reading/text/", Accept="text/plain").content.decode()
    assert fragment["value"] == "p1"
    assert text[position["start"] : position["end"]] == quote["exact"] == block_of(reading, 1).text


def test_the_canonical_address_stays_and_an_earlier_one_becomes_via(reading, program):
    sent = note(id="https://elsewhere.example/1", canonical="urn:x:1", via="https://a.example/")
    document = program().post(sent).json()
    assert document["canonical"] == "urn:x:1"
    assert document["via"] == ["https://a.example/", "https://elsewhere.example/1"]
    assert document["id"].startswith(f"http://testserver{CONTAINER}")
    assert program().get(document["id"]).json() == document


@pytest.mark.parametrize("form", ["urn:uuid:{}", "{}", "http://testserver" + CONTAINER + "{}/"])
def test_an_id_with_a_uuid_makes_creation_idempotent(reading, program, form):
    identifier = uuid4()
    sent = note(id=form.format(identifier))
    first, second = program().post(sent), program().post(sent)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["Location"] == second["Location"] == f"http://testserver{CONTAINER}{identifier}/"
    assert Annotation.objects.get().pk == identifier
    other = program().post({**sent, "body": {"type": "TextualBody", "value": "Other."}})
    assert other.status_code == 409
    assert program().post({**sent, "target": f"{PAGE}#p2"}).status_code == 409
    assert Annotation.objects.get().body == "What a program says."


def test_an_id_of_somebody_else_or_of_something_withdrawn_is_taken(reading, program, write):
    theirs = write(reading, "leader")
    assert program().post(note(id=f"urn:uuid:{theirs.pk}")).status_code == 409
    call = program()
    sent = note(id=f"urn:uuid:{uuid4()}")
    made = call.post(sent)
    assert call("delete", made["Location"], If_Match=made["ETag"]).status_code == 204
    assert call.post(sent).status_code == 409


# What it is about


def test_a_quotation_alone_is_placed_by_the_server(reading, program):
    document = program().post(note(target=quoting("an argument that waits"))).json()
    created = Annotation.objects.get()
    assert (created.start, created.end) == (12, 34)
    quote, position = document["target"]["selector"]
    assert quote["exact"] == created.exact == "an argument that waits"
    assert quote["suffix"].startswith(". It waits")
    assert position["end"] - position["start"] == 22


@pytest.mark.parametrize("exact", ["an  argument\nthat waits", "an argu\u00adment that waits"])
def test_a_quotation_may_differ_in_white_space_and_invisible_characters(reading, program, exact):
    assert program().post(note(target=quoting(exact))).status_code == 201
    assert Annotation.objects.get().exact == "an argument that waits"


@pytest.mark.parametrize(("prefix", "start"), [("One and ", 8), ("One ", 0)])
def test_of_like_words_the_context_tells_which_are_meant(begin, program, prefix, start):
    begin(essay="# T\n\nAnother one.\n\none and one and two.")
    target = quoting("one", prefix="one and " if start else "", suffix=" and ")
    assert program().post(note(target=target)).status_code == 201
    created = Annotation.objects.get()
    assert created.start == start


def test_a_position_tells_too(begin, program):
    begin(essay="# T\n\none and one and two.")
    sent = quoting("one")
    sent["selector"] = [sent["selector"], {"type": "TextPositionSelector", "start": 11, "end": 14}]
    assert program().post(note(target=sent)).status_code == 201
    assert Annotation.objects.get().start == 8
    alone = {"source": PAGE, "selector": {"type": "TextPositionSelector", "start": 3, "end": 6}}
    assert program().post(note("More.", target=alone)).status_code == 201
    assert set(Annotation.objects.values_list("exact", "start")) == {("one", 0), ("one", 8)}


def test_selectors_may_refine_each_other(reading, program):
    target = {
        "source": PAGE,
        "selector": {
            "type": "FragmentSelector",
            "value": "p2",
            "refinedBy": {"type": "TextQuoteSelector", "exact": "waits"},
        },
    }
    assert program().post(note(target=target)).status_code == 201
    assert Annotation.objects.get().exact == "waits"


@pytest.mark.parametrize(
    "target",
    [
        PAGE,
        PAGE.rstrip("/"),
        {"source": PAGE},
        {"id": PAGE + "?at=1"},
        "http://testserver" + CONTAINER,
        "/s/together/on-reading/",
        "http://testserver/api/s/together/on-reading/text/",
    ],
)
def test_without_a_place_it_is_about_the_title(reading, program, target):
    assert program().post(note(target=target)).status_code == 201
    assert Annotation.objects.get().paragraph.blocks.get().type == "title"


@pytest.mark.parametrize("target", [f"{PAGE}#p2", f"{PAGE}p/2/", f"{PAGE}p/2/?whole"])
def test_a_paragraph_is_named_by_its_address(reading, program, target):
    assert program().post(note(target=target)).status_code == 201
    assert Annotation.objects.get().paragraph == block_of(reading, 2).paragraph


@pytest.mark.parametrize(
    "target",
    [
        "http://example.com/page1",
        "https://testserver.example/s/together/on-reading/",
        "http://testserver/s/together/another/",
        "http://testserver:8000/s/together/on-reading/",
        "urn:isbn:9780140432077",
        "s/together/on-reading/",
        "http://[",
        {"source": "http://example.com/", "selector": {"type": "TextQuoteSelector", "exact": "A"}},
    ],
)
def test_a_target_elsewhere_is_refused(reading, program, target):
    response = program().post(note(target=target))
    assert response.status_code == 422
    assert response.json()["type"].endswith("#elsewhere")
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize(
    "target",
    [
        quoting("words that nobody ever wrote in this essay about elephants"),
        f"{PAGE}#p99",
        {"source": PAGE, "selector": {"type": "TextPositionSelector", "start": 5, "end": 900}},
        {"source": PAGE, "selector": {"type": "SvgSelector", "value": "<svg/>"}},
        {"source": PAGE, "selector": {"type": "FragmentSelector", "value": "xywh=1,2,3,4"}},
    ],
)
def test_what_is_not_in_the_text_is_refused(reading, program, target):
    response = program().post(note(target=target))
    assert response.status_code == 422
    assert response.json()["type"].endswith("#unplaceable")
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize("form", ["http://testserver" + CONTAINER + "{}/", "urn:uuid:{}", "/a/{}/"])
def test_an_annotation_is_answered_by_its_address(reading, program, write, form):
    about = write(reading, "leader", number=2)
    document = program().post(note(motivation="replying", target=form.format(about.pk))).json()
    answer = Annotation.objects.get(author__user__username="reader")
    assert (answer.about, answer.root, answer.depth) == (about, about, 1)
    assert answer.paragraph == about.paragraph
    assert document["motivation"] == "replying"
    assert document["target"] == f"http://testserver{CONTAINER}{about.pk}/"
    assert program().get(document["id"]).json() == document


def test_an_answer_to_something_unseen_is_refused_like_one_to_nothing(reading, program, write):
    secret = write(reading, "leader", visibility="private")
    answers = [
        program().post(note(target=f"http://testserver{CONTAINER}{each}/")).json()
        for each in (secret.pk, uuid4())
    ]
    assert answers[0]["status"] == 422
    assert answers[0] == answers[1]


# What it says


def test_a_counterpoint_says_what_is_wrong(reading, program):
    sent = note(motivation="assessing")
    refused = program().post(sent)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/counterpoint:attack", "detail": "Choose what is wrong with it."}
    ]
    document = program().post({**sent, "counterpoint:attack": "rebut"}).json()
    created = Annotation.objects.get()
    assert (created.kind, created.attack) == ("counterpoint", "rebut")
    assert document["motivation"] == "assessing"
    assert document["counterpoint:attack"] == "rebut"


def test_a_source_has_its_work_and_its_description(reading, program):
    csl = {"type": "book", "title": "On Liberty", "author": [{"family": "Mill", "given": "J. S."}]}
    cited = {"type": "SpecificResource", "purpose": "linking", "citation": csl}
    sent = note(
        motivation="linking",
        body=[{**cited, "counterpoint:locator": "p. 12"}, note()["body"]],
        **{"counterpoint:relation": "supports"},
    )
    response = program().post(sent)
    document, created = response.json(), Annotation.objects.get()
    assert (created.kind, created.relation, created.locator) == ("source", "supports", "p. 12")
    assert created.work.identity
    assert program().get(document["id"])["ETag"] == response["ETag"]
    cited, said = document["body"]
    assert cited["citation"]["title"] == "On Liberty"
    assert cited["source"] == f"{PAGE}sources/{created.work_id}/"
    assert said["value"] == "What a program says."


def test_a_source_may_be_an_address_alone(reading, program):
    body = {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": "https://doi.org/10.1000/182",
    }
    sent = note(motivation="linking", body=body, **{"counterpoint:relation": "context"})
    document = program().post(sent).json()
    assert Annotation.objects.get().csl["DOI"] == "10.1000/182"
    assert document["body"]["source"] == "https://doi.org/10.1000/182"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"body": "https://example.org/x"}, "https://example.org/x"),
        ({"body": None, "bodyValue": "A *value*."}, "A *value*."),
        ({"body": [{"value": "One."}, {"value": "Two."}]}, "One.\n\nTwo."),
        ({"body": {"value": "2 * 3 * 4", "format": "text/plain"}}, "2 \\* 3 \\* 4"),
        (
            {
                "body": {
                    "value": "<p>An <b>odd</b> <a href='http://e.org'>one</a></p><script>x</script>",
                    "format": "text/html",
                }
            },
            "An **odd** [one](<http://e.org>)",
        ),
        (
            {"body": {"type": "Choice", "items": [{"value": "First."}, {"value": "Second."}]}},
            "First.",
        ),
        (
            {"body": [{"value": "Said."}, {"value": "two words", "purpose": "tagging"}]},
            "Said.\n\n\\#two-words",
        ),
    ],
)
def test_bodies_come_in_many_forms(reading, program, sent, kept):
    document = {name: value for name, value in note(**sent).items() if value is not None}
    response = program().post(document)
    assert response.status_code == 201, response.content
    assert Annotation.objects.get().body == kept


def test_a_body_like_those_of_hypothesis(reading, program, write):
    about = write(reading, "leader")
    call = program()
    sent = {
        "uri": PAGE,
        "text": "It is not so.",
        "tags": ["counterpoint", "attack:rebut"],
        "permissions": {"read": ["acct:reader@here"]},
        "target": [
            {
                "source": PAGE,
                "selector": [
                    {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]"},
                    {"type": "TextPositionSelector", "start": 4000, "end": 4011},
                    {"type": "TextQuoteSelector", "exact": "comfortable", "prefix": "is "},
                ],
            }
        ],
    }
    assert call.post(sent).status_code == 201
    created = Annotation.objects.get(author__user__username="reader")
    assert (created.kind, created.attack, created.exact) == ("counterpoint", "rebut", "comfortable")
    assert created.visibility == "private"
    reply = {
        "uri": PAGE,
        "text": "Yes.",
        "references": [str(about.pk)],
        "target": [{"source": PAGE}],
    }
    assert call.post(reply).status_code == 201
    assert Annotation.objects.get(body="Yes.").about == about


def test_the_slug_is_ignored(reading, program):
    response = program().post(note(), Slug="my_first_annotation")
    assert response.status_code == 201
    UUID(response["Location"].rstrip("/").rsplit("/", 1)[1])


# The same rules as on the pages


def test_first_looks_and_private_ones_are_as_on_the_pages(begin, program):
    begin(moderation="before")
    document = program().post(note()).json()
    assert document["counterpoint:state"] == "pending"
    assert program("another_reader").get(document["id"]).status_code == 404
    private = program().post(note("Mine.", **{"counterpoint:visibility": "private"})).json()
    assert private["counterpoint:visibility"] == "private"
    assert program("leader").get(private["id"]).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader", 201), ("observer", 403), ("former", 403), ("stranger", 403), ("superuser", 403)],
)
def test_who_may_write_is_as_on_the_pages(reading, program, who, status):
    response = program(who).post(note())
    assert response.status_code == status
    assert Annotation.objects.count() == (status == 201)


def test_nobody_writes_where_the_seminar_is_closed(begin, program):
    begin(closes_at="2020-01-01T00:00Z")
    response = program().post(note())
    assert response.status_code == 403
    assert "closed" in response.json()["detail"]


def test_refused_links_are_refused(reading, program):
    reading.seminar.refused_domains = ["bad.example"]
    reading.seminar.save()
    response = program().post(note("See https://bad.example/x"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body"


def test_the_limit_of_posts_is_that_of_the_pages(reading, program, settings, write):
    call = program()
    for n in range(30):
        write(reading, "reader", body=f"{n}")
    response = call.post(note())
    assert response.status_code == 429
    seconds = int(response["Retry-After"])
    assert 0 < seconds <= 61
    assert response["RateLimit"] == f'"posts";r=0;t={seconds}'
    assert response["RateLimit-Policy"] == '"posts";q=30;w=60'


def test_the_same_words_twice_are_refused(reading, program):
    call = program()
    assert call.post(note()).status_code == 201
    response = call.post(note())
    assert response.status_code == 422
    assert response.json()["detail"] == "You have written just this here already: it stands there."


@pytest.mark.parametrize(
    ("target", "number_of_queries"), [(f"{PAGE}#p1", 15), (quoting("comfortable"), 18)]
)
def test_a_post_costs_at_most_one_query_more_than_on_the_page(
    reading, program, signed_in, people, target, number_of_queries
):
    call, browser = program(), signed_in(people["reader"])
    call.get()
    sent = {"kind": "note", "visibility": "seminar", "body": "Page."}
    sent |= {} if isinstance(target, str) else {"exact": "comfortable"}
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as on_page:
        assert browser.post(f"{PAGE}p/1/", sent).status_code == 302
    with CaptureQueriesContext(connection) as by_program:
        assert call.post(note(target=target)).status_code == 201
    assert len(by_program) == number_of_queries
    # Of what a page reads with the paragraph, a program's post asks for the mute by itself.
    assert len(by_program) <= len(on_page) + 1
