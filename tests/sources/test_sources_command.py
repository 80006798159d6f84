"""`manage.py sources` on files."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

BIBTEX = (
    b'@book{good, title={G\\"odel}, year=1999}\n@book{bad, title={Open\n@book{last, title={L}}\n'
)
RIS = b"TY  - BOOK\nTI  - Third\nER  - \n"


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("sources", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def bibtex(tmp_path):
    path = tmp_path / "named-like.ris"
    path.write_bytes(BIBTEX)
    return path


def test_the_format_of_a_file_is_recognised_by_its_content(bibtex, tmp_path):
    (tmp_path / "other").write_bytes(RIS)
    out, err = run(bibtex, tmp_path / "other")
    assert [work["title"] for work in json.loads(out)] == ["Gödel", "L", "Third"]
    assert err == (
        f"{bibtex}:2: This BibTeX entry could not be read: it is not closed: a brace or quotation "
        "mark is missing.\n"
    )


def test_works_are_printed_in_the_format_asked_for(bibtex):
    assert run(bibtex, "--to", "ris")[0] == (
        "TY  - BOOK\nID  - good\nTI  - Gödel\nPY  - 1999\nDA  - 1999///\nER  - \n\n"
        "TY  - BOOK\nID  - last\nTI  - L\nER  - \n"
    )
    assert run(bibtex, "--to", "bibtex")[0] == (
        "@book{good,\n  title = {Gödel},\n  year = {1999},\n}\n\n@book{last,\n  title = {L},\n}\n"
    )


def test_older_encodings_are_read(tmp_path):
    path = tmp_path / "latin"
    path.write_bytes("TY  - BOOK\nTI  - Gödel – “x”\nER  - \n".encode("cp1252"))
    assert json.loads(run(path)[0]) == [{"type": "book", "title": "Gödel – “x”"}]


def test_files_of_several_encodings_are_read(tmp_path):
    path = tmp_path / "mixed"
    path.write_bytes(
        "\ufeff@misc{a, title = {Öl}}\n".encode() + "@misc{b, title = {Öl}}".encode("cp1252")
    )
    assert [work["title"] for work in json.loads(run(path)[0])] == ["Öl", "Öl"]


def test_a_file_may_be_longer_than_what_somebody_pastes(tmp_path):
    path = tmp_path / "library"
    path.write_bytes(b"@book{a, title={A}, abstract={%s}}" % (b"word " * 400_001))
    [work] = json.loads(run(path)[0])
    assert (work["title"], work["abstract"]) == ("A", " ".join(["word"] * 400_001))


def test_a_file_that_is_too_large_or_missing_is_named(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * 10_000_001)
    with pytest.raises(CommandError, match="large: it is larger than 10,000,000 bytes"):
        run(path)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "missing")


def test_an_empty_file_holds_no_works(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    assert run(tmp_path / "empty") == ("[]\n", "")
