"""What htmx is answered once a composer was posted: what has changed, and nothing else."""

import re

import pytest

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from tests.reading.composers import COUNTERPOINT, NOTE, P1, SOURCE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def post(people, signed_in):
    """Post as the reader, as a script does, and return the answer."""
    browser = signed_in(people["reader"])

    def post(form=NOTE, path=P1, **more):
        answer = browser.post(path, {"id": uuid7(), **form, **more}, headers=HTMX)
        assert answer.status_code == 200
        return answer

    return post


def articles(answer):
    """The identifiers of the annotations in an answer, in their order."""
    return re.findall(r'<article id="a-([0-9a-f-]{36})"', answer.text)


def is_whole_thread(answer):
    return 'class="thread"' in answer.text


def test_a_post_is_answered_with_itself_the_counts_and_a_composer(reading, write, post):
    write(reading, "leader", body="Of somebody else.")
    id = uuid7()
    answer = post(id=id, exact="comfortable")
    assert articles(answer) == [str(id)]
    assert "Of somebody else." not in answer.text
    assert answer["HX-Retarget"] == "this"
    assert 'data-posted="" hx-swap-oob="beforebegin:#order-p1"' in answer.text
    swapped = re.findall(r'id="([a-z0-9-]+)"[^>]*\shx-swap-oob="true"', answer.text)
    assert swapped == ["filters-p1", "order-p1", "counts-p1", "text-p1"]
    assert re.search(r'<mark class="[^"]*\bon\b[^"]*"[^>]*>.*?comfortable', answer.text)
    assert "2 notes" in answer.text
    fresh = re.search(r'name="id" value="([0-9a-f-]{36})"', answer.text)[1]
    assert fresh != str(id)
    assert not Annotation.objects.filter(pk=fresh).exists()


def test_it_looks_as_in_the_whole_thread(reading, write, post, people, signed_in):
    root = write(reading, "leader")
    deep = root
    for author in ("leader", "another_reader", "leader"):
        deep = write(reading, author, about=deep)
    for form in (
        NOTE,
        {**NOTE, "visibility": "private", "body": "Mine."},
        {**NOTE, "exact": "comfortable", "body": "Words."},
        {**COUNTERPOINT, "evidence": "A. Author, A Title, 2001"},
        SOURCE,
        {**NOTE, "about": root.pk, "body": "An answer.", "below": "1"},
        {**NOTE, "about": deep.pk, "body": "A deep answer.", "below": "1"},
    ):
        alone = post(form)
        ids = articles(alone)
        thread = signed_in(people["reader"]).get(f"{P1}?at={ids[0]}", headers=HTMX)
        for id in ids:
            article = re.compile(rf'<article id="a-{id}".*?</article>', re.DOTALL)
            assert unmarked(article, alone) == unmarked(article, thread)
        assert ("data-composer" in alone.text) == ("below" not in form)


def unmarked(article, answer):
    """The HTML of an article, without the token against forgery, which each answer has anew."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", article.search(answer.text)[0])


@pytest.mark.parametrize("moderation", ["after", "before"])
def test_what_waits_is_shown_to_its_author(begin, post, moderation):
    begin(moderation=moderation)
    answer = post()
    assert ("waits for" in answer.text or "A moderator looks at it first" in answer.text) == (
        moderation == "before"
    )


@pytest.mark.parametrize(
    "form",
    [{**COUNTERPOINT, "claim": "That it is comfortable"}, {**NOTE, "redraw": "1"}],
    ids=["with a claim", "in a part of the thread"],
)
def test_what_changes_more_is_answered_with_the_whole_thread(reading, write, post, form):
    others = write(reading, "leader")
    answer = post(form)
    assert is_whole_thread(answer)
    assert str(others.pk) in articles(answer)


def test_a_counterpoint_changes_where_what_it_answers_stands(reading, write, post):
    objection = write(reading, "leader", kind="counterpoint")
    assert ">answered</span>" not in post().text
    answer = post({**COUNTERPOINT, "about": objection.pk})
    assert ">answered</span>" in answer.text
    assert str(objection.pk) in articles(answer)


def test_the_first_post_shows_what_was_hidden_until_then(begin, write, post):
    reading = begin(write_first=True)
    others = write(reading, "leader")
    assert articles(post())[0] == str(others.pk)
    assert len(articles(post(body="Another."))) == 1


def test_a_form_that_is_sent_twice_is_shown_in_its_thread(reading, write, post):
    others, id = write(reading, "leader"), uuid7()
    assert articles(post(id=id)) == [str(id)]
    assert articles(post(id=id)) == [str(others.pk), str(id)]


def test_a_composer_in_a_part_of_a_thread_says_so(reading, write, people, signed_in):
    write(reading, "leader")
    browser = signed_in(people["reader"])
    for query, says in (("", False), ("?whole", False), ("?only=note", True)):
        thread = browser.get(P1 + query, headers=HTMX).text
        assert ('name="redraw"' in thread) == says


def test_without_scripts_a_post_leads_to_its_place(reading, people, signed_in):
    id = uuid7()
    answer = signed_in(people["reader"]).post(P1, {**NOTE, "id": id})
    assert (answer.status_code, answer["Location"]) == (302, f"{P1}?at={id}#a-{id}")
