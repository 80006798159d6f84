"""What makes no sense gets a clear answer: never a 500, never a lost text, never a hint."""

import html
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client

from annotations.arguments.models import Claim
from annotations.identifiers import uuid7
from annotations.margin import tallies
from annotations.margin.actions import edit
from annotations.margin.models import Annotation
from annotations.moderation.actions import withdraw
from tests.cast import member_of

BASE = "/s/together/on-reading/"
P1 = BASE + "p/1/"
NOTE = {"kind": "note", "body": "A thought.", "visibility": "seminar"}
COUNTERPOINT = {**NOTE, "kind": "counterpoint", "attack": "rebut"}
SOURCE = {**NOTE, "kind": "source", "relation": "supports", "citation": "A. Author, A Title, 2001"}


@pytest.fixture
def compose(reading, people, signed_in):
    """Send a composer as the reader."""
    client = signed_in(people["reader"])

    def compose(form, address=P1, **options):
        return client.post(address, form, **options)

    return compose


def said_beside(page, field):
    """The errors that stand beside a field of the composer."""
    text = html.unescape(page.content.decode())
    form = text[text.index('<form class="composer') :].partition("</form>")[0]
    if field is None:
        form = form.partition("<div data-problems>")[2].partition("</div>")[0]
    else:
        form = form[form.index(f'name="{field}"') :]
    errors = form.partition('<ul class="errorlist')[2].partition("</ul>")[0]
    return re.sub(r"<[^>]+>", "", errors.partition(">")[2]).strip()


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({**NOTE, "body": ""}, "body", "Write your note first."),
        ({**NOTE, "body": " \n\t "}, "body", "Write your note first."),
        ({**NOTE, "body": "\u200b\u2060"}, "body", "Write your note first."),
        ({**COUNTERPOINT, "body": ""}, "body", "Say why: a counterpoint needs its argument."),
        ({**COUNTERPOINT, "attack": ""}, "attack", "Choose what is wrong with it."),
        ({**COUNTERPOINT, "attack": "insult"}, "attack", "Choose one of the four."),
        (
            {**SOURCE, "citation": ""},
            "citation",
            "Give the source: a DOI, an ISBN, an address, or simply its title.",
        ),
        (
            {**SOURCE, "relation": ""},
            "relation",
            "Choose what the source does: supports, disputes or gives context.",
        ),
        (
            {**SOURCE, "relation": "mocks"},
            "relation",
            "Choose supports, disputes or gives context.",
        ),
        (
            {**NOTE, "kind": ""},
            "kind",
            "Choose what this is: a note, a counterpoint or a source.",
        ),
        ({**NOTE, "kind": "rant"}, "kind", "This is none of note, counterpoint and source."),
        (
            {**NOTE, "visibility": "world"},
            "body",
            "Choose who will see it: the seminar, or only you.",
        ),
        (
            {**NOTE, "body": "x" * 10_001},
            "body",
            "At most 10,000 characters, please; this has 10,001.",
        ),
        (
            {**NOTE, "body": "y" * 200_000},
            "body",
            "At most 10,000 characters, please; this has 200,000.",
        ),
        (
            {**NOTE, "body": "a\0b"},
            "body",
            "There is an unreadable character (U+0000) in line 1, column 2.",
        ),
        (
            {**NOTE, "body": "one\ntwo \ufdd0"},
            "body",
            "There is an unreadable character (U+FDD0) in line 2, column 5.",
        ),
        (
            {**NOTE, "exact": "words that are not there"},
            "exact",
            "These words are not in ¶ 1. Copy them exactly as they stand there, or leave this "
            "empty to speak about the whole paragraph.",
        ),
        (
            {**NOTE, "start": "3", "end": "9"},
            "exact",
            "Say which words of the paragraph this is about.",
        ),
        (
            {**NOTE, "exact": "a\0", "start": "3", "end": "9"},
            "exact",
            "There is an unreadable character (U+0000) in line 1, column 2.",
        ),
        ({**NOTE, "exact": "alone", "start": "x"}, None, "A passage begins at a whole number."),
        ({**NOTE, "exact": "alone", "end": "NaN"}, None, "A passage ends at a whole number."),
        ({**NOTE, "id": "1"}, None, "This form is damaged: please send it again."),
        ({**NOTE, "about": "x"}, None, "What you are answering is not here any more. Your text is "
         "kept: post it again to put it beside the paragraph, or choose another place."),
        (
            {**SOURCE, "quotation": "q" * 2_001},
            "quotation",
            "Ensure this value has at most 2000 characters (it has 2001).",
        ),
        (
            {**SOURCE, "locator": "1" * 101},
            "locator",
            "Ensure this value has at most 100 characters (it has 101).",
        ),
        (
            {**COUNTERPOINT, "claim": "c" * 301},
            "claim",
            "Ensure this value has at most 300 characters (it has 301).",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_or_wrong_is_said_beside_its_field(compose, form, field, words, htmx):
    answer = compose(form, headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == 422
    assert said_beside(answer, field) == words
    assert Annotation.objects.count() == 0
    if form["body"].strip("\u200b\u2060 \n\t") and "\0" not in form["body"]:
        assert f">{form['body']}</textarea>" in answer.content.decode()  # as it was typed


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1)) ![x](data:text/html;base64,PHN2Zz4=)",
    "{{ 7*7 }} {% debug %} %s {0.__class__}",
    "\u202egnp.exe\u2069 \u2066\u2066\u2066",
    "e\u0301 \u1112\u1161\u11ab 🇩🇪 👩‍👩‍👧‍👦 \U0001f600",
    "*" * 9_000,
    "[" * 5_000 + "]" * 5_000,
    "> " * 4_000 + "deep",
    "\r\n\r\u2028\u2029\x0b".replace("\x0b", ""),
    "\ud83d".encode("utf-8", "replace").decode() + " half an emoji",
    "'; DROP TABLE annotations_annotation; --",
    "=cmd|' /C calc'!A0",
]


