"""BibTeX that is written in other ways, or badly: what is read and what is reported."""

import pytest

from annotations.sources.parse import parse_sources
from tests.sources.bibtex_entries import works


def entry(number, body="title = {Good}"):
    return f"@book{{k{number},\n  {body},\n  year = 2000\n}}\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("title = {Never closed", "it is not closed: a brace or quotation mark is missing"),
        ('title = "Never closed', "it is not closed: a brace or quotation mark is missing"),
        ("title = {A} author = {B}", "something is missing after the value of “title” (line 22)"),
        ("title {A}", "an equals sign is missing after the name of a field"),
        ("title = {A}}", "a closing brace too many ends it early"),
    ],
)
def test_one_broken_entry_among_ten_is_reported_and_the_others_are_read(body, reason):
    understood = parse_sources(
        "".join(entry(n, body if n == 5 else "title = {Good}") for n in range(10))
    )
    assert [found.work["id"] for found in understood.works] == [
        f"k{n}" for n in range(10) if n != 5
    ]
    assert [found.line for found in understood.works] == [1 + 4 * n for n in range(10) if n != 5]
    [problem] = understood.problems
    assert (problem.line, problem.message) == (
        21,
        f"This BibTeX entry could not be read: {reason}.",
    )
    assert problem.text.startswith(f"@book{{k5,\n  {body}")


@pytest.mark.parametrize(
    "written",
    [
        "@book(k, title = {Good}, year = 2000)",
        "@book{k, title = {Good}, year = 2000, funding_text\xa01 = {x}}",
        "@book { k , title = {Good} , , year = 2000 , }",
        "@comment{@book{x, title = {No}}}\n@book{k, title = {Good}, year = 2000}",
        "@comment{never closed\n@book{k, title = {Good}, year = 2000}",
        "@string(g = {Go})\n@book{k, title = G # {od}, year = 2000, month = , note = {}}",
        "@book{k,\n% title = {Not this},\n title = {Good}, year = 2000}",
        "@book{k, title = {Good}, year = 2000}}",
        "  %@book{x,\n  % title = {No}}\n@book{k, title = {Good}, year = 2000}",
        "see a@b.org {x}, then\n@book{k, title = {Good}, date added = {x}, year = 2000}",
    ],
)
def test_an_entry_may_be_written_in_many_ways(written):
    assert works(written) == [
        {"id": "k", "type": "book", "title": "Good", "issued": {"date-parts": [[2000]]}}
    ]


@pytest.mark.parametrize(
    ("written", "work", "doubts"),
    [
        ("{k\n title = {A}}", {"id": "k", "title": "A"}, ("A comma is missing after its key.",)),
        (
            "{k, title = {A}\n volume = 3}",
            {"id": "k", "title": "A", "volume": "3"},
            ("A comma is missing after the value of “title”.",),
        ),
        ("{ title = {A}}", {"title": "A"}, ()),
        ("{k, title = {A})", {"id": "k", "title": "A"}, ("It ends with “)”, not “}”.",)),
        ("{k, title = {A}\n% volume = {3}\n%}", {"id": "k", "title": "A"}, ()),
    ],
)
def test_a_missing_comma_at_the_end_of_a_line_is_supplied(written, work, doubts):
    [found] = parse_sources(f"@book{written}").works
    assert (found.work, found.doubts) == ({"type": "book"} | work, doubts)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (r"Set \{A\} \\{}", "Set {A}"),
        (r"Open \{ alone", "Open { alone"),
        (r"Shut \} alone", "Shut } alone"),
    ],
)
def test_escaped_braces_count_or_not_as_the_entry_needs(title, read):
    assert works(f"@misc{{k, title = {{{title}}}, volume = 3}}")[0]["title"] == read


def test_an_entry_without_a_type_is_named():
    understood = parse_sources("@book{b}\n@{k, title = {A}}")
    assert [found.work for found in understood.works] == [{"id": "b", "type": "book"}]
    assert [problem.message for problem in understood.problems] == [
        "This BibTeX entry could not be read: it does not say what it is, as @book does."
    ]


def test_keys_and_fields_that_occur_twice_lose_no_entry():
    assert [
        found["title"] for found in works("@book{k, title={A}, title={B}}\n@book{k, title={C}}")
    ] == [
        "A",
        "C",
    ]


def test_comments_and_preambles_are_no_works():
    assert works('Some words.\n@comment{x}\n@preamble{"\\def"}\n@book(k, title={A})\nMore.') == [
        {"id": "k", "type": "book", "title": "A"}
    ]


def test_abbreviations_that_explode_are_refused():
    doubling = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}" for n in range(40))
    understood = parse_sources(f'@string{{a0 = "xxxxxxxx"}}{doubling}@book{{k, title = a40}}')
    assert sum(len(found.work.get("title", "")) for found in understood.works) < 100
