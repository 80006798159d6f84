"""What is written in a format and read again is the same work."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.csl.items import ITEM_TYPES
from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.formats.csl_json.reader import write_csl
from annotations.sources.formats.ris.writer import write_ris
from annotations.sources.parse import parse_sources

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Z"])
WORD = st.text(LETTERS | st.sampled_from(list("{}\\$&%#_^~\"'`<>@=;:")), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TITLE = LINE | st.builds("{} <i>{}</i> H<sub>2</sub>O".format, WORD, LINE)
PLAIN_WORD = st.text(st.sampled_from("abcdefgABCDEÀéßłφя-.’"), min_size=2, max_size=8)
NAME = st.fixed_dictionaries(
    {"family": PLAIN_WORD.map(str.title)},
    optional={
        "given": PLAIN_WORD.map(str.title),
        "non-dropping-particle": st.sampled_from(["von", "de la", "d’", "Al-"]),
        "dropping-particle": st.sampled_from(["von", "de", "X"]),
        "suffix": st.sampled_from(["Jr", "III", "de"]),
    },
) | st.fixed_dictionaries({"literal": LINE})
DATE = st.fixed_dictionaries(
    {
        "date-parts": st.one_of(
            st.tuples(st.tuples(st.integers(1, 2100))),
            st.tuples(st.tuples(st.integers(1, 2100), st.integers(1, 12), st.integers(1, 28))),
            st.tuples(st.tuples(st.integers(1, 1999)), st.tuples(st.integers(2000, 2100))),
        ).map(lambda spans: [list(span) for span in spans])
    },
    optional={"circa": st.just(True)},
)
WORK = st.fixed_dictionaries(
    {
        "type": st.sampled_from(sorted(ITEM_TYPES)),
        "title": TITLE,
    },
    optional={
        "author": st.lists(NAME, min_size=1, max_size=3),
        "editor": st.lists(NAME, min_size=1, max_size=2),
        "container-title": TITLE,
        "publisher": LINE,
        "publisher-place": LINE,
        "volume": st.from_regex(r"[0-9A-Z]{1,4}", fullmatch=True),
        "page": st.from_regex(r"[1-9][0-9]{0,2}(-[1-9][0-9]{3})?", fullmatch=True),
        "issued": DATE,
        "DOI": st.from_regex(r"10\.[0-9]{4}/[a-z0-9._();{}\\/]{1,12}", fullmatch=True).map(
            lambda doi: doi.replace("\\", "").replace("{", "(").replace("}", ")")
        ),
        "ISBN": st.just("978-0-306-40615-7"),
        "ISSN": st.just("0043-8871"),
        "URL": st.just("https://example.org/a_b?c=%20&d=~e#f"),
        "PMID": st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True),
        "abstract": LINE | st.builds("{}  {}\n\n{}".format, WORD, WORD, LINE),
        "annote": LINE,
        "event-title": TITLE,
        "medium": LINE | st.just("arXiv:1706.03762 at https://example.org"),
        "number-of-pages": st.integers(1, 999),
        "custom": st.dictionaries(WORD, LINE | st.integers(), max_size=2),
        "note": LINE | st.sampled_from(["https://example.org/", "PMID: 12", "10.1000/182"]),
    },
)  # fmt: skip


def read(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


def without_id(works):
    return [{field: value for field, value in work.items() if field != "id"} for work in works]


@given(st.lists(WORK, max_size=3))
def test_works_come_back_from_bibtex(works):
    assert without_id(read(write_bibtex(works))) == works


@given(st.lists(WORK, max_size=3))
def test_works_come_back_from_ris(works):
    assert read(write_ris(works)) == works


@given(st.lists(WORK, max_size=3))
def test_works_come_back_from_csl_json(works):
    assert read(write_csl(works)) == works


@given(st.text(st.sampled_from('@{}",=#\\ \nabctitleyear1984-TYER[]:.$')))
def test_nothing_that_is_pasted_breaks_the_reading(text):
    works = read_whatever(f"@article{{k, {text}") + read_whatever(f"TY  - JOUR\n{text}\nER  - ")
    works += read_whatever(text) + read_whatever(f"[{{{text}}}]")
    for write in (write_bibtex, write_ris, write_csl):
        assert len(read(write(works))) == len(works)


def read_whatever(text):
    return [found.work for found in parse_sources(text).works]


@given(st.lists(WORK, min_size=1, max_size=2))
def test_what_is_written_does_not_depend_on_the_order_of_fields(works):
    turned = [dict(reversed(work.items())) for work in works]
    assert write_bibtex(turned) == write_bibtex(works)
    assert write_ris(turned) == write_ris(works)
