"""What a paste is understood as."""

import pytest

from annotations.sources.parse import MAX_PASTE_LENGTH, parse_sources


def works(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def refusals(text):
    understood = parse_sources(text)
    assert understood.works == ()
    return [problem.message for problem in understood.problems]


@pytest.mark.parametrize(
    "pasted",
    [
        "10.2307/2010183",
        "doi:10.2307/2010183",
        "DOI 10.2307/2010183.",
        "https://doi.org/10.2307/2010183",
        "http://dx.doi.org/10.2307%2F2010183",
        "doi.org/10.2307/2010183",
        "<https://doi.org/10.2307/2010183>",
    ],
)
def test_a_doi_is_understood_in_every_form_it_is_written(pasted):
    assert works(pasted) == [{"type": "document", "DOI": "10.2307/2010183"}]


def test_brackets_that_belong_to_a_doi_stay_and_others_go():
    assert works("(10.1016/S0140-6736(03)14285-0)") == [
        {"type": "document", "DOI": "10.1016/S0140-6736(03)14285-0"}
    ]


@pytest.mark.parametrize(
    "pasted", ["0-306-40615-2", "ISBN 0306406152", "978-0-306-40615-7", "ISBN-13: 9780306406157"]
)
def test_an_isbn_becomes_its_thirteen_digits(pasted):
    assert works(pasted) == [{"type": "book", "ISBN": "9780306406157"}]


@pytest.mark.parametrize(
    ("number", "is_", "should_be"),
    [("978-0-306-40615-8", "8", "7"), ("0-306-40615-3", "3", "2"), ("0-8044-2957-1", "1", "X")],
)
def test_a_wrong_isbn_says_which_digit_is_wrong(number, is_, should_be):
    assert refusals(number) == [
        f"The last digit of ISBN {number} does not fit the others: it is {is_} and should be "
        f"{should_be}. One of the digits is probably mistyped."
    ]


def test_an_isbn_with_a_digit_too_many_is_named():
    assert refusals("ISBN 080442957X0") == [
        "An ISBN has 10 or 13 digits; “080442957X0” is not one."
    ]


@pytest.mark.parametrize(
    ("pasted", "number"),
    [
        ("arXiv:2101.00001v2", "2101.00001v2"),
        ("2101.00001", "2101.00001"),
        ("https://arxiv.org/pdf/2101.00001.pdf", "2101.00001"),
        ("hep-th/9901001v3", "hep-th/9901001v3"),
        ("arXiv:math.GT/0309136", "math.GT/0309136"),
    ],
)
def test_an_arxiv_number_is_understood_old_and_new(pasted, number):
    [work] = works(pasted)
    assert (work["archive"], work["archive_location"]) == ("arXiv", number)
    assert work["URL"] == f"https://arxiv.org/abs/{number}"


@pytest.mark.parametrize("pasted", ["PMID: 31452104", "https://pubmed.ncbi.nlm.nih.gov/31452104/"])
def test_a_pubmed_number_is_understood(pasted):
    assert works(pasted) == [{"type": "article-journal", "PMID": "31452104"}]


def test_a_web_address_is_understood_without_the_sentence_round_it():
    assert works("https://example.org/a_(b)?c=d.") == [
        {"type": "webpage", "URL": "https://example.org/a_(b)?c=d"}
    ]


def test_two_dois_in_one_paste_are_two_works_with_their_lines():
    understood = parse_sources("10.1000/one\n\n10.1000/two, 10.1000/three")
    assert [(found.line, found.work["DOI"]) for found in understood.works] == [
        (1, "10.1000/one"),
        (3, "10.1000/two"),
        (3, "10.1000/three"),
    ]


def test_plain_words_become_a_document_with_its_identifier():
    assert works("Snyder, The Security Dilemma, World Politics 36, doi:10.2307/2010183.") == [
        {
            "type": "document",
            "title": "Snyder, The Security Dilemma, World Politics 36",
            "DOI": "10.2307/2010183",
        }
    ]


def test_a_reference_wrapped_over_lines_is_one_work():
    pasted = "Snyder, Glenn H. 1984. The Security\nDilemma in Alliance Politics.\nWorld Politics."
    assert works(pasted) == [{"type": "document", "title": pasted.replace("\n", " ")}]


def test_a_list_of_references_is_one_work_a_line():
    assert [work["title"] for work in works("Walt 1987, Alliances\nSnyder 1984, Dilemma")] == [
        "Walt 1987, Alliances",
        "Snyder 1984, Dilemma",
    ]


@pytest.mark.parametrize(
    "pasted", ["nothing in particular", "10.1/a", "Data: a history", "[Anon]", "{x", "<b>"]
)
def test_words_are_never_refused(pasted):
    assert [work["title"] for work in works(pasted)] == pasted.split("\n\n\n") * bool(
        pasted.strip()
    )


@pytest.mark.parametrize("scheme", ["javascript", "vbscript", "data", "file", "feed", "ftp"])
def test_other_schemes_are_refused(scheme):
    assert refusals(f"{scheme}://example.org/x") == [
        "Only addresses that begin with http:// or https:// are accepted."
    ]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "LOCALHOST:8000",
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
        "printer.local",
        "wiki.internal",
        "intranet",
        "①②⑦.0.0.1",
        "%6cocalhost",
    ],
)
def test_internal_addresses_are_refused(host):
    assert refusals(f"http://{host}/") == [
        "That address leads inside a private network, not to a public page."
    ]


def test_an_address_with_a_password_is_refused():
    assert refusals("https://me:secret@example.org/") == [
        "An address with a user name or password in it is not accepted."
    ]


