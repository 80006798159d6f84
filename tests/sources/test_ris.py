"""RIS records become works."""

import pytest

from annotations.sources.formats.ris.writer import write_ris
from annotations.sources.parse import parse_sources


def works(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def work(kind, *lines):
    [found] = works("\n".join([f"TY  - {kind}", *lines, "ER  - "]))
    return {field: value for field, value in found.items() if field != "type"}


def test_a_record_becomes_a_work():
    assert works(
        """TY  - JOUR
ID  - snyder84
AU  - Snyder, Glenn H.
AU  - World Council
TI  - The Security Dilemma
  in Alliance Politics
T2  - World Politics
J2  - World Pol.
VL  - 36
IS  - 4
SP  - 461
EP  - 495
PY  - 1984
DA  - 1984/07/01/
SN  - 0043-8871
DO  - 10.2307/2010183
UR  - https://example.org/a
KW  - alliances
KW  - dilemma
AB  - Abstract.
N1  - Note.
ER  -
"""
    ) == [
        {
            "id": "snyder84",
            "type": "article-journal",
            "author": [{"family": "Snyder", "given": "Glenn H."}, {"literal": "World Council"}],
            "title": "The Security Dilemma in Alliance Politics",
            "container-title": "World Politics",
            "container-title-short": "World Pol.",
            "volume": "36",
            "issue": "4",
            "page": "461-495",
            "issued": {"date-parts": [[1984, 7, 1]]},
            "ISSN": "0043-8871",
            "DOI": "10.2307/2010183",
            "URL": "https://example.org/a",
            "keyword": "alliances, dilemma",
            "abstract": "Abstract.",
            "note": "Note.",
        }
    ]


@pytest.mark.parametrize(
    ("code", "type_"),
    [
        ("JOUR", "article-journal"),
        ("MGZN", "article-magazine"),
        ("NEWS", "article-newspaper"),
        ("BOOK", "book"),
        ("CHAP", "chapter"),
        ("CONF", "paper-conference"),
        ("THES", "thesis"),
        ("RPRT", "report"),
        ("ELEC", "webpage"),
        ("DATA", "dataset"),
        ("GEN", "document"),
        ("XXXX", "document"),
    ],
)
def test_each_code_has_its_type(code, type_):
    assert works(f"TY  - {code}\nTI  - T\nER  - ")[0]["type"] == type_


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (["PY  - 1984"], {"date-parts": [[1984]]}),
        (["Y1  - 1984/07//"], {"date-parts": [[1984, 7]]}),
        (["PY  - 1984///Spring"], {"date-parts": [[1984]], "season": 1}),
        (["PY  - 1984", "DA  - July 5"], {"date-parts": [[1984, 7, 5]]}),
        (["PY  - in press"], {"literal": "in press"}),
        (["DA  - 1998///1998/2001"], {"date-parts": [[1998], [2001]]}),
    ],
)
def test_the_date_is_read_from_whichever_tag_says_most(lines, issued):
    assert work("JOUR", *lines) == {"issued": issued}


def test_an_isbn_and_an_issn_are_told_apart():
    assert work("CHAP", "SN  - 978-0-306-40615-7", "SN  - 0043-8871") == {
        "ISBN": "978-0-306-40615-7",
        "ISSN": "0043-8871",
    }


def test_a_book_has_editors_and_a_series():
    assert work("BOOK", "TI  - T", "A3  - Itor, Ed", "A2  - Series, Ed", "T2  - Series") == {
        "title": "T",
        "editor": [{"family": "Itor", "given": "Ed"}],
        "collection-editor": [{"family": "Series", "given": "Ed"}],
        "collection-title": "Series",
    }


def test_whoever_a_book_names_beside_its_authors_edits_it_unless_there_is_a_series():
    doe, roe = [{"family": "Doe", "given": "Jo"}], [{"family": "Roe", "given": "Al"}]
    lines = "AU  - Doe, Jo", "A2  - Roe, Al"
    assert work("BOOK", *lines) == {"author": doe, "editor": roe}
    assert work("BOOK", *lines, "T2  - Series") == {
        "author": doe,
        "collection-editor": roe,
        "collection-title": "Series",
    }


@pytest.mark.parametrize(
    ("first", "last", "page"),
    [
        ("1", "9", "1-9"),
        ("1-9", "9", "1-9"),
        ("1", "1-9", "1-9"),
        ("1-9", "1-9", "1-9"),
        ("12", "3; discussion 13-14", "12-3; discussion 13-14"),
        ("", "9", "9"),
    ],
)
def test_pages_are_joined_however_they_are_divided(first, last, page):
    assert work("JOUR", f"SP  - {first}", f"EP  - {last}") == {"page": page}


def test_what_stands_in_a_volume_of_a_series_is_a_chapter():
    [found] = works("TY  - SER\nTI  - A\nT2  - Lecture Notes\nSP  - 1\nEP  - 9\nER  - ")
    assert found == {
        "type": "chapter",
        "title": "A",
        "container-title": "Lecture Notes",
        "page": "1-9",
    }


