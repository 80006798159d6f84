"""BibTeX entries become works."""

import re

import pytest

from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.parse import parse_sources


def works(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def work(fields, kind="article"):
    [found] = works(f"@{kind}{{k,\n{fields}\n}}")
    return {field: value for field, value in found.items() if field not in ("id", "type")}


def test_an_article_becomes_a_work():
    assert works(
        r"""
@Article{Snyder1984,
  Author = "Glenn H. Snyder and Jean {\'E}tienne",
  title = {The {Security} Dilemma in \emph{Alliance} Politics},
  journal = {World Politics}, volume = 36, number = {4}, pages = "461--495",
  month = jul, year = 1984, doi = {https://doi.org/10.2307/2010183},
  issn = {0043-8871}, url = {https://example.org/a\_b}
}"""
    ) == [
        {
            "id": "Snyder1984",
            "type": "article-journal",
            "author": [
                {"family": "Snyder", "given": "Glenn H."},
                {"family": "Étienne", "given": "Jean"},
            ],
            "title": "The Security Dilemma in <i>Alliance</i> Politics",
            "container-title": "World Politics",
            "volume": "36",
            "issue": "4",
            "page": "461-495",
            "issued": {"date-parts": [[1984, 7]]},
            "DOI": "10.2307/2010183",
            "ISSN": "0043-8871",
            "URL": "https://example.org/a_b",
        }
    ]


def test_biblatex_fields_are_understood():
    assert works(
        """
@online{k, title = {Title}, subtitle = {Subtitle}, date = {2020-02-11/2020-03}, location = {Bern},
  journaltitle = {The Site}, eprint = {2101.00001}, eprinttype = {arxiv}, urldate = {2021-01-02},
  url = {https://example.org/}, langid = {german}}"""
    ) == [
        {
            "id": "k",
            "type": "webpage",
            "title": "Title: Subtitle",
            "container-title": "The Site",
            "publisher-place": "Bern",
            "language": "german",
            "URL": "https://example.org/",
            "issued": {"date-parts": [[2020, 2, 11], [2020, 3]]},
            "accessed": {"date-parts": [[2021, 1, 2]]},
            "archive": "arXiv",
            "archive_location": "2101.00001",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("article", "article-journal"),
        ("web_page", "webpage"),
        ("book", "book"),
        ("inbook", "chapter"),
        ("incollection", "chapter"),
        ("inproceedings", "paper-conference"),
        ("phdthesis", "thesis"),
        ("techreport", "report"),
        ("online", "webpage"),
        ("dataset", "dataset"),
        ("misc", "document"),
        ("unheardof", "document"),
    ],
)
def test_each_kind_of_entry_has_its_type(kind, type_):
    assert works(f"@{kind}{{k, title = {{T}}}}")[0]["type"] == type_


def test_abbreviations_and_their_sums_are_resolved():
    [*_, found] = works(
        '@string{wp = "World"}\n@string{wpp = wp # { Politics}}\n'
        '@article{k, journal = WPP, title = {One} # " and " # "Two",\n'
        'month = "5~" # jul, year = 1984}'
    )
    assert found["container-title"] == "World Politics"
    assert found["title"] == "One and Two"
    assert found["issued"] == {"date-parts": [[1984, 7, 5]]}


@pytest.mark.parametrize(
    ("year", "issued"),
    [
        ("1998--2001", {"date-parts": [[1998], [2001]]}),
        ("n.d.", {"literal": "n.d."}),
        ("{in press}", {"literal": "in press"}),
        ("c. 1850", {"date-parts": [[1850]], "circa": True}),
    ],
)
def test_a_year_that_is_no_single_year_is_kept(year, issued):
    assert work(f"year = {{{year}}}") == {"issued": issued}


def test_an_address_is_found_where_older_styles_put_it():
    assert work(r"howpublished = {\url{https://example.org/a}}") == {"URL": "https://example.org/a"}
    assert work(r"note = {Available at: \url{https://example.org/a_b}.}") == {
        "URL": "https://example.org/a_b"
    }
    assert work(r"howpublished = {\href{https://example.org/a}{Zenodo}, in parts}") == {
        "URL": "https://example.org/a",
        "medium": "Zenodo, in parts",
    }
    assert work(r"howpublished = {\href{https://example.org}{\texttt{https://example.org}}}") == {
        "URL": "https://example.org"
    }
    assert work(r"note = {Seen by \url{https://example.org/a}}") == {
        "note": "Seen by https://example.org/a"
    }


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("journal = {arXiv preprint arXiv:1706.03762}", "1706.03762"),
        ("journal = {CoRR}, volume = {abs/1706.03762}", "1706.03762"),
        ("howpublished = {arXiv:hep-th/9901001v2}", "hep-th/9901001v2"),
        ("journal = {A}, eprint = {arXiv:1706.03762}, archiveprefix = {arXiv}", "1706.03762"),
    ],
)
def test_a_preprint_is_found_where_catalogues_put_its_number(fields, place):
    found = work(fields)
    assert (found["archive"], found["archive_location"]) == ("arXiv", place)


