"""What a BibTeX entry takes from the entries it refers to."""

from annotations.sources.parse import parse_sources


def works(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def test_a_part_takes_what_it_lacks_from_the_book_it_refers_to():
    part, book = works(
        """
@incollection{part, crossref = {book}, title = {Part}, author = {Ann Author}, pages = {1--2}}
@book{book, title = {Book}, editor = {Ed Itor}, publisher = {Press}, year = 2001}"""
    )
    assert part == {
        "id": "part",
        "type": "chapter",
        "title": "Part",
        "author": [{"family": "Author", "given": "Ann"}],
        "editor": [{"family": "Itor", "given": "Ed"}],
        "container-title": "Book",
        "publisher": "Press",
        "page": "1-2",
        "issued": {"date-parts": [[2001]]},
    }
    assert book["title"] == "Book"


def test_shared_fields_are_no_work_of_their_own():
    assert works("@xdata{x, publisher = {Press}}\n@book{k, xdata = {x}, title = {A}}") == [
        {"id": "k", "type": "book", "title": "A", "publisher": "Press"}
    ]


def test_entries_that_refer_to_each_other_end():
    assert len(works("@book{a, crossref = {b}}\n@book{b, crossref = {a}, xdata = {a}}")) == 2


def test_a_part_of_a_book_by_one_author_is_by_the_same():
    [chapter, _] = works(
        "@inbook{c, crossref = {b}, title = {Part}}\n"
        "@book{b, title = {Whole}, author = {Doe, Jane}}"
    )
    jane = [{"family": "Doe", "given": "Jane"}]
    assert (chapter["author"], chapter["container-author"]) == (jane, jane)


def test_an_article_takes_the_title_of_a_periodical_as_its_journal():
    of = "@article{a, crossref = {p}}\n@%s{p, title = {Whole}}"
    assert works(of % "periodical")[0]["container-title"] == "Whole"
    assert works(of % "book")[0]["title"] == "Whole"


def test_no_entry_inherits_from_an_entry_without_a_key():
    assert works("@misc{, title = {A}, note = {mine}}\n@misc{k, volume = 3}") == [
        {"type": "document", "title": "A", "note": "mine"},
        {"id": "k", "type": "document", "volume": "3"},
    ]


def test_an_entry_that_refers_to_one_of_its_kind_is_the_same_work():
    first, same = works(
        "@article{same, title = {A}, year = 1990, doi = {10.1000/1}, pages = {1--2}}\n"
        "@article{alias, crossref = {same}}"
    )
    assert same == first | {"id": "alias"}


def test_a_version_of_software_is_found_where_the_software_is():
    version = works(
        "@softwareversion{v, crossref = {s}, version = {2}}\n"
        "@software{s, title = {A}, url = {https://example.org}}"
    )[0]
    assert version == {
        "id": "v",
        "type": "software",
        "title": "A",
        "version": "2",
        "URL": "https://example.org",
    }


def test_a_month_of_its_own_leaves_the_parents_year_and_a_year_leaves_nothing():
    [in_may, in_1991, _] = works(
        "@incollection{m, crossref = {b}, month = may}\n"
        "@incollection{y, crossref = {b}, year = 1991}\n"
        "@book{b, title = {Book}, year = 1990, month = jul}"
    )
    assert in_may["issued"] == {"date-parts": [[1990, 5]]}
    assert in_1991["issued"] == {"date-parts": [[1991]]}
