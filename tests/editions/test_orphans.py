"""Orphans: never dropped, listed for whom they concern, and given a new place."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from annotations.activity import Entry
from annotations.margin import tallies
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, SECOND, again, revise, stands, write

pytestmark = pytest.mark.django_db

PAGE = "/s/together/on-reading/"
type Browse = Callable[..., Client]


@pytest.fixture
def lost(reading: Reading, members: dict[str, Member]) -> dict[str, Annotation]:
    """Orphans of all sorts, after the bridge was taken out of the text."""
    note = write(reading, members["reader"], number=3, words="the old wooden bridge", body="Wood!")
    found = {
        "note": note,
        "answer": write(reading, members["another_reader"], about=note),
        "whole": write(reading, members["another_reader"], number=3, body="All of it."),
        "private": write(
            reading,
            members["another_reader"],
            number=3,
            words="in April",
            visibility="private",
            body="Mine alone.",
        ),
    }
    revise(reading, SECOND)
    return found


def listed(page: str) -> list[str]:
    return re.findall(r'<a class="go" href="/a/([^/]+)/place/">', page)


def ids(lost: dict[str, Annotation], *names: str) -> list[str]:
    return [str(lost[name].pk) for name in names]


def test_orphans_are_listed_for_whom_they_concern(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    def orphans(name: str) -> list[str]:
        return listed(browse(name).get(f"{PAGE}orphans/").text)

    assert orphans("leader") == ids(lost, "note", "whole")
    assert orphans("reader") == ids(lost, "note")
    assert orphans("another_reader") == ids(lost, "whole", "private")
    assert orphans("observer") == []
    assert browse("nobody").get(f"{PAGE}orphans/").status_code == 302


def test_an_author_finds_them_among_their_things(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    assert listed(browse("another_reader").get("/me/").text) == ids(lost, "whole", "private")
    page = browse("reader").get("/me/").text
    assert listed(page) == ids(lost, "note")
    assert "<del>the old wooden bridge</del>" in page
    assert "in ¶\u00a03 of revision 1:" in page


def test_an_orphan_stands_in_its_thread_and_says_why(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    page = browse("reader").get(f"{PAGE}p/3/").text
    assert re.findall(r'<article id="a-([^"]+)"', page) == ids(lost, "note", "answer", "whole")
    assert page.count("The text has changed: these words are not in it any more.") == 1
    assert page.count("The text has changed: the paragraph this was about") == 1
    assert re.findall(r"/a/([^/]+)/place/", page) == ids(lost, "note")


def test_quoting_words_gives_an_orphan_a_place(
    browse: Browse, reading: Reading, lost: dict[str, Annotation]
) -> None:
    path = f"/a/{lost['note'].pk}/place/"
    assert "<del>the old wooden bridge</del>" in browse("reader").get(path).text
    answer = browse("reader").post(path, {"exact": "printers of the seventeenth century"})
    assert answer["Location"] == f"/a/{lost['note'].pk}/"
    assert stands(lost["note"]) == (1, "printers of the seventeenth century", "by hand")
    homes = {name: Annotation.objects.get(pk=each.pk).paragraph for name, each in lost.items()}
    assert homes["answer"] == homes["note"] != homes["whole"]
    assert tallies.differences(again(reading)) == {}
    entry = Entry.objects.get(verb="placed")
    assert (entry.by.username, entry.subject_id) == ("reader", lost["note"].pk)


def test_a_leader_may_give_it_a_place_and_others_may_not(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    path = f"/a/{lost['note'].pk}/place/"
    for name in ("another_reader", "moderator", "observer", "stranger"):
        assert (name, browse(name).post(path, {"exact": "printers"}).status_code) == (name, 403)
    assert browse("leader").get(f"/a/{lost['private'].pk}/place/").status_code == 404
    browse("leader").post(path, {"exact": "printers"})
    assert stands(lost["note"]) == (1, "printers", "by hand")


def test_a_whole_paragraph_can_be_its_place(browse: Browse, lost: dict[str, Annotation]) -> None:
    browse("another_reader").post(f"/a/{lost['whole'].pk}/place/", {"number": "2"})
    assert stands(lost["whole"]) == (2, "", "by hand")
    browse("another_reader").post(
        f"/a/{lost['private'].pk}/place/", {"number": "b3", "exact": "Why"}
    )
    assert stands(lost["private"]) == (None, "Why", "by hand")


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"exact": "no such words"},
            {"exact": "These words are not in the text. Copy them exactly as they stand there."},
        ),
        ({}, {"exact": "Quote the words it is about, or say which paragraph."}),
        (
            {"exact": "it"},
            {"number": "These words are in ¶\u00a02, ¶\u00a03: say which paragraph you mean."},
        ),
        ({"exact": "it", "number": "9"}, {"number": "There is no paragraph of this number."}),
        ({"exact": "bell\x07"}, {"exact": "There is an unreadable character"}),
    ],
)
def test_a_place_that_is_none_is_told_in_clear_words(
    browse: Browse, lost: dict[str, Annotation], sent: dict[str, str], errors: dict[str, str]
) -> None:
    answer = browse("reader").post(f"/a/{lost['note'].pk}/place/", sent)
    assert answer.status_code == 422
    found = answer.context["form"].errors
    assert {name: said[0][: len(errors[name])] for name, said in found.items()} == errors
    assert stands(lost["note"])[2] == "gone"


def test_of_several_equal_words_the_selected_ones_are_meant(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    block = again(lost["note"].reading).essay.current.blocks.get(number=1)
    second = block.text.rindex("last")
    sent = {"exact": "last", "number": "1", "start": str(second)}
    browse("reader").post(f"/a/{lost['note'].pk}/place/", sent)
    anchor = lost["note"].anchors.get(revision=block.revision)
    assert (anchor.start, anchor.end) == (second, second + 4)


def test_what_has_its_place_keeps_it(browse: Browse, lost: dict[str, Annotation]) -> None:
    path = f"/a/{lost['note'].pk}/place/"
    browse("reader").post(path, {"exact": "printers"})
    again_sent = browse("reader").post(path, {"exact": "Nobody"}, follow=True)
    assert stands(lost["note"])[1] == "printers"
    assert "It has its place in the text." in again_sent.text


def test_a_place_given_by_hand_is_carried_on_like_any_other(
    browse: Browse, reading: Reading, lost: dict[str, Annotation]
) -> None:
    browse("reader").post(f"/a/{lost['note'].pk}/place/", {"exact": "Nobody contradicts you"})
    revise(reading, SECOND.replace("Reading alone", "Reading quite alone"))
    assert stands(lost["note"]) == (2, "Nobody contradicts you", "shifted")
    revise(reading, FIRST)
    assert stands(lost["note"]) == (3, "the old wooden bridge", "unchanged")


def test_withdrawn_and_private_ones_are_carried_and_not_listed(
    browse: Browse, reading: Reading, members: dict[str, Member]
) -> None:
    gone = write(reading, members["reader"], number=3, words="in April", state="withdrawn")
    revise(reading, SECOND)
    assert stands(gone)[2] == "gone"
    assert listed(browse("reader").get("/me/").text) == []
    assert listed(browse("leader").get(f"{PAGE}orphans/").text) == []
    revise(reading, FIRST)
    assert stands(gone) == (3, "in April", "unchanged")
