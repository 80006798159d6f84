"""What LaTeX says in Unicode, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.formats.latex.decoding import decode_latex, decode_verbatim
from annotations.sources.formats.latex.encoding import encode_latex


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"G{\"o}del, G\"odel, G\"{o}del", "Gödel, Gödel, Gödel"),
        (r"{\'E}tienne \'{\i}\'\i", "Étienne íí"),
        (r"Erd\H{o}s, {\v{C}}apek, \c{c}, \v s, {\L}ukasz", "Erdős, Čapek, ç, š, Łukasz"),
        (r"Stra{\ss}e, \ss en, {\O}re, \aa", "Straße, ßen, Øre, å"),
        (r"\'{\"u}", "ǘ"),
        (r"The {DNA} of {{Whole Titles}}", "The DNA of Whole Titles"),
        (r"\emph{Iliad} and {\em Odyssey}", "<i>Iliad</i> and <i>Odyssey</i>"),
        (r"{a \em b {\bf c} d} e", "a <i>b <b>c</b> d</i> e"),
        (r"\begin{it}b\end{it}", "b"),
        (r"CO$_2$, $10^{-3}$ and $\alpha$", "CO<sub>2</sub>, 10<sup>-3</sup> and α"),
        (r"k$\cdot$p", "k·p"),
        (r"$\frac{1}{2}$ and $\dfrac{n}{2}$", "1/2 and n/2"),
        (r"Caf\a'e", "Café"),
        (r"costs $5 and $6, or \$7", "costs $5 and $6, or $7"),
        (r"from \url{http://example.org/~me} on", "from http://example.org/~me on"),
        (
            r"a \~{} b, 5\({}^{\mbox{th}}\), $word$ and \vphantom{x}y",
            "a ~ b, 5<sup>th</sup>, word and y",
        ),
        (r"R\&D \% \_ \#", "R&D % _ #"),
        (r"``so'' -- he --- said~it", "“so” – he — said\u00a0it"),
        (r"{\relax Ch}ristos \unknown{x}", "Christos x"),
        ("one\n   two", "one two"),
        ("{{unclosed", "unclosed"),
        ("too many}}", "too many"),
    ],
)
def test_latex_is_read(source, text):
    assert decode_latex(source) == text


def test_an_address_keeps_its_signs():
    assert decode_verbatim(r"\url{http://example.org/a\_b\%20c/{\~{}}me--x}") == (
        "http://example.org/a_b%20c/~me--x"
    )


def test_capitals_within_words_are_protected_from_bibtex():
    assert encode_latex("The DNA of an iPod", protect=True) == "The {DNA} of an {iPod}"


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
    | st.sampled_from(list("\\{}$&%#_^~\u00a0“”–—-`'?! \"<>@,=")),
)


@given(PLAIN, st.booleans())
def test_any_text_comes_back_from_latex(text, protect):
    normal = " ".join(part for part in text.split(" ") if part)
    assert decode_latex(encode_latex(normal, protect)) == normal


@given(st.lists(st.sampled_from(["<i>", "</i>", "<sup>", "</sup>", "<b>", "a", " b", "DNA"])))
def test_tags_come_back_whether_they_pair_or_not(pieces):
    text = " ".join("".join(pieces).split())
    once = decode_latex(encode_latex(text))
    assert decode_latex(encode_latex(once)) == once
    assert once.replace(" ", "") == text.replace("<i></i>", "").replace("<sup></sup>", "").replace(
        " ", ""
    ) or "></" in text  # fmt: skip
