"""The pages for leaders: list revisions, publish a new one, restore an earlier one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, SECOND, placement_of, reload, revise, snapshot, write

pytestmark = pytest.mark.django_db

LIST = "/s/together/on-reading/revisions/"
NEW = f"{LIST}new/"
type Browse = Callable[..., Client]


@pytest.fixture
def leader(browse: Browse, reading: Reading) -> Client:
    return browse("leader")


def form(reading: Reading, markdown: str = SECOND, **more: Any) -> dict[str, Any]:
    return {"markdown": markdown, "expected": reload(reading).essay.current_id, **more}


def bare(answer: Any) -> str:
    """A page without what is random or its own address."""
    return re.sub(r"nonce=\S+|csrf\S+ value=\S+|X-CSRF\S+", "", answer.text)


def counts_on(page: str) -> list[tuple[str, str]]:
    part = page.split('<p class="outcomes"')[1].split("</p>")[0]
    return re.findall(r"<b>(\d+)</b> ([a-z ]+)<", part)


def test_a_pasted_text_is_published_in_three_actions(
    leader: Client, reading: Reading, members: dict[str, Member]
) -> None:
    note = write(reading, members["reader"], number=2, words="waits for a second reader")
    write(reading, members["reader"], number=3, words="the old wooden bridge")
    write(reading, members["reader"], number=2, words="an argument", visibility="private")
    before = snapshot(reading)
    preview = leader.post(NEW, form(reading))
    assert preview.status_code == 200
    assert counts_on(preview.text) == [("1", "shifted"), ("1", "orphaned")]
    assert "<del>begins</del>" not in preview.text
    assert "<del>begins</del><ins>starts</ins>" not in preview.text
    assert re.findall(r"<ins>(.*?)</ins>", preview.text) == [", then,", "starts"]
    assert snapshot(reading) == before
    published = leader.post(NEW, form(reading, publish="1", remark="no bridge"), follow=True)
    assert published.redirect_chain == [(LIST, 302)]
    assert "Published: 1 annotation shifted, 1 orphaned." in published.text
    assert "no bridge" in published.text
    assert "<bdi>leader</bdi>" in published.text
    assert placement_of(note) == (3, "waits for a second reader", "shifted")


def test_an_uploaded_file_is_used_instead_of_the_pasted_text(
    leader: Client, reading: Reading
) -> None:
    file = SimpleUploadedFile("text.md", b"\xef\xbb\xbf" + SECOND.replace("\n", "\r\n").encode())
    preview = leader.post(NEW, form(reading, "Something else.", file=file))
    assert preview.context["form"].text.replace("\r\n", "\n").strip("\ufeff") == SECOND
    assert preview.context["plan"].change.new[1].text.startswith("The last word")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"%PDF-1.7 ...",
            "This PDF is damaged, or written in a way that is not known here: open it in a program"
            " that shows it, print it to a new PDF, and send that.",
        ),
        (b"Plain\x00\x01text" * 500, "This is not a text file: it contains NUL bytes."),
        (b"", "This file is empty."),
        (b"# Only\n\n## Headings\n", "There is no paragraph in this text, only headings."),
        (b"a" * 10_000_001, "This file is larger than 10 MB."),
        (
            b"a " * 1_000_000,
            "The paragraph in line 1 has 1,999,999 characters; 200,000 is the most.",
        ),
        (b"a\n\n" * 20_001, "This text has 20,001 paragraphs; 20,000 is the most."),
        (
            "é".encode() * 2_400_000,
            "The paragraph in line 1 has 2,400,000 characters; 200,000 is the most.",
        ),
    ],
)
def test_a_file_that_is_not_text_is_refused_with_a_reason(
    leader: Client, reading: Reading, content: bytes, words: str
) -> None:
    file = SimpleUploadedFile("text.md", content)
    answer = leader.post(NEW, form(reading, "What I typed.", file=file, remark="my remark"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [words]}
    assert 'value="my remark"' in answer.text
    assert reload(reading).essay.current.number == 1


def test_what_was_typed_is_kept_when_it_cannot_be_read(leader: Client, reading: Reading) -> None:
    answer = leader.post(NEW, form(reading, "\n# Only a <heading>", remark="r & d"))
    assert answer.status_code == 422
    assert ">\n\n# Only a &lt;heading&gt;</textarea>" in answer.text
    assert 'value="r &amp; d"' in answer.text
    assert answer.context["form"].errors == {
        "markdown": ["There is no paragraph in this text, only headings."]
    }


def test_an_empty_form_is_explained(leader: Client, reading: Reading) -> None:
    answer = leader.post(NEW, form(reading, "  \n"))
    assert answer.context["form"].errors == {
        "markdown": ["Paste the corrected text, or choose its file."]
    }


@pytest.mark.slow
def test_a_pasted_text_of_five_megabytes_is_accepted(leader: Client, reading: Reading) -> None:
    text = ("क" * 999 + "\n\n") * 1_650
    assert 4_900_000 < len(text.encode()) < 5_000_000
    preview = leader.post(NEW, form(reading, text))
    assert preview.status_code == 200
    assert len(preview.context["plan"].change.new) == 1_650


def test_a_larger_text_is_refused_in_clear_words(leader: Client, reading: Reading) -> None:
    answer = leader.post(NEW, form(reading, "a " * 4_000_000))
    assert answer.status_code == 413
    assert "holds more than 5 MB" in answer.text


def test_an_unchanged_text_has_nothing_to_publish(leader: Client, reading: Reading) -> None:
    preview = leader.post(NEW, form(reading, FIRST.replace("\n", "\r\n")))
    assert "This is the text as it stands." in preview.text
    assert 'name="publish"' not in preview.text
    leader.post(NEW, form(reading, FIRST, publish="1"))
    assert reading.essay.revisions.count() == 1


def test_the_second_of_two_leaders_is_shown_what_the_first_published(
    leader: Client, reading: Reading, members: dict[str, Member]
) -> None:
    write(reading, members["reader"], number=3, words="the old wooden bridge")
    mine = form(reading, FIRST.replace("anew", "again"), publish="1", remark="mine")
    revise(reading, SECOND, by=members["leader"].user, remark="theirs")
    refused = leader.post(NEW, mine)
    assert refused.status_code == 409
    assert "published revision 2" in refused.text
    assert "theirs" in refused.text
    assert "1 annotation orphaned. Nothing of yours is published yet" in refused.text
    assert reload(reading).essay.current.number == 2
    expected = re.search(r'name="expected" value="([^"]+)"', refused.text)
    assert expected
    leader.post(NEW, {**mine, "expected": expected[1]})
    assert reload(reading).essay.current.remark == "mine"


def test_a_text_sent_twice_is_published_once(leader: Client, reading: Reading) -> None:
    sent = form(reading, publish="1")
    leader.post(NEW, sent)
    assert leader.post(NEW, sent)["Location"] == "/s/together/on-reading/revisions/"
    assert reading.essay.revisions.count() == 2


@pytest.mark.parametrize("back", [1, 2])
def test_an_earlier_revision_can_be_made_current_again(
    leader: Client, reading: Reading, members: dict[str, Member], back: int
) -> None:
    note = write(reading, members["reader"], number=3, words="the old wooden bridge")
    revise(reading, SECOND)
    if back == 2:
        revise(reading, FIRST)
    expected = reload(reading).essay.current_id
    answer = leader.post(f"{LIST}{back}/current/", {"expected": expected}, follow=True)
    assert f"Revision {back} is the text again" in answer.text
    assert reload(reading).essay.current.number == back
    assert placement_of(note)[1] == ("the old wooden bridge" if back == 1 else "")


def test_restoring_is_refused_after_somebody_else_published(
    leader: Client, reading: Reading
) -> None:
    seen = reading.essay.current_id
    revise(reading, SECOND)
    revise(reading, SECOND + "\n\nMore.")
    answer = leader.post(f"{LIST}2/current/", {"expected": seen}, follow=True)
    assert "Meanwhile somebody made revision 3 the text" in answer.text
    answer = leader.post(f"{LIST}2/current/", {"expected": "nonsense"}, follow=True)
    assert "This form is damaged" in answer.text
    assert reload(reading).essay.current.number == 3


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("leader", (200, 200, 302)),
        ("moderator", (200, 403, 403)),
        ("reader", (200, 403, 403)),
        ("observer", (200, 403, 403)),
        ("stranger", (200, 403, 403)),
        ("nobody", (200, 302, 302)),
    ],
)
def test_only_leaders_change_the_text(
    browse: Browse, reading: Reading, who: str, statuses: tuple[int, ...]
) -> None:
    visitor = browse(who)
    revise(reading, SECOND)
    expected = reload(reading).essay.current_id
    answers = (
        visitor.get(LIST),
        visitor.get(NEW),
        visitor.post(f"{LIST}1/current/", {"expected": expected}),
    )
    assert tuple(answer.status_code for answer in answers) == statuses
    assert reload(reading).essay.current.number == (1 if who == "leader" else 2)
    shows = "Correct the text" in answers[0].text
    assert shows == (who == "leader")


def test_revisions_of_a_members_only_seminar_are_hidden_from_others(
    browse: Browse, reading: Reading
) -> None:
    reading.seminar.who_may_read = "members"
    reading.seminar.save()
    stranger = browse("stranger")
    for path in (LIST, NEW, f"{LIST}1/2/", "/s/together/on-reading/orphans/"):
        answer = stranger.get(path)
        assert (path, answer.status_code) == (path, 404)
        assert bare(answer) == bare(stranger.get("/s/nowhere/at-all/"))


def test_a_closed_seminar_is_not_revised(leader: Client, reading: Reading) -> None:
    reading.seminar.closes_at = reading.seminar.created_at
    reading.seminar.save()
    assert leader.get(NEW).status_code == 403
    assert "Correct the text" not in leader.get(LIST).text


def test_a_signed_out_leader_keeps_the_text_on_the_page(browse: Browse, reading: Reading) -> None:
    answer = browse("nobody").post(NEW, form(reading, "# My <text>", remark="mine", publish="1"))
    assert answer.status_code == 401
    assert ">\n# My &lt;text&gt;</textarea>" in answer.text
    assert 'name="publish"' not in answer.text


def test_a_form_without_a_csrf_token_is_given_back_with_its_text(
    browse: Browse, reading: Reading
) -> None:
    careful = browse("leader", enforce_csrf_checks=True)
    origin = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
    answer = careful.post(NEW, form(reading, "My long text."), **origin)
    assert answer.status_code == 403
    assert "My long text." in answer.text


def test_differences_between_any_two_revisions(
    browse: Browse, reading: Reading, members: dict[str, Member]
) -> None:
    write(reading, members["reader"], number=2, words="an argument", visibility="private")
    write(reading, members["reader"], number=2, words="then it begins anew")
    revise(reading, SECOND)
    revise(reading, SECOND.replace("Nobody", "No one"))
    page = browse("nobody").get(f"{LIST}1/3/").text
    assert counts_on(page) == [("1", "edited")]
    assert "<del>Nobody</del><ins>No one</ins>" in page
    backward = browse("nobody").get(f"{LIST}3/1/").text
    assert "<del>No one</del><ins>Nobody</ins>" in backward
    assert counts_on(browse("reader").get(f"{LIST}1/3/").text) == [
        ("1", "shifted"),
        ("1", "edited"),
    ]


@pytest.mark.parametrize("path", [f"{LIST}1/9/", f"{LIST}0/1/", f"{LIST}{10**30}/1/"])
def test_an_unknown_revision_answers_404(browse: Browse, reading: Reading, path: str) -> None:
    assert browse("nobody").get(path).status_code == 404
