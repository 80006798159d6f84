"""Orphans: they are kept, listed for leaders and authors, and placed by hand."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from annotations.activity import Entry
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, SECOND, placement_of, reload, revise, write

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


def test_orphans_are_listed_for_leaders_and_their_authors(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    def orphans(name: str) -> list[str]:
        return listed(browse(name).get(f"{PAGE}orphans/").text)

    assert orphans("leader") == ids(lost, "note", "whole")
    assert orphans("reader") == ids(lost, "note")
    assert orphans("another_reader") == ids(lost, "whole", "private")
    assert orphans("observer") == []
    assert browse("nobody").get(f"{PAGE}orphans/").status_code == 302


def test_an_author_finds_their_orphans_on_their_page(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    assert listed(browse("another_reader").get("/me/").text) == ids(lost, "whole", "private")
    page = browse("reader").get("/me/").text
    assert listed(page) == ids(lost, "note")
    assert "<del>the old wooden bridge</del>" in page
    assert "in ¶\u00a03 of revision 1:" in page


def test_an_orphan_in_a_thread_explains_what_it_is(
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
    assert placement_of(lost["note"]) == (1, "printers of the seventeenth century", "by hand")
    homes = {name: Annotation.objects.get(pk=each.pk).paragraph for name, each in lost.items()}
    assert homes["answer"] == homes["note"] != homes["whole"]
    assert store.tally_differences(reload(reading)) == {}
    entry = Entry.objects.get(verb="placed")
    assert (entry.by.username, entry.subject_id) == ("reader", lost["note"].pk)


def test_a_leader_may_place_an_orphan_and_other_members_may_not(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    path = f"/a/{lost['note'].pk}/place/"
    for name in ("another_reader", "moderator", "observer", "stranger"):
        assert (name, browse(name).post(path, {"exact": "printers"}).status_code) == (name, 403)
    assert browse("leader").get(f"/a/{lost['private'].pk}/place/").status_code == 404
    browse("leader").post(path, {"exact": "printers"})
    assert placement_of(lost["note"]) == (1, "printers", "by hand")


def test_an_orphan_can_be_placed_at_a_whole_paragraph(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    browse("another_reader").post(f"/a/{lost['whole'].pk}/place/", {"number": "2"})
    assert placement_of(lost["whole"]) == (2, "", "by hand")
    browse("another_reader").post(
        f"/a/{lost['private'].pk}/place/", {"number": "b3", "exact": "Why"}
    )
    assert placement_of(lost["private"]) == (None, "Why", "by hand")


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
def test_an_invalid_place_for_an_orphan_is_explained(
    browse: Browse, lost: dict[str, Annotation], sent: dict[str, str], errors: dict[str, str]
) -> None:
    answer = browse("reader").post(f"/a/{lost['note'].pk}/place/", sent)
    assert answer.status_code == 422
    found = answer.context["form"].errors
    assert {name: said[0][: len(errors[name])] for name, said in found.items()} == errors
    assert placement_of(lost["note"])[2] == "gone"


def test_the_selection_decides_between_equal_passages(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    block = reload(lost["note"].reading).essay.current.blocks.get(number=1)
    second = block.text.rindex("last")
    sent = {"exact": "last", "number": "1", "start": str(second)}
    browse("reader").post(f"/a/{lost['note'].pk}/place/", sent)
    anchor = lost["note"].anchors.get(revision=block.revision)
    assert (anchor.start, anchor.end) == (second, second + 4)


def test_an_annotation_that_is_no_orphan_keeps_its_place(
    browse: Browse, lost: dict[str, Annotation]
) -> None:
    path = f"/a/{lost['note'].pk}/place/"
    browse("reader").post(path, {"exact": "printers"})
    again_sent = browse("reader").post(path, {"exact": "Nobody"}, follow=True)
    assert placement_of(lost["note"])[1] == "printers"
    assert "It has its place in the text." in again_sent.text


def test_a_place_chosen_by_hand_is_carried_into_the_next_revision(
    browse: Browse, reading: Reading, lost: dict[str, Annotation]
) -> None:
    browse("reader").post(f"/a/{lost['note'].pk}/place/", {"exact": "Nobody contradicts you"})
    revise(reading, SECOND.replace("Reading alone", "Reading quite alone"))
    assert placement_of(lost["note"]) == (2, "Nobody contradicts you", "shifted")
    revise(reading, FIRST)
    assert placement_of(lost["note"]) == (3, "the old wooden bridge", "unchanged")


def test_withdrawn_and_private_orphans_are_carried_but_not_listed(
    browse: Browse, reading: Reading, members: dict[str, Member]
) -> None:
    gone = write(reading, members["reader"], number=3, words="in April", state="withdrawn")
    revise(reading, SECOND)
    assert placement_of(gone)[2] == "gone"
    assert listed(browse("reader").get("/me/").text) == []
    assert listed(browse("leader").get(f"{PAGE}orphans/").text) == []
    revise(reading, FIRST)
    assert placement_of(gone) == (3, "in April", "unchanged")
