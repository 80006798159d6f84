"""What a preview and a thread say of the works that a source brings."""

import re

import pytest

from annotations.margin.models import Annotation
from annotations.sources.lookup_problems import LOOKUP_RETRIED_LATER
from annotations.sources.models import Work

P2 = "/s/together/on-reading/p/2/"
DOI = "10.2307/2010183"
ADDRESS = f'<a rel="nofollow ugc noopener" href="https://doi.org/{DOI}">https://doi.org/{DOI}</a>'


@pytest.fixture
def cite(people, signed_in):
    """Send a source by name, and give back the page that answers."""

    def cite(citation, who="reader", **sent):
        whole = {"kind": "source", "relation": "supports", "visibility": "seminar", **sent}
        answer = signed_in(people[who]).post(P2, {**whole, "citation": citation}, follow=True)
        return answer.content.decode()

    return cite


def cited(page):
    """The citations of a page, as they are marked up."""
    return re.findall(r'<div class="cite">(.*?)</div>', page, re.DOTALL)


def told(page):
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'quiet">([^<]*\. .*?)</p>', page)]


LOOKED_UP = "Its author and title are looked up once it is posted, or can be filled in."
BY_HAND = "It is not looked up: its author and title can be filled in once it is posted."
AS_IT_IS = "Kept as you wrote it. Author, year and title can be filled in once it is posted."


@pytest.mark.parametrize(
    ("pasted", "asking", "words"),
    [
        (DOI, True, f"This is a DOI. {LOOKED_UP}"),
        (DOI, False, f"This is a DOI. {BY_HAND}"),
        ("ISBN 9780801494185", True, f"This is an ISBN. {LOOKED_UP}"),
        ("PMID 12345", True, f"This is a PubMed number. {BY_HAND}"),
        ("Waltz on theory", True, AS_IT_IS),
    ],
)
def test_a_preview_says_what_will_come_of_it(reading, cite, settings, pasted, asking, words):
    settings.LOOKUP = asking
    (shown,) = cited(cite(pasted, preview="1"))
    assert told(shown) == [words]
    assert not Annotation.objects.exists()


def test_a_preview_has_nothing_to_add_to_what_was_understood(reading, cite):
    (shown,) = cited(cite("Darwin, C. (1859). On the Origin of Species.", preview="1"))
    assert shown == "Darwin, C. (1859). <i>On the Origin of Species</i>."


def test_a_bare_number_in_a_thread_says_so_and_leads_to_the_form(
    reading, cite, people, signed_in, settings
):
    cite(DOI)
    work = Work.objects.get()
    form = f'<a href="/s/together/on-reading/sources/{work.pk}/">Fill it in</a>'
    pages = {name: signed_in(people[name]).get(P2).text for name in people if name != "admin"}
    links = {name: page.count(form) for name, page in pages.items()}
    assert {name for name, count in links.items() if count} == {"reader", "leader", "moderator"}
    assert told(cited(pages["reader"])[0]) == [
        "Only a DOI is known so far. It is not looked up. Fill it in"
    ]
    settings.LOOKUP = True
    (shown,) = cited(signed_in(people["another_reader"]).get(P2).text)
    assert told(shown) == ["Only a DOI is known so far. It will be looked up."]
    Work.objects.update(lookup_problem=LOOKUP_RETRIED_LATER)
    (shown,) = cited(signed_in(people["another_reader"]).get(P2).text)
    assert told(shown) == [f"Only a DOI is known so far. {LOOKUP_RETRIED_LATER}"]


def test_the_address_of_a_work_is_a_link_and_its_place_stands_apart(reading, cite):
    page = cite(f"@article{{s, title={{Dilemma}}, author={{Snyder, Glenn}}, doi={{{DOI}}}}}",
                locator="p. 466")  # fmt: skip
    assert f'{ADDRESS}, <span class="locator">p. 466</span>' in page


def test_a_place_follows_a_citation_without_its_full_stop(reading, cite):
    page = cite("Mill, J. S. (1859). On Liberty.", locator="p. <12>")
    assert '(1859). <i>On Liberty</i>, <span class="locator">p. &lt;12&gt;</span>' in page


