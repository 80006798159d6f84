"""Invisible characters in a paste hide no work, and change no letter."""

import pytest

from annotations.sources.identity import identity_key
from annotations.sources.parse import parse_sources


@pytest.mark.parametrize(
    ("pasted", "identity"),
    [
        ("10.1000/1\u200b82", "doi:10.1000/182"),
        ("\u200ehttps://doi.org/10.1000/18\u00ad2\u200b", "doi:10.1000/182"),
        ("97801985\u206034532", "isbn:9780198534532"),
        ("arXiv:2101.\u200b00001", "doi:10.48550/arxiv.2101.00001"),
        ("https://a.example/x\ufeff", "url:https://a.example/x"),
        ("@book{k, title={A}, doi={10.1000/\u200b182}}", "doi:10.1000/182"),
        ("TY  - BOOK\nTI  - A\nDO  - 10.1000/18\u00ad2\nER  -", "doi:10.1000/182"),
    ],
)
def test_an_identifier_is_read_as_it_is_seen(pasted: str, identity: str) -> None:
    read = parse_sources(pasted)
    assert ([identity_key(each.work) for each in read.works], read.problems) == ([identity], ())


@pytest.mark.parametrize("title", ["می\u200cخواهم", "क्\u200dष", "A 👩\u200d👧 and 1\ufe0f\u20e3"])
def test_a_joiner_between_letters_that_it_changes_stays(title: str) -> None:
    (read,) = parse_sources(f"Doe, J. (2001). {title}.").works
    assert read.work["title"] == title
    (without,) = parse_sources(f"Doe, J. (2001). {title.replace(chr(0x200C), '')}.").works
    assert identity_key(read.work) == identity_key(without.work)
