"""Hypothesis's own API at a reading: what its client asks for, and who gets what."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from annotations.margin.models import Annotation
from annotations.moderation.models import Decision, Flag
from annotations.seminars.models import Reading
from annotations.web_annotation.hypothesis_rows import VERSION
from annotations.web_annotation.parsing.sent_documents import read_annotation
from tests.cast import member_of

PAGE = "/s/together/on-reading/hypothesis/"
API = f"{PAGE}api/"
URI = "http://testserver/s/together/on-reading/"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture
def reading(begin):
    """A reading that its leader has opened to the client."""
    reading = begin()
    Reading.objects.update(hypothesis_client=True)
    reading.refresh_from_db()
    return reading


class Sidebar:
    """The client in somebody's browser: it has the grant of its page, and asks for a token."""

    def __init__(self, client):
        self.client = client
        settings = client.get(f"{PAGE}app.html").content.decode()
        self.settings = json.loads(re.search(r'hypothesis-config">(.*?)</script>', settings)[1])
        self.grant = self.settings["services"][0]["grantToken"]
        self.tokens = self.exchange(grant_type=JWT_BEARER, assertion=self.grant).json()

    def exchange(self, **form):
        return self.client.post(f"{API}token", form)

    def __call__(self, method, path, body=None, token=None):
        given = token or self.tokens.get("access_token")
        return self.client.generic(
            method,
            f"{API}{path}",
            data=json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {given}"} if given else {},
        )

    def rows(self, query=""):
        return self("GET", f"search?limit=200&{query}").json()["rows"]


@pytest.fixture
def sidebar(reading, people, signed_in):
    """`sidebar("reader")`."""
    return lambda who: Sidebar(signed_in(people[who]))


def sent(words="margin", text="What the sidebar says.", **more):
    """A row as the client sends a new one: its position counts the whole page."""
    selectors = [
        {"type": "RangeSelector", "startContainer": "/div[1]", "startOffset": 3},
        {"type": "TextPositionSelector", "start": 912, "end": 912 + len(words)},
        {"type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": ""},
    ]
    return {
        "uri": URI,
        "text": text,
        "tags": [],
        "group": "any",
        "permissions": {"read": ["group:any"]},
        "target": [{"source": URI, "selector": selectors}],
        **more,
    }


def test_a_reading_is_closed_to_the_client_until_its_leader_opens_it(
    begin, people, signed_in, settings
):
    reading = begin()
    leader, reader = signed_in(people["leader"]), signed_in(people["reader"])
    settings_page = f"/s/together/readings/{reading.pk}/"
    doors = (PAGE, f"{PAGE}app.html", API, f"{API}search")
    assert [reader.get(door).status_code for door in doors] == [404] * 4
    assert reader.post(f"{settings_page}hypothesis/").status_code == 403
    assert "Switch it on" in leader.get(settings_page).content.decode()
    page = leader.post(f"{settings_page}hypothesis/", follow=True).content.decode()
    assert PAGE in page
    assert "The Hypothesis client is on." in page
    assert [reader.get(door).status_code for door in doors] == [200] * 4
    leader.post(f"{settings_page}hypothesis/", {"end": "1"})
    assert [reader.get(door).status_code for door in doors] == [404] * 4


