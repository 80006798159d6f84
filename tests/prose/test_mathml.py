"""Formulas: what of them may stand in a page, and how they read along one line."""

import pytest

from annotations.prose.markup.mathml import mathml_as_text, safe_mathml

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mi>y</mi></msqrt>", "x^2 = √(y)"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", "∑_i^n"),
        ("<mi>lim</mi><mo>\u2061</mo><mo>(</mo><mi>x</mi><mo>)</mo>", "lim(x)"),
        ("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>", "x"),
    ],
)
def test_a_formula_reads_along_one_line(inside, text):
    assert mathml_as_text(MATH.format(inside)) == text


@pytest.mark.parametrize(
    ("source", "safe"),
    [
        (MATH.format("<mi>x</mi>"), "<math><mi>x</mi></math>"),
        (
            MATH.format('<mi onclick="x" style="y" mathvariant="bold">x</mi>'),
            '<math><mi mathvariant="bold">x</mi></math>',
        ),
        (
            MATH.format('<maction href="javascript:x"><mi>x</mi></maction><mi>y</mi>'),
            "<math><mi>y</mi></math>",
        ),
        (
            MATH.format('<mtext><a xmlns="http://www.w3.org/1999/xhtml">x</a></mtext>'),
            "<math><mtext></mtext></math>",
        ),
        (MATH.format("<mi>&lt;script&gt;</mi>"), "<math><mi>&lt;script&gt;</mi></math>"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        ("<math", ""),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + MATH.format("&a;"), ""),
    ],
)
def test_only_presentation_elements_are_drawn(source, safe):
    assert safe_mathml(source) == safe
