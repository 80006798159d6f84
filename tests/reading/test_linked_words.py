"""The link of a mark shows what was written about its words."""

import re

import pytest

BASE = "/s/together/on-reading/"


@pytest.fixture
def get(people, signed_in):
    """The text of a page of the reading, for somebody."""

    def get(who="reader", path="p/1/"):
        return signed_in(people[who]).get(BASE + path).content.decode()

    return get


def lit(html):
    """The identifiers of the lit annotations, in the order of the page."""
    return re.findall(r'<article id="a-([0-9a-f-]{36})"\s+class="[^"]* lit"', html)


def link_of(html, words):
    """The address of the mark on these words."""
    (address,) = re.findall(rf'<a class="marked" href="([^"]*)"[^>]*>{words}</a></mark>', html)
    return address.replace("&amp;", "&")


def test_the_link_of_a_mark_lights_what_is_about_its_words(reading, write, get):
    about = [write(reading, "leader", words="alone"), write(reading, "reader", words="alone")]
    write(reading, "leader")
    address = link_of(get(path=""), "alone")
    assert address.startswith(f"{BASE}p/1/?at=")
    page = get(path=address.removeprefix(BASE))
    assert lit(page) == [str(each.pk) for each in about]
    assert re.findall(r'id="a-([0-9a-f-]{36})"[^>]*\sautofocus', page) == [str(about[0].pk)]
    assert f'data-at="a-{about[0].pk}"' in page
    assert '<mark class="note on w2"' in page


def test_a_shortened_thread_still_shows_what_is_about_the_words(reading, write, get):
    for _ in range(6):
        write(reading, "leader")
    late = write(reading, "another_reader", words="alone")
    assert f"a-{late.pk}" not in get()
    assert lit(get(path=link_of(get(), "alone").removeprefix(BASE))) == [str(late.pk)]


def test_what_one_may_not_see_is_not_lit(reading, write, get):
    shown = write(reading, "leader", words="alone")
    private = write(reading, "another_reader", words="alone", visibility="private")
    path = link_of(get(), "alone").removeprefix(BASE)
    assert lit(get("another_reader", path)) == [str(shown.pk), str(private.pk)]
    assert lit(get("reader", path)) == [str(shown.pk)]


@pytest.mark.parametrize("at", ["5-3", "7", "9-9", "-", "99999999-999999999", "5-10x"])
def test_words_that_make_no_sense_are_ignored(reading, write, get, at):
    note = write(reading, "leader", words="alone")
    page = get(path=f"p/1/?at={at}")
    assert f'id="a-{note.pk}"' in page
    assert lit(page) == []