def test_one_broken_item_does_not_take_the_others_along():
    understood = parse_sources('[{"type": "book", "title": "A"},\n {broken},\n {"title": "B"}]')
    assert [(found.line, found.work) for found in understood.works] == [
        (1, {"type": "book", "title": "A"}),
        (3, {"type": "document", "title": "B"}),
    ]
    assert [(problem.line, problem.text) for problem in understood.problems] == [(2, "{broken}")]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ('{"title": {"en": "A"}}', "“title” should be a text"),
        (
            '{"author": 5}',
            "“author” should be a list of names, each with “family” and “given”, or “literal”",
        ),
        ('{"author": [{"family": 1}]}', "“author” has a name whose parts are not texts"),
        ('{"issued": [1984]}', "“issued” should be a date with “date-parts”"),
        (
            '{"issued": {"date-parts": "1984"}}',
            "“issued” should have “date-parts” like [[1984, 7, 1]]",
        ),
        ('{"volume": {}}', "“volume” should be a text or a number"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(item, message):
    assert refusals(item) == [f"Not readable as CSL-JSON: {message}."]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"title": ["On Things", "On Things"]', {"title": "On Things"}),
        ('"ISSN": ["1234-5679", "2049-3630"]', {"ISSN": "1234-5679, 2049-3630"}),
        ('"title": 1984', {"title": "1984"}),
        ('"volume": []', {}),
        ('"author": [{"name": "WHO"}]', {"author": [{"literal": "WHO"}]}),
        ('"author": "Jane Doe"', {"author": [{"literal": "Jane Doe"}]}),
        ('"author": {"family": "Doe"}', {"author": [{"family": "Doe"}]}),
        ('"editor": ["Jane Doe"]', {"editor": [{"literal": "Jane Doe"}]}),
        ('"issued": 1984', {"issued": {"date-parts": [[1984]]}}),
        ('"issued": "1984-07"', {"issued": {"date-parts": [[1984, 7]]}}),
        ('"issued": {"date-parts": [1984, 7]}', {"issued": {"date-parts": [[1984, 7]]}}),
        ('"issued": {"date-parts": [[1984, null]]}', {"issued": {"date-parts": [[1984]]}}),
        ('"issued": {"date-parts": [[null]]}', {}),
        ('"type": "journal-article"', {"type": "article-journal"}),
    ],
)
def test_what_registries_and_scripts_write_otherwise_is_understood(written, meant):
    assert works(f"{{{written}}}") == [{"type": "document"} | meant]


def test_fields_that_nobody_knows_are_kept():
    item = '{"type": "book", "title": "A", "custom": {"rating": 5}, "x-other": null}'
    assert works(item) == [{"type": "book", "title": "A", "custom": {"rating": 5}, "x-other": None}]


def test_what_follows_a_list_is_named():
    understood = parse_sources('[{"title": "A"}]\n[{"title": "B"}]')
    assert [found.work["title"] for found in understood.works] == ["A"]
    assert [problem.message for problem in understood.problems] == [
        "Not readable as CSL-JSON: something follows the end of the list."
    ]


def test_a_known_field_that_is_null_says_nothing():
    assert works('{"type": null, "title": "A", "author": null}') == [
        {"type": "document", "title": "A"}
    ]


def test_what_a_database_cannot_hold_is_replaced():
    assert works('[{"title": "a\\u0000b\\ud800c"}]') == [
        {"type": "document", "title": "a\ufffdb\ufffdc"}
    ]


def test_more_than_the_limit_is_refused():
    with pytest.raises(ValueError, match="At most 2,000,000 characters"):
        parse_sources("x" * (MAX_PASTE_LENGTH + 1))


LONG = 15_000
HOSTILE = {
    "a date of one number": ("@book{k, title = {T}, date = {" + "1" * LONG + "}}", "T"),
    "a month of one number": (
        "@book{k, title = {T}, year = 2001, month = {" + "1" * LONG + "}}",
        "T",
    ),
    "a date of many": ('{"title": "T", "issued": "' + "1999 " * LONG + '"}', "T"),
    "pages of spaces": ("@book{k, title = {T}, pages = {1" + " " * LONG * 4 + "x}}", "T"),
    "a DOI of labels": ("TY  - BOOK\nTI  - T\nDO  - " + "doi:" * LONG + "\nER  - ", "T"),
    "objects and a space": ('{"title": "T"}' + " {}" * LONG + " ", "T"),
    "accents on accents": ("@book{k, title = {" + '\\"' * LONG + "T}}", "T" + "\u0308" * 20),
    "italics in italics": (
        "@book{k, title = {" + "{\\em " * LONG + "T" + "}" * LONG + "}}",
        "<i>" * 20 + "T" + "</i>" * 20,
    ),
}


@pytest.mark.parametrize(("pasted", "title"), HOSTILE.values(), ids=HOSTILE)
def test_input_made_to_be_slow_is_read_in_normal_time(pasted, title):
    assert parse_sources(pasted).works[0].work["title"] == title


def test_a_text_that_is_never_closed_is_one_broken_item():
    found = parse_sources("[{" + '"\\' * 30_000)
    assert [(problem.line, problem.text[:3]) for problem in found.problems] == [(1, '{"\\')]


def test_a_list_of_which_nothing_can_be_read_is_not_read_to_its_end():
    found = parse_sources("[" + "{x}, " * 5_000 + '{"title": "T"}]')
    assert len(found.problems) == 1_001
    assert "the rest was not read" in str(found.problems[-1].message)
    assert found.works == ()