def test_the_page_says_what_the_host_has_to_do_and_then_begins_the_client(
    sidebar, client, settings, tmp_path
):
    settings.HYPOTHESIS_CLIENT_DIR = ""
    page = client.get(PAGE).content.decode()
    assert "npm install hypothesis" in page
    assert "boot.js" not in page
    (tmp_path / "build" / "styles").mkdir(parents=True)
    (tmp_path / "build" / "boot.js").write_text("let here")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "build" / "boot.js.map").write_text("{}")
    settings.HYPOTHESIS_CLIENT_DIR = str(tmp_path)
    page = client.get(PAGE).content.decode()
    assert "npm install" not in page
    assert '<script async src="/hypothesis/build/boot.js">' in page
    assert f'<link rel="canonical" href="{URI}">' in page
    config = json.loads(re.search(r'hypothesis-config">(.*?)</script>', page)[1])
    assert config["assetRoot"] == "http://testserver/hypothesis/"
    # What is here goes into the address of the sidebar.
    assert "services" not in config
    file = client.get("/hypothesis/build/boot.js")
    assert (file.content, file["Content-Type"]) == (b"let here", "text/javascript; charset=utf-8")
    assert "immutable" in client.get("/hypothesis/build/boot.js?1")["Cache-Control"]
    for path in ("../package.json", "%2e%2e/package.json", "boot.js.map", "styles", "a\0.js"):
        assert client.get(f"/hypothesis/build/{path}").status_code == 404, path