def test_an_address_inside_the_pasted_words_is_opened_beside_them(reading, cite):
    (shown,) = cited(cite("Doe (doi:10.1000/x) shows it"))
    assert shown.split("</span> ")[1] == (
        'Doe (doi:10.1000/x) shows it. <a rel="nofollow ugc noopener" '
        'href="https://doi.org/10.1000/x" aria-label="Open this work">Open</a>'
    )


def test_an_address_that_is_refused_is_no_link(reading, cite):
    page = cite('{"title": "Inside", "URL": "http://127.0.0.1/x", "type": "webpage"}')
    (shown,) = cited(page)
    assert "Inside" in shown
    assert "<a " not in shown


def test_the_place_beside_a_number_becomes_the_annotations(reading, cite):
    cite("See ISBN 9780801494185, chapter 3")
    source = Annotation.objects.get()
    assert (source.work.csl["ISBN"], source.locator) == ("9780801494185", "chapter 3")
    assert source.citation == "See ISBN 9780801494185, chapter 3"


def test_a_preview_of_what_was_described_before_shows_its_description(reading, cite):
    book = '{"title": "Alliances", "type": "book", "ISBN": "9780801494185", "author": "Walt"}'
    cite(book, visibility="private")
    (hidden,) = cited(cite("ISBN 9780801494185", who="another_reader", preview="1"))
    assert hidden.startswith("ISBN 9780801494185")
    *_, shown = cited(cite("ISBN 9780801494185, p. 3", preview="1"))
    assert shown == 'Walt. (n.d.). <i>Alliances</i>, <span class="locator">p. 3</span>'


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ('{"title": "A", broken}', "Not readable as CSL-JSON: the name of a field"),
        ("ISBN 9780801494186", "The last digit of ISBN 9780801494186 does not fit"),
        ("ISBN 9780801494186\nISBN 9780801494185", "Line 1: The last digit of ISBN"),
    ],
)
def test_what_can_not_be_read_is_said_once_in_a_preview(reading, cite, pasted, words):
    page = cite(pasted, preview="1")
    assert page.count(words) == 1
    assert page.count('<section class="preview"') == ("\n" in pasted)
    assert pasted.splitlines()[0].replace('"', "&quot;") in page


LONG = "All of this was said by somebody at some time. " * 530


@pytest.mark.parametrize(
    ("pasted", "length"),
    [
        (LONG.strip(), "24,909"),
        (f'{{"title": "{"a" * 1_001}"}}', "1,001"),
        ("Doe, J. (1990). On Things.\n\n" + "a" * 1_001, "1,001"),
    ],
)
def test_a_text_is_not_taken_for_a_source_and_stays_in_its_field(reading, cite, pasted, length):
    page = cite(pasted)
    assert page.count(f"in at most 1,000 characters; this has {length}.") == 1
    assert page.count(pasted.replace('"', "&quot;")) == 1
    assert not Annotation.objects.exists()


def test_a_text_is_not_taken_for_the_source_of_a_counterpoint(reading, cite):
    sent = {"kind": "counterpoint", "attack": "rebut", "body": "No."}
    page = cite("", evidence=LONG.strip(), **sent)
    assert page.count("this has 24,909.") == 1
    assert not Annotation.objects.exists()


def test_a_long_title_is_shortened_in_a_thread_and_whole_in_the_bibliography(
    reading, cite, people, signed_in
):
    title = "A view of all things, " * 40 + "with an index"
    (shown,) = cited(cite(title))
    assert shown.endswith("A view of all things, A view of…")
    assert len(shown) < 400
    page = signed_in(people["reader"]).get("/s/together/on-reading/sources/").text
    assert page.count(f"{title}.") == 1


def test_a_place_that_was_pasted_can_be_taken_away(reading, people, signed_in, cite):
    cite("10.1000/abc p. 12")
    source = Annotation.objects.get()
    assert source.locator == "p. 12"
    said = {"version": 1, "relation": "context", "citation": source.citation, "locator": ""}
    assert signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said).status_code == 302
    source.refresh_from_db()
    assert source.locator == ""