FIELDS = {
    "note": (NOTE, ("body", "prefix", "suffix")),
    "counterpoint": (COUNTERPOINT, ("body", "claim")),
    "source": (SOURCE, ("citation", "quotation", "locator")),
}


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_nasty_gets_through_any_field(compose, reading, signed_in, people, nasty):
    for form, fields in FIELDS.values():
        for field in fields:
            answer = compose({**form, field: nasty, "id": uuid7()})
            assert answer.status_code in (302, 422), (field, answer.status_code)
            check_clean(answer)
    for page in (P1 + "?whole", BASE, "/me/"):
        shown = signed_in(people["reader"]).get(page)
        assert shown.status_code == 200
        check_clean(shown)
    assert tallies.differences(reading) == {}


class Elements(HTMLParser):
    """Every element of a page as a browser reads it."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def check_clean(page):
    for tag, attributes in Elements(page).found:
        assert tag not in ("img", "svg", "style", "iframe", "object", "embed", "base")
        assert tag != "script" or attributes["src"].startswith("/static/")
        assert [name for name in attributes if name.startswith("on")] == []
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(r"\s*(javascript|data|vbscript):", attributes.get(name) or "")


@pytest.mark.parametrize(
    "place",
    [
        {"start": "-1", "end": "-5"},
        {"start": "99999999999999999999", "end": "999999999999999999999"},
        {"start": "9" * 5_000, "end": "1"},
        {"start": "13", "end": "8"},
        {"start": "", "end": "3"},
        {"start": "0", "end": "0"},
        {"prefix": "\0", "suffix": "\ufdd0"},
        {"prefix": "x" * 100_000},
    ],
)
def test_a_place_that_makes_no_sense_is_found_by_its_words_or_refused(compose, place):
    answer = compose({**NOTE, "exact": "alone", **place})
    if answer.status_code == 422:
        assert said_beside(answer, None) in (
            "A passage begins at a whole number.",
            "A passage ends at a whole number.",
        )
        return
    assert answer.status_code == 302
    note = Annotation.objects.get()
    assert (note.start, note.end, note.exact) == (8, 13, "alone")


def test_what_one_answers_must_be_seen_here_and_there(begin, people, write, signed_in):
    here, elsewhere = begin("together"), begin("elsewhere")
    targets = {
        "of another seminar": write(elsewhere),
        "of another paragraph": write(here, number=2),
        "private": write(here, "leader", visibility="private"),
        "pending": write(here, "leader", state="pending"),
    }
    gone = write(here, "leader")
    withdraw(gone, by=gone.author)
    client = signed_in(people["reader"])
    answers = {"never there": client.post(P1, {**NOTE, "about": uuid4()})} | {
        name: client.post(P1, {**NOTE, "about": target.pk})
        for name, target in {**targets, "withdrawn": gone}.items()
    }
    for name, answer in answers.items():
        assert answer.status_code == 422, name
        assert said_beside(answer, None) == said_beside(answers["never there"], None)
        assert 'name="about"' not in answer.content.decode()  # the next try is about the paragraph
    assert Annotation.objects.filter(body="A thought.").count() == 0


def test_an_answer_to_something_private_stays_private(reading, write, compose):
    mine = write(reading, visibility="private")
    answer = compose({**NOTE, "about": mine.pk})
    assert answer.status_code == 422
    assert "keep it to yourself too" in answer.content.decode()
    assert compose({**NOTE, "about": mine.pk, "visibility": "private"}).status_code == 302


MODEL_FIELDS = {
    "author": "1", "author_id": "1", "state": "removed", "version": "9", "seminar": "1",
    "seminar_id": "1", "reading": "1", "paragraph": "1", "root": "1", "depth": "7",
    "body_html": "<b>x</b>", "created_at": "2001-01-01", "edited_at": "2001-01-01",
    "withdrawn_at": "2001-01-01", "withdrawn_from": "pending", "endorsed": "99", "work": "1",
    "revision": "1", "is_staff": "1", "is_superuser": "1", "pk": "1", "role": "leader",
}  # fmt: skip


def test_no_field_of_the_table_can_be_set_from_outside(reading, people, write, compose):
    assert compose({**MODEL_FIELDS, **NOTE}).status_code == 302
    mine = Annotation.objects.get()
    plain = write(reading, body="A thought.")
    left_out = {"id", "created_at"}
    names = [f.attname for f in Annotation._meta.concrete_fields if f.attname not in left_out]
    assert {n: getattr(mine, n) for n in names} == {n: getattr(plain, n) for n in names}
    form = {**MODEL_FIELDS, "body": "Another.", "version": "1", "kind": "source"}
    assert compose(form, f"/a/{mine.pk}/edit/").status_code == 302
    mine.refresh_from_db()
    assert (mine.body, mine.kind, mine.state, mine.endorsed) == (
        "Another.", "note", "published", 0,
    )  # fmt: skip
    people["reader"].refresh_from_db()
    assert not people["reader"].is_superuser
    assert member_of(reading, people["reader"]).role == "reader"


def test_the_same_form_sent_twice_is_one_annotation_and_one_answer(compose):
    form = {**COUNTERPOINT, "id": str(uuid7()), "claim": "Reading is comfortable"}
    answers = [compose(form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert str(Annotation.objects.get().pk) == form["id"]
    assert Claim.objects.count() == 1


def test_the_same_identifier_with_other_words_loses_neither(compose):
    form = {**NOTE, "id": str(uuid7())}
    compose(form)
    answer = compose({**form, "body": "Other words."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have posted this form before, with other words." in page
    assert "Other words.</textarea>" in page
    fresh = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert fresh is not None
    assert fresh.group(1) != form["id"]
    assert compose({**form, "id": fresh.group(1), "body": "Other words."}).status_code == 302
    assert sorted(Annotation.objects.values_list("body", flat=True)) == [
        "A thought.", "Other words.",
    ]  # fmt: skip


def test_an_identifier_that_is_somebody_elses_is_replaced(reading, write, compose):
    theirs = write(reading, "leader", visibility="private")
    answer = compose({**NOTE, "id": theirs.pk})
    assert answer.status_code == 409
    assert "A thought.</textarea>" in answer.content.decode()
    assert str(theirs.pk) not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.body == "What leader says."


def test_a_damaged_identifier_mends_itself(compose):
    page = compose({**NOTE, "id": "broken"}).content.decode()
    fresh = re.search(r'name="id" value="([^"]+)"', page)
    assert fresh is not None
    assert compose({**NOTE, "id": fresh.group(1)}).status_code == 302


def test_a_stale_edit_is_told_and_loses_nothing(reading, people, write, compose):
    note = write(reading)
    edit(note, by=note.author, version=1, said={"body": "From the other window."})
    answer = compose({"version": 1, "body": "From this window."}, f"/a/{note.pk}/edit/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It was changed in another window meanwhile." in page
    assert "From the other window." in page
    assert "From this window.</textarea>" in page
    assert 'name="version" value="2"' in page
    again = compose({"version": 2, "body": "From this window."}, f"/a/{note.pk}/edit/")
    assert again.status_code == 302
    note.refresh_from_db()
    assert (note.body, note.version, note.wordings.count()) == ("From this window.", 3, 2)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"body": ""}, "Write your note first."),
        ({"body": "x\0"}, "unreadable character (U+0000)"),
        ({"body": "x" * 10_001}, "At most 10,000 characters, please"),
        ({"version": ""}, "This form is damaged: open it again."),
        ({"version": "one"}, "This form is damaged: open it again."),
        ({"version": "9" * 6_000}, "This form is damaged: open it again."),
    ],
)
def test_an_edit_that_makes_no_sense_is_told_why(reading, write, compose, form, words):
    note = write(reading)
    answer = compose({"version": 1, "body": "New.", **form}, f"/a/{note.pk}/edit/")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    note.refresh_from_db()
    assert note.version == 1


def test_an_empty_edit_is_answered(reading, write, compose):
    answer = compose({}, f"/a/{write(reading).pk}/edit/")
    assert answer.status_code == 422
    assert "This form is damaged: open it again." in answer.content.decode()


# Who may not write


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("observer", "As an observer you read along; ask the leader to make you a reader."),
        ("stranger", "Only members post here. Your text is kept below; ask the leader"),
        ("former", "Only members post here. Your text is kept below; ask the leader"),
        ("superuser", "Only members post here. Your text is kept below; ask the leader"),
    ],
)
def test_who_may_not_post_is_told_why_and_keeps_the_text(reading, people, signed_in, who, words):
    answer = signed_in(people[who]).post(P1, NOTE)
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "A thought.</textarea>" in answer.content.decode()
    assert Annotation.objects.count() == 0


def test_a_closed_seminar_is_read_only_and_says_so(begin, people, write, signed_in):
    reading = begin()
    mine, theirs = write(reading), write(reading, "leader")
    reading.seminar.closes_at = datetime(2020, 1, 1, tzinfo=UTC)
    reading.seminar.save()
    client = signed_in(people["reader"])
    answer = client.post(P1, NOTE)
    assert answer.status_code == 403
    assert "This seminar is closed: it can be read, not added to." in answer.content.decode()
    assert "A thought.</textarea>" in answer.content.decode()
    assert client.post(f"/a/{mine.pk}/edit/", {"version": 1, "body": "x"}).status_code == 403
    assert client.post(f"/a/{theirs.pk}/endorsement/").status_code == 403
    assert Annotation.objects.count() == 2


def test_a_guest_who_joins_while_writing_keeps_the_text(begin, people, signed_in):
    reading = begin(open_to_join=True)
    client = signed_in(people["stranger"])
    refused = client.post(P1, NOTE)
    assert refused.status_code == 403
    assert "Join the seminar to post this." in refused.content.decode()
    assert 'name="join"' in refused.content.decode()
    page = client.post(P1, {**NOTE, "join": "1"}, follow=True)
    assert page.redirect_chain == [(P1 + "#composer", 302)]
    assert "A thought.</textarea>" in page.content.decode()
    assert member_of(reading, people["stranger"]).role == "reader"
    assert client.post(P1, NOTE).status_code == 302
    assert "A thought.</textarea>" not in client.get(P1).content.decode()


# A session that ended, a form that grew old


@pytest.mark.parametrize("address", ["p", "edit", "flag", "appeal", "decide"])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(
    reading, people, write, signed_in, address, htmx
):
    note = write(reading)
    theirs = write(reading, "leader", state="published")
    hidden = write(reading, state="hidden")
    path, field = {
        "p": (P1, "body"),
        "edit": (f"/a/{note.pk}/edit/", "body"),
        "flag": (f"/a/{theirs.pk}/flag/", "words"),
        "appeal": (f"/a/{hidden.pk}/appeal/", "words"),
        "decide": (f"/admin/annotations/annotation/{note.pk}/decide/", "statement"),
    }[address]
    who = people["leader" if address == "decide" else "reader"]
    client = Client()
    form = {**NOTE, "version": "1", field: "Long considered words."}
    answer = client.post(path, form, headers={"HX-Request": "true"} if htmx else {})
    if htmx:
        assert answer.status_code == 401
        assert "Your session has ended. Your text is kept:" in answer.content.decode()
        assert f'href="/accounts/login/?next={path}"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next={path}"
    assert Annotation.objects.filter(body="A thought.").count() == 0
    who.set_password("a good one")
    who.save()
    landed = client.post(
        f"/accounts/login/?next={path}", {"login": who.username, "password": "a good one"}
    )
    assert landed["Location"] == path
    page = client.get(path)
    assert page.status_code == 200
    assert "Long considered words." in page.content.decode()


def test_what_was_kept_shows_nothing_hidden_and_nowhere_else(reading, people, write, signed_in):
    secret = write(reading, "leader", visibility="private")
    client = Client()
    missing = uuid4()
    there = client.post(f"/a/{secret.pk}/edit/", {"body": "x", "version": 1})
    not_there = client.post(f"/a/{missing}/edit/", {"body": "x", "version": 1})
    assert there.status_code == not_there.status_code == 302
    client.force_login(people["reader"])
    assert client.get(f"/a/{secret.pk}/edit/").status_code == 404
    client.post(P1, {})
    assert "x</textarea>" not in client.get(BASE + "p/2/").content.decode()


OLD_FORMS = {
    "ours": ({"Origin": "http://testserver"}, True),
    "ours too": ({"Sec-Fetch-Site": "same-origin"}, True),
    "somebody else's": ({"Origin": "http://evil.example"}, False),
    "nobody's": ({}, False),
}


@pytest.mark.parametrize("whose", OLD_FORMS)
def test_a_form_that_grew_old_is_shown_again_to_send_once_more(reading, people, signed_in, whose):
    client = signed_in(people["reader"], enforce_csrf_checks=True)
    headers, ours = OLD_FORMS[whose]
    answer = client.post(P1, {**NOTE, "csrfmiddlewaretoken": "old"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing is lost either" in page
    assert ("A thought.</textarea>" in page) == ours
    assert Annotation.objects.count() == 0
    if ours:
        fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.partition("<main")[2])
        assert fresh is not None
        again = client.post(P1, {**NOTE, "csrfmiddlewaretoken": fresh.group(1)}, headers=headers)
        assert again.status_code == 302
        assert Annotation.objects.count() == 1


def test_as_long_a_paste_as_may_be_posted_is_kept_while_one_signs_in(reading, people):
    paste = "A. Author, A Title, 2001\n" * 2_400
    client = Client()
    assert client.post(P1, {**SOURCE, "citation": paste}).status_code == 302
    client.force_login(people["reader"])
    assert paste in client.get(P1).content.decode()


# Addresses and methods


ODD = [
    "?after=",
    "?after=x",
    "?after=2020-01-01T00:00:00+00:00_x",
    "?after=0001-01-01T00:00:00%2B14:00_01890000-0000-7000-8000-000000000000",
    "?after=9999-12-31T23:59:59-14:00_01890000-0000-7000-8000-000000000000",
    "?after=2020-01-01_01890000-0000-7000-8000-000000000000",
    "?after=%00",
    "?under=x",
    "?under=%00",
    "?under=01890000-0000-7000-8000-000000000000&after=%00",
    "?at=x",
    "?at=01890000-0000-7000-8000-000000000000",
    "?at=%22%3E%3Cscript%3E",
    "?only=x",
    "?only=%00",
    "?only=note&only=source",
    "?order=random",
    "?page=-1",
    "?page=9999999999999999999999",
    "?whole=%F0%9F",
    "?kind=x&about=x&exact=%00",
    "?kind=%3Cscript%3E&about=%3Cscript%3E",
    "?name=read&opened=1&block=2",
    "?" + "&".join(f"a{n}=1" for n in range(900)),
]


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_an_odd_query_is_passed_over(reading, people, write, signed_in, who, query):
    write(reading, words="alone")
    client = signed_in(people[who])
    for address in ("/", "/s/together/", BASE, P1, P1 + "composer/"):
        for headers in ({}, {"HX-Request": "true"})[: 1 + (address == P1)]:
            answer = client.get(address + query, headers=headers)
            assert answer.status_code in (200, 302), (address, answer.status_code)
            check_clean(answer)
    assert client.get("/me/" + query).status_code == (302 if who == "nobody" else 200)


@pytest.mark.parametrize(
    "path",
    [
        "p/0/", "p/99/", "p/999999999/", "p/-1/", "p/x/", "p/b99/", "p/b/", "p/b-1/", "p/1.0/",
        "p/%00/", "p/٣/", "p/1%0d%0a/", "p/p1/", "p/²/", "p/1/composer/x/",
    ],
)  # fmt: skip
def test_a_paragraph_that_is_not_there_is_not_there(reading, people, signed_in, path):
    for client in (signed_in(people["reader"]), Client()):
        assert client.get(BASE + path).status_code == 404
    assert signed_in(people["reader"]).post(BASE + path, NOTE).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET"), ("/s/together/", "GET"), (BASE, "GET"), (P1, "GET POST"),
        (P1 + "composer/", "GET"), ("/s/together/membership/", "POST"), ("/me/", "GET"),
        ("/a/{}/", "GET"), ("/a/{}/edit/", "GET POST"), ("/a/{}/endorsement/", "POST DELETE"),
        ("/a/{}/flag/", "GET POST"), ("/a/{}/withdrawal/", "POST"), ("/a/{}/return/", "POST"),
        ("/a/{}/publication/", "POST"), ("/a/{}/appeal/", "GET POST"), ("/health/", "GET"),
    ],
)  # fmt: skip
def test_a_method_that_is_not_meant_is_refused(reading, people, write, signed_in, path, allowed):
    address = path.format(write(reading, "leader").pk)
    client = signed_in(people["reader"])
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(allowed.split()):
        assert client.generic(method, address).status_code == 405, method


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"\x00\xff\xfe", "multipart/form-data; boundary=x"),
        (b"{}", "multipart/form-data"),
        (b"kind=note&body=%ff%fe", "application/x-www-form-urlencoded"),
        (b"kind=note&body=x", "application/x-www-form-urlencoded; charset=klingon"),
        (json.dumps(NOTE).encode(), "application/json"),
        (b"x" * 2_600_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(1_001)), "application/x-www-form-urlencoded"),
        (b"body=" + b"x" * 2_600_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_answered(reading, people, signed_in, body, kind):
    answer = signed_in(people["reader"]).generic("POST", P1, body, content_type=kind)
    assert answer.status_code in (400, 413, 422), answer.status_code
    assert "<h1" in answer.content.decode()
    assert Annotation.objects.count() == 0