def test_authors_keep_their_order_whichever_tag_names_them():
    first, second, third = "A1  - First, A.", "AU  - Second, B.", "AU  - Third, C."
    for lines in ([first, second, third], [first, second, third, "AU  - First, A."]):
        families = [name["family"] for name in work("JOUR", *lines)["author"]]
        assert families == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["AN  - PMID:123"], {"PMID": "123"}),
        (["DB  - PubMed", "AN  - 123"], {"archive": "PubMed", "PMID": "123"}),
        (["DB  - Scopus", "AN  - 123"], {"archive": "Scopus", "archive_location": "123"}),
        (["U1  - 123[pmid]", "U2  - PMC45[pmcid]"], {"PMID": "123", "PMCID": "PMC45"}),
        (["U1  - 123", "C2  - PMC45"], {"PMCID": "PMC45"}),
    ],
)
def test_numbers_in_pubmed_are_told_from_other_archives(lines, found):
    assert work("JOUR", *lines) == found


def test_old_programs_and_single_spaces_are_understood():
    assert works("\ufeffTY - JOUR\r\nT1 - Title\r\nJO - Journal\r\nA1 - Doe, Jane\r\nER -\r\n") == [
        {
            "type": "article-journal",
            "title": "Title",
            "container-title": "Journal",
            "author": [{"family": "Doe", "given": "Jane"}],
        }
    ]


def test_a_record_without_its_end_is_read_with_a_doubt():
    understood = parse_sources("TY  - BOOK\nTI  - A\nTY  - BOOK\nTI  - B\nER  - \n")
    assert [(found.work["title"], found.line, found.doubts) for found in understood.works] == [
        ("A", 1, ("Its end, the line “ER  - ”, is missing.",)),
        ("B", 3, ()),
    ]


def test_a_type_may_be_in_words():
    assert works("TY  - Journal Article\nTI  - A\nER  - \n") == [
        {"type": "article-journal", "title": "A"}
    ]


def test_a_type_directly_followed_by_another_is_not_a_record():
    assert works("TY  - BOOK\nTY  - THES\nTI  - A\nER  - \n") == [{"type": "thesis", "title": "A"}]


def test_tags_may_be_small():
    assert works("ty  - BOOK\nti  - A\ner  - \n") == [{"type": "book", "title": "A"}]


@pytest.mark.parametrize("broken", ["TI  - Bad\nER  - \n", "TY  - \nTI  - Bad\nER  - \n"])
def test_one_broken_record_among_ten_is_reported_and_the_others_are_read(broken):
    reason = "it does not begin with its type, the line “TY  - ”"
    good = [f"TY  - BOOK\nTI  - Good {n}\nER  - \n" for n in range(9)]
    understood = parse_sources("".join([*good[:5], broken, *good[5:]]))
    assert [found.work["title"] for found in understood.works] == [f"Good {n}" for n in range(9)]
    assert [(problem.line, problem.message) for problem in understood.problems] == [
        (16, f"This RIS record could not be read: {reason}.")
    ]


def test_words_between_records_are_skipped():
    assert (
        len(works("Record 1 of 2\nTY  - BOOK\nTI  - A\nER  - \n\n2.\nTY  - BOOK\nTI  - B\nER  - "))
        == 2
    )


def test_tags_after_the_end_of_a_record_that_name_no_work_are_skipped():
    record = "TY  - BOOK\nTI  - %s\nER  -\nNL  - J. Name\n\nLink to the text\n"
    assert [work["title"] for work in works(record % "A" + record % "B")] == ["A", "B"]


def test_the_last_record_may_lack_its_end():
    assert works("TY  - BOOK\nTI  - A") == [{"type": "book", "title": "A"}]


def test_an_address_that_runs_a_script_is_removed_and_reported():
    [found] = parse_sources("TY  - ELEC\nTI  - A\nUR  - java\tscript:alert(1)\nER  - ").works
    assert "URL" not in found.work
    assert found.doubts == ("Its address was left out: java script:alert(1) is not a web address.",)


def test_an_address_of_another_program_stays_as_it_is():
    assert work("JOUR", "UR  - <Go to ISI>://WOS:1") == {"URL": "<Go to ISI>://WOS:1"}
    assert work("JOUR", "UR  - <https://example.org/a>") == {"URL": "https://example.org/a"}


def test_a_written_record_is_one_that_other_programs_understand():
    assert write_ris(
        [
            {
                "type": "chapter",
                "author": [{"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"}],
                "editor": [{"literal": "World Council"}],
                "title": "Part",
                "container-title": "Whole",
                "page": "1-20",
                "issued": {"date-parts": [[1998], [2001]]},
                "ISBN": "9780306406157",
            }
        ]
    ) == (
        "TY  - CHAP\nAU  - van Beethoven, L.\nA2  - World Council\nT2  - Whole\nSP  - 1\nEP  - 20\n"
        "TI  - Part\nSN  - 9780306406157\nPY  - 1998\nDA  - 1998///1998/2001\nER  - \n"
    )


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("doi: 10.1000/182", {"DOI": "10.1000/182"}),
        ("10.1000/182", {"DOI": "10.1000/182"}),
        ("doi:10.1000/182 was cited", {"note": "doi:10.1000/182 was cited"}),
    ],
)
def test_a_note_that_is_but_a_doi_is_one(note, found):
    assert work("JOUR", f"N1  - {note}") == found