def test_only_the_sidebar_may_be_framed_and_only_by_this_site(sidebar, client):
    inside = client.get(f"{PAGE}app.html")
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in inside["Content-Security-Policy"]
    around = client.get(PAGE)
    assert around["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    for policy in (inside["Content-Security-Policy"], around["Content-Security-Policy"]):
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
    assert "frame-src" not in client.get(URI)["Content-Security-Policy"]


def test_the_client_finds_its_addresses_its_group_and_its_profile(sidebar, reading, people):
    mine = sidebar("reader")
    found = mine("GET", "").json()["links"]
    assert found["annotation"]["update"]["url"] == f"http://testserver{API}annotations/:id"
    assert found["profile"]["groups"]["read"]["method"] == "GET"
    assert "websocket" not in mine("GET", "links").json()
    member = member_of(reading, people["reader"])
    profile = mine("GET", "profile").json()
    assert profile["userid"] == f"acct:{member.pk.hex}@testserver"
    assert profile["user_info"] == {"display_name": member.name}
    (group,) = mine("GET", "groups").json()
    assert mine("GET", "profile/groups").json() == [group]
    assert mine("GET", f"groups/{group['id']}").json() == group
    assert mine("GET", "groups/__world__").status_code == 404
    assert (group["name"], group["pre_moderated"]) == ("Reading together", False)
    nobody = sidebar("nobody")
    assert nobody.grant == ""
    assert nobody("GET", "profile").json()["userid"] is None
    assert nobody("GET", "profile/groups").json() == []
    assert nobody("GET", "groups").json() == [group]


def test_a_token_is_for_one_account_on_one_reading_for_a_while(
    sidebar, reading, people, signed_in, begin, monkeypatch
):
    mine = sidebar("reader")
    body = sent()
    assert mine("POST", "annotations", body).status_code == 200
    refused = mine("POST", "annotations", body, token="nonsense")
    assert refused.status_code == 401
    assert refused.json()["reason"] == "This token has ended. Open the page again."
    # The cookie alone only reads; the token alone, and in another's browser, does nothing.
    bare = mine.client.post(f"{API}annotations", json.dumps(body), content_type="application/json")
    assert bare.status_code == 401
    note = Annotation.objects.get()
    for path in (
        "annotations",
        "token",
        f"annotations/{note.pk}/flag",
        f"annotations/{note.pk}/hide",
        f"annotations/{note.pk}/moderation",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = mine.client.generic(method, f"{API}{path}")
            assert answer.status_code == 405, (method, path)
    stolen = {"Authorization": f"Bearer {mine.tokens['access_token']}"}
    for elsewhere in (Client(), signed_in(people["another_reader"])):
        assert elsewhere.get(f"{API}profile", headers=stolen).status_code == 401
        form = {"grant_type": JWT_BEARER, "assertion": mine.grant}
        assert elsewhere.post(f"{API}token", form).status_code == 400
    # Each kind for its own purpose.
    access, refresh = mine.tokens["access_token"], mine.tokens["refresh_token"]
    assert mine("GET", "profile", token=refresh).status_code == 401
    assert mine.exchange(grant_type="refresh_token", refresh_token=access).status_code == 400
    assert mine.exchange(grant_type="password", assertion=mine.grant).status_code == 400
    newer = mine.exchange(grant_type="refresh_token", refresh_token=refresh).json()
    assert mine("GET", "profile", token=newer["access_token"]).status_code == 200
    other = begin("elsewhere")
    Reading.objects.filter(pk=other.pk).update(hypothesis_client=True)
    there = mine.client.get("/s/elsewhere/on-reading/hypothesis/api/profile", headers=stolen)
    assert there.status_code == 401
    later = timezone.now().timestamp() + 31 * 60
    monkeypatch.setattr("time.time", lambda: later)
    assert mine("GET", "profile").status_code == 401
    assert mine.exchange(grant_type=JWT_BEARER, assertion=mine.grant).status_code == 400
    assert mine.exchange(grant_type="refresh_token", refresh_token=refresh).status_code == 200


def test_who_is_suspended_leaves_or_signs_out_writes_no_more(sidebar, reading, people):
    mine, another, third = sidebar("reader"), sidebar("another_reader"), sidebar("moderator")
    assert mine("POST", "annotations", sent()).status_code == 200
    people["reader"].is_active = False
    people["reader"].save()
    assert mine("POST", "annotations", sent(text="Again.")).status_code == 401
    member = member_of(reading, people["another_reader"])
    member.left_at = timezone.now()
    member.save()
    refused = another("POST", "annotations", sent())
    assert refused.status_code == 403
    assert refused.json()["reason"] == "Only members post here; ask the leader to invite you."
    third.client.post("/accounts/logout/")
    assert third("POST", "annotations", sent()).status_code == 401
    assert Annotation.objects.count() == 1


def test_a_token_of_ones_own_serves_scripts(reading, program):
    program("reader", "write")("POST", f"{API}annotations", sent(), Content_Type="application/json")
    assert Annotation.objects.get().body == "What the sidebar says."
    reads = program("reader", "read")
    answer = reads("POST", f"{API}annotations", sent(), Content_Type="application/json")
    assert answer.status_code == 403
    assert reads.get(f"{API}search").json()["total"] == 1


def test_a_note_is_posted_changed_answered_and_withdrawn(sidebar, reading, people):
    mine, theirs = sidebar("reader"), sidebar("another_reader")
    made = mine("POST", "annotations", sent("margin")).json()
    note = Annotation.objects.get(pk=made["id"])
    assert (note.kind, note.exact, note.visibility) == ("note", "margin", "seminar")
    assert note.author == member_of(reading, people["reader"])
    assert made["target"][0]["selector"][1]["exact"] == "margin"
    assert made["permissions"]["update"] == [made["user"]]
    # The client sends the whole row again.
    changed = mine("PATCH", f"annotations/{note.pk}", {**made, "text": "Changed."}).json()
    assert (changed["text"], changed["id"]) == ("Changed.", made["id"])
    stale = mine("PATCH", f"annotations/{note.pk}", {**made, "text": "Changed again."})
    assert stale.status_code == 409
    moved = {**changed, "target": sent("reader")["target"]}
    assert mine("PATCH", f"annotations/{note.pk}", moved).status_code == 409
    assert theirs("PATCH", f"annotations/{note.pk}", {"text": "Mine."}).status_code == 403
    answer = sent(text="An answer.", references=[made["id"]], target=[{"source": URI}])
    replied = theirs("POST", "annotations", answer).json()
    assert replied["references"] == [made["id"]]
    deeper = sent(text="A third.", references=[made["id"], replied["id"]], target=[{"source": URI}])
    assert mine("POST", "annotations", deeper).json()["references"] == deeper["references"]
    gone = mine("DELETE", f"annotations/{note.pk}")
    assert gone.json() == {"id": made["id"], "deleted": True}
    note.refresh_from_db()
    assert (note.state, note.body) == ("withdrawn", "Changed.")
    # What was answered is not seen any more: its answer stands at the words.
    (first,) = (row for row in mine.rows() if row["id"] == replied["id"])
    assert "references" not in first
    assert first["target"][0]["selector"]


def test_what_only_its_author_sees_can_be_shown_and_not_taken_back(sidebar):
    mine, theirs = sidebar("reader"), sidebar("another_reader")
    only_me = {"read": [mine("GET", "profile").json()["userid"]]}
    made = mine("POST", "annotations", sent(permissions=only_me)).json()
    assert made["permissions"]["read"] == only_me["read"]
    assert theirs.rows() == []
    shared = {**made, "permissions": {"read": [f"group:{made['group']}"]}}
    shown = mine("PATCH", f"annotations/{made['id']}", shared).json()
    assert [row["id"] for row in theirs.rows()] == [made["id"]]
    back = {**shown, "permissions": only_me}
    assert mine("PATCH", f"annotations/{made['id']}", back).status_code == 409


def test_tags_make_counterpoints_and_sources_and_come_back_the_same(sidebar):
    mine = sidebar("reader")
    refused = mine("POST", "annotations", sent(tags=["counterpoint"]))
    assert refused.status_code == 422
    assert refused.json()["reason"] == "Choose what is wrong with it."
    tags = ["counterpoint", "attack:undercut"]
    made = mine("POST", "annotations", sent(text="It doesn’t follow.", tags=tags)).json()
    counterpoint = Annotation.objects.get(pk=made["id"])
    assert (counterpoint.kind, counterpoint.attack) == ("counterpoint", "undercut")
    assert made["tags"] == tags
    rebuts = {**made, "tags": ["counterpoint", "attack:rebut"]}
    assert mine("PATCH", f"annotations/{made['id']}", rebuts).json()["tags"] == rebuts["tags"]
    plain = mine("PATCH", f"annotations/{made['id']}", {**rebuts, "tags": []})
    assert plain.status_code == 409
    text = "Borges, J. L. (1944). Ficciones. Sur.\n\n> The other\n> one.\n\nSays so."
    tags = ["source", "relation:supports", "locator:p. 12"]
    cited = mine("POST", "annotations", sent(text=text, tags=tags)).json()
    source = Annotation.objects.get(pk=cited["id"])
    assert (source.kind, source.relation, source.locator) == ("source", "supports", "p. 12")
    assert source.citation == "Borges, J. L. (1944). Ficciones. Sur."
    assert (source.quotation, source.body) == ("The other\none.", "Says so.")
    assert source.work is not None
    assert (cited["text"], cited["tags"]) == (text, tags)
    bare = mine("POST", "annotations", sent("reader", text="10.1000/182", tags=["source"])).json()
    assert bare["tags"] == ["source", "relation:context"]


def test_a_source_that_is_edited_goes_on_citing_what_it_cited(sidebar):
    mine = sidebar("reader")
    pasted = "@book{b, author={Borges, Jorge Luis}, title={Ficciones}, year={1944}}"
    made = mine("POST", "annotations", sent(text=pasted, tags=["source"])).json()
    source = Annotation.objects.get(pk=made["id"])
    assert (made["text"], source.citation) == ("Borges, J. L. (1944). Ficciones.", pasted)
    edited = {**made, "text": made["text"] + "\n\nIndeed."}
    again = mine("PATCH", f"annotations/{made['id']}", edited).json()
    source.refresh_from_db()
    assert (source.citation, source.body) == (pasted, "Indeed.")
    assert again["text"] == edited["text"]


def test_rows_are_read_back_as_they_were_written(sidebar, reading, people, write):
    mine = sidebar("reader")
    write(reading, "another_reader", words="comfortable")
    write(reading, kind="counterpoint", attack="unclear", body="What is it?")
    write(reading, kind="source", relation="disputes", citation="Ficciones", quotation="Words.")
    rows = {row["id"]: row for row in mine.rows()}
    assert len(rows) == 3
    for note in Annotation.objects.all():
        read = read_annotation(rows[str(note.pk)])
        names = ("attack", "relation", "body", *(["citation"] if note.citation else []))
        assert {name: read.content[name] for name in names} == {
            name: getattr(note, name) for name in names
        }
        assert (read.kind, read.target.exact or note.exact) == (
            note.kind,
            note.exact or read.target.exact,
        )


def test_words_that_are_not_there_and_pages_elsewhere_are_refused(sidebar):
    mine = sidebar("reader")
    for row in (
        sent("words that nobody wrote in this or in any other essay"),
        sent(uri="https://example.com/"),
        sent(references=[str(uuid4())]),
        sent(text=""),
        sent(tags="counterpoint"),
        {},
        [],
    ):
        answer = mine("POST", "annotations", row)
        assert answer.status_code == 422, row
        assert answer.json()["status"] == "failure", row
        assert answer.json()["reason"], row
    assert mine("PATCH", "annotations").status_code == 405
    assert Annotation.objects.count() == 0


def test_a_position_only_hints_which_of_equal_words_is_meant(sidebar):
    mine = sidebar("reader")
    # "reader" stands only in the third paragraph; what is at these positions is something else.
    made = mine("POST", "annotations", sent("It waits", text="Here.")).json()
    assert Annotation.objects.get(pk=made["id"]).exact == "It waits"


def test_search_pages_by_moment_and_loses_none_of_one_moment(sidebar, reading, write):
    notes = [write(reading, body=f"note {number}") for number in range(7)]
    answers = [write(reading, "leader", about=note) for note in notes[:2]]
    at = timezone.now()
    for number, note in enumerate([*notes, *answers]):
        moment = at + timedelta(seconds=number // 3)
        Annotation.objects.filter(pk=note.pk).update(created_at=moment)
    mine = sidebar("another_reader")
    found, after = [], ""
    while True:
        query = f"search?limit=2&sort=created&order=asc{after}"
        page = mine("GET", query).json()
        assert page["total"] == 9
        if not page["rows"]:
            break
        found += [row["id"] for row in page["rows"]]
        after = f"&search_after={page['rows'][-1]['created'].replace('+', '%2B')}"
    assert sorted(found) == sorted(str(note.pk) for note in [*notes, *answers])
    apart = mine("GET", "search?limit=200&_separate_replies=true").json()
    assert (apart["total"], len(apart["rows"])) == (7, 7)
    assert {row["id"] for row in apart["replies"]} == {str(each.pk) for each in answers}
    newest = mine("GET", "search?limit=1&sort=created").json()["rows"]
    assert newest[0]["id"] in {str(each.pk) for each in answers + notes[6:]}


def test_search_filters_by_address_group_author_and_thread(sidebar, reading, write):
    note = write(reading, body="A note.")
    answer = write(reading, "leader", about=note, body="An answer.")
    mine = sidebar("another_reader")
    group = mine.rows()[0]["group"]
    author = next(row["user"] for row in mine.rows() if row["id"] == str(note.pk))
    elsewhere = "uri=https://example.com/"
    for query, expected in {
        f"uri={URI}": 2,
        f"{elsewhere}&uri={URI}%23p1": 2,
        f"uri=http://testserver{PAGE}": 2,
        elsewhere: 0,
        f"group={group}": 2,
        "group=__world__": 0,
        f"user={author}": 1,
        "user=acct:somebody@testserver": 0,
        f"references={note.pk}": 1,
        f"references={answer.pk}": 0,
        "offset=1": 1,
    }.items():
        assert len(mine.rows(query)) == expected, query
    for query in ("sort=user", "order=up", "limit=-1", "search_after=now", "any=note", "tags=x"):
        assert mine("GET", f"search?{query}").status_code == 400, query


def test_a_search_takes_as_many_queries_for_many_rows_as_for_one(
    sidebar, reading, write, django_assert_num_queries
):
    mine = sidebar("moderator")
    note = write(reading)
    for _ in range(20):
        write(reading, "another_reader", about=note)
    mine.rows()
    with django_assert_num_queries(9):
        assert len(mine.rows()) == 21


def test_flagging_asks_a_moderator_and_shows_that_one_has(sidebar, reading, write, people):
    note = write(reading, "another_reader")
    mine = sidebar("reader")
    assert mine.rows()[0]["flagged"] is False
    assert mine("PUT", f"annotations/{note.pk}/flag").status_code == 204
    assert mine("PUT", f"annotations/{note.pk}/flag").status_code == 204
    assert mine.rows()[0]["flagged"] is True
    assert Flag.objects.get().member == member_of(reading, people["reader"])
    assert "moderation" not in mine.rows()[0]
    assert sidebar("moderator").rows()[0]["moderation"] == {"flagCount": 1}
    own = sidebar("another_reader")("PUT", f"annotations/{note.pk}/flag")
    assert own.status_code == 403


def test_a_moderator_decides_about_what_they_saw(sidebar, reading, write):
    note = write(reading, "another_reader")
    mine = sidebar("moderator")
    (row,) = mine.rows()
    assert (row["moderation_status"], row["actions"]) == ("APPROVED", ["moderate"])
    path = f"annotations/{note.pk}/moderation"
    seen = {
        "current_moderation_status": row["moderation_status"],
        "annotation_updated": row["updated"],
    }
    assert sidebar("reader")("PATCH", path, {"moderation_status": "DENIED"}).status_code == 403
    hidden = mine("PATCH", path, {"moderation_status": "SPAM", **seen}).json()
    assert (hidden["moderation_status"], hidden["hidden"]) == ("DENIED", True)
    assert Decision.objects.get().reason == "spam"
    assert sidebar("reader").rows() == []
    # Somebody who still sees it as it was.
    assert mine("PATCH", path, {"moderation_status": "DENIED", **seen}).status_code == 409
    assert mine("PATCH", path, {"moderation_status": "SHOWN"}).status_code == 422
    assert mine("DELETE", f"annotations/{note.pk}/hide").status_code == 204
    assert mine("DELETE", f"annotations/{note.pk}/hide").status_code == 409
    note.refresh_from_db()
    assert note.state == "published"
    assert [row["hidden"] for row in sidebar("reader").rows()] == [False]


def test_what_waits_for_a_moderator_is_approved_unless_it_was_changed(
    begin, sidebar, reading, people
):
    reading.seminar.moderation = "before"
    reading.seminar.save()
    mine, theirs = sidebar("reader"), sidebar("moderator")
    made = mine("POST", "annotations", sent()).json()
    assert made["moderation_status"] == "PENDING"
    assert sidebar("another_reader").rows() == []
    (row,) = theirs.rows()
    seen = {"current_moderation_status": "PENDING", "annotation_updated": row["updated"]}
    mine("PATCH", f"annotations/{made['id']}", {**made, "text": "Changed."})
    path, approve = f"annotations/{made['id']}/moderation", {"moderation_status": "APPROVED"}
    assert theirs("PATCH", path, {**approve, **seen}).status_code == 409
    assert theirs("PATCH", path, approve).status_code == 409
    assert theirs("DELETE", f"annotations/{made['id']}/hide").status_code == 409
    assert sidebar("another_reader").rows() == []
    (row,) = theirs.rows()
    seen["annotation_updated"] = row["updated"]
    assert theirs("PATCH", path, {**approve, **seen}).json()["moderation_status"] == "APPROVED"
    assert [row["text"] for row in sidebar("another_reader").rows()] == ["Changed."]
    # An edit that waits: others see the earlier text, and no decision is about that one.
    edited = mine("PATCH", f"annotations/{made['id']}", {"text": "Once more."}).json()
    assert edited["text"] == "Once more."
    (row,) = theirs.rows()
    assert row["text"] == "Changed."
    assert theirs("PATCH", path, {"moderation_status": "DENIED"}).status_code == 409


def test_a_target_is_on_the_page_that_its_row_names(sidebar):
    """As the client sends what it imports: the target still names the page of its export."""
    row = sent(text="From there.")
    row["target"][0]["source"] = "https://example.com/"
    answer = sidebar("reader")("POST", "annotations", row)
    assert answer.status_code == 200
    assert Annotation.objects.get(body="From there.").exact == "margin"
    assert answer.json()["target"][0]["source"] == URI


def test_positions_count_the_text_of_the_page_from_its_first_word(begin, client, settings, write):
    essay = (
        "# A title\n\nAn *emphasis*.\n\n---\n\n- one\n- two\n\n> A quote.\n\n![A cat](cat.png)\n"
    )
    reading = begin(essay=essay)
    Reading.objects.update(hypothesis_client=True)
    write(reading, words="emphasis")
    plain = client.get("/api/s/together/on-reading/text/", headers={"Accept": "text/plain"})
    text = plain.content.decode()
    page = client.get(PAGE).content.decode()
    assert page.index("<header>") < page.index("<main")
    body = LexborHTMLParser(page).body
    assert body is not None
    assert body.text().startswith(text)
    (row,) = client.get(f"{API}search").json()["rows"]
    position = row["target"][0]["selector"][0]
    assert body.text()[position["start"] : position["end"]] == "emphasis"


def test_odd_values_are_refused_and_never_an_accident(sidebar, reading, write):
    mine = sidebar("reader")
    note = write(reading)
    for field in ("text", "tags", "target", "uri", "references", "permissions", VERSION):
        for value in (5, ["\ud800"]):
            answer = mine("POST", "annotations", {**sent(text=f"{field} {value!r}"), field: value})
            assert answer.status_code in (200, 422, 429), (field, value)
        for value in ({"a": [[]]}, "\0"):
            changed = mine("PATCH", f"annotations/{note.pk}", {"text": "Again.", field: value})
            assert changed.status_code in (200, 409, 422, 429), (field, value)
    elsewhere = {**sent(), "target": [{"source": "\ud800"}], "uri": "\ud800"}
    assert mine("POST", "annotations", elsewhere).status_code == 422
    seen = {"annotation_updated": {}, "current_moderation_status": []}
    path = f"annotations/{write(reading, 'leader').pk}/moderation"
    decided = sidebar("moderator")("PATCH", path, {"moderation_status": [], **seen})
    assert decided.status_code == 422
    for query in (
        "search_after=9999-12-31T23:59:59-23:59",
        "search_after=0001-01-01T00:00:00%2B23:59",
        "search_after=2026-13-01T00:00:00Z",
        "uri=http://[",
        "uri=%00",
        "user=acct:%00@x",
        "references=%00",
        "limit=99999",
        "limit=0",
        "offset=99999",
    ):
        assert mine("GET", f"search?{query}").status_code in (200, 400), query
    for body in ("{", "[" * 100_000, '{"text": NaN}', "\xff"):
        answer = mine.client.post(
            f"{API}annotations",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {mine.tokens['access_token']}"},
        )
        assert answer.status_code in (400, 422), body[:9]
        assert answer.json()["reason"], body[:9]


def test_a_long_chain_of_answers_is_named_by_its_first_and_its_nearest(sidebar, reading, write):
    chain = [write(reading, "reader")]
    for _answer in range(30):
        chain.append(write(reading, "another_reader", about=chain[-1]))
    rows = {row["id"]: row for row in sidebar("reader").rows()}
    ids = [str(each.pk) for each in chain]
    assert rows[ids[5]]["references"] == ids[:5]
    assert rows[ids[20]]["references"] == ids[:20]
    assert rows[ids[30]]["references"] == [ids[0], *ids[11:30]]


def test_a_source_whose_citation_names_no_kind_in_words_is_refused(sidebar, reading):
    for kind in ([], {}, [[]]):
        citation = json.dumps({"title": "T", "type": kind})
        answer = sidebar("reader")(
            "POST", "annotations", sent(text=f"{citation}\n\nSee.", tags=["source"])
        )
        assert answer.status_code in (200, 422), answer.content
