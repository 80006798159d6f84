"""BibTeX entries become works."""

import pytest

from annotations.sources.parse import parse_sources
from tests.sources.bibtex_entries import work, works


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


def test_an_address_that_runs_a_script_is_removed_and_reported():
    [found] = parse_sources("@misc{k, title={A}, url={javascript:alert(1)}}").works
    assert found.work == {"id": "k", "type": "document", "title": "A"}
    assert found.doubts == ("Its address was left out: javascript:alert(1) is not a web address.",)


@pytest.mark.parametrize("address", ["papers3://publication/doi/10.1000/182", "urn:nbn:de:1-2"])
def test_an_address_of_another_program_stays_as_it_is(address):
    assert work(f"url = {{{address}}}") == {"URL": address}


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