def test_a_number_in_pubmed_may_stand_in_the_note():
    assert work("note = {{PMID:} 23439512}") == {"PMID": "23439512", "note": "PMID: 23439512"}


def test_a_journal_that_is_an_unknown_command_keeps_its_name():
    assert work(r"journal = {\aap}") == {"container-title": "aap"}


def test_a_month_that_is_none_leaves_the_year():
    assert work("year = 1984, month = {Smarch}") == {"issued": {"date-parts": [[1984]]}}


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


def test_a_book_that_names_itself_where_its_container_belongs_has_a_title():
    assert work("booktitle = {Proceedings}", kind="proceedings") == {"title": "Proceedings"}


def test_an_address_may_stand_in_another_field():
    assert work("ee = {https://example.org/a_b}, city = {Wien}") == {
        "URL": "https://example.org/a_b",
        "publisher-place": "Wien",
    }


def test_an_editor_may_have_another_role():
    assert work("editor = {Doe, Jane}, editortype = {director}", kind="movie") == {
        "director": [{"family": "Doe", "given": "Jane"}]
    }


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


def test_an_address_that_runs_a_script_is_removed_and_reported():
    [found] = parse_sources("@misc{k, title={A}, url={javascript:alert(1)}}").works
    assert found.work == {"id": "k", "type": "document", "title": "A"}
    assert found.doubts == ("Its address was left out: javascript:alert(1) is not a web address.",)


@pytest.mark.parametrize("address", ["papers3://publication/doi/10.1000/182", "urn:nbn:de:1-2"])
def test_an_address_of_another_program_stays_as_it_is(address):
    assert work(f"url = {{{address}}}") == {"URL": address}


def test_abbreviations_that_explode_are_refused():
    doubling = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}" for n in range(40))
    understood = parse_sources(f'@string{{a0 = "xxxxxxxx"}}{doubling}@book{{k, title = a40}}')
    assert sum(len(found.work.get("title", "")) for found in understood.works) < 100


def test_a_written_entry_is_one_that_bibtex_understands():
    assert write_bibtex(
        [
            {
                "type": "article-journal",
                "author": [{"family": "Snyder", "given": "Glenn H."}, {"literal": "A & B"}],
                "title": "The DNA of 50% & <i>more</i>",
                "container-title": "World Politics",
                "volume": "36",
                "issue": "4",
                "page": "461-495",
                "issued": {"date-parts": [[1984, 7, 1]]},
                "DOI": "10.2307/2010183",
            }
        ]
    ) == (
        r"""@article{snyder1984more,
  author = {Snyder, Glenn H. and {A \& B}},
  title = {The {DNA} of 50\% \& \textit{more}},
  journal = {World Politics},
  volume = {36},
  pages = {461--495},
  number = {4},
  year = {1984},
  month = jul,
  date = {1984-07-01},
  doi = {10.2307/2010183},
}
"""
    )


def test_no_key_is_written_twice():
    written = write_bibtex([{"type": "book", "id": "k"}, {"type": "book", "id": "K"}] * 2)
    assert re.findall(r"@book\{(.+),", written) == ["k", "K-2", "k-3", "K-4"]
    assert [found["id"] for found in works(written)] == ["k", "K", "k", "K"]


def test_a_special_issue_and_a_larger_work_are_kept_beside_what_they_hold():
    assert work("title = {A}, issuetitle = {Maps}, issuesubtitle = {A Reader}") == {
        "title": "A",
        "volume-title": "Maps: A Reader",
    }
    part = "title = {A}, booktitle = {Plays}, maintitle = {Works}, mainsubtitle = {All}"
    assert work(part, kind="incollection") == {
        "title": "A",
        "container-title": "Plays",
        "collection-title": "Works: All",
    }


def test_all_that_is_said_beside_the_rest_becomes_the_note():
    said = "note = {Signed}, addendum = {Sold}, titleaddon = {A talk}"
    assert work("title = {A}, " + said) == {"title": "A", "note": "Signed. Sold. A talk"}
    assert work(said) == {"title": "A talk", "note": "Signed. Sold"}
