"""How one BibTeX name divides into first, von, last and Jr."""

import pytest

from annotations.sources.formats.bibtex.name_parts import split_name_parts


def divided(name):
    """The four parts of a name, each as one text."""
    parts = split_name_parts(name)
    return tuple(" ".join(part) for part in (parts.first, parts.von, parts.last, parts.jr))


@pytest.mark.parametrize(
    ("name", "first", "von", "last", "jr"),
    [
        ("", "", "", "", ""),
        ("Plato", "", "", "Plato", ""),
        ("Donald E. Knuth", "Donald E.", "", "Knuth", ""),
        ("Ludwig van Beethoven", "Ludwig", "van", "Beethoven", ""),
        ("Charles Louis de la Vallée Poussin", "Charles Louis", "de la", "Vallée Poussin", ""),
        ("de la Vallée Poussin, Charles", "Charles", "de la", "Vallée Poussin", ""),
        ("King, Jr., Martin Luther", "Martin Luther", "", "King", "Jr."),
        ("bell hooks", "bell", "", "hooks", ""),
        ("{van Gogh}, Vincent", "Vincent", "", "{van Gogh}", ""),
        (r"{\'E}tienne de Gaulle", r"{\'E}tienne", "de", "Gaulle", ""),
        (r"Ada {\o}re Lie", "Ada", r"{\o}re", "Lie", ""),
        ("Ada~Lovelace", "Ada", "", "Lovelace", ""),
    ],
)
def test_a_name_divides_as_bibtex_divides_it(name, first, von, last, jr):
    assert divided(name) == (first, von, last, jr)


@pytest.mark.parametrize(
    ("name", "first", "von", "last", "jr"),
    [
        ("Knuth, ", "", "", "Knuth", ""),
        ("Ada {Love lace", "Ada", "", "{Love lace}", ""),
        ("Ada Love}lace", "Ada", "", "{Love}lace", ""),
        ("King, Jr., Martin, Luther", "Martin Luther", "", "King", "Jr."),
        ("Ada Lovelace\\", "Ada", "", "Lovelace\\\\", ""),
    ],
)
def test_a_name_that_bibtex_refuses_is_mended(name, first, von, last, jr):
    assert divided(name) == (first, von, last, jr)
