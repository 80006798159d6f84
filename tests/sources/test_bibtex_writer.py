"""Works become BibTeX entries."""

import re

from annotations.sources.formats.bibtex.writer import write_bibtex
from tests.sources.bibtex_entries import works


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
