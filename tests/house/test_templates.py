"""Templates and style sheets: every word is translated, lines are short, nothing knows its side."""

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STYLES = sorted((ROOT / "annotations" / "static").rglob("*.css"))
LONGEST_LINE = 140
# Names that are the same in every language.
NAMES = {
    *("Counterpoint", "BibTeX", "RIS", "CSL", "JSON", "PDF", "DOI", "ISBN", "HTML", "Markdown"),
    *("Argdown", "AIF", "LD"),
    *("JSON-LD", "CSV", "Django", "nbsp"),
}

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
MESSAGE = re.compile(
    r"\{%\s*blocktranslate\b.*?%\}.*?\{%\s*endblocktranslate\s*%\}"
    r"|\{%\s*translate\s.*?%\}"
    r'|_\("[^"]*"\)',
    re.S,
)
# What a page puts into a tag of its base template: attributes and class names.
IN_A_TAG = re.compile(r"\{% block (?:body|language|main_class) %\}.*?\{% endblock.*?%\}", re.S)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
LITERAL = re.compile(r'(?:default|default_if_none|yesno|pluralize|add|join):"([^"]*)"')
ATTRIBUTE = re.compile(r'\b(?:aria-label|aria-description|title|placeholder|alt)="([^"]*)"')
PROTECTED = re.compile(r"<(\w+)[^>]*\bdata-text\b.*?</\1>", re.S)


def blank(found: re.Match[str]) -> str:
    """As many spaces and line breaks as were found, so that lines keep their numbers."""
    return re.sub(r"[^\n]", " ", found[0])


def words(text: str) -> list[str]:
    """The words of a text, without names."""
    found = re.findall(r"[^\W\d_][^\W\d_'’-]+", html.unescape(text))
    return [word for word in found if word not in NAMES]


def untranslated(source: str) -> list[str]:
    """The texts of a template outside of gettext's tags."""
    rest = MESSAGE.sub(blank, IN_A_TAG.sub(blank, COMMENT.sub(blank, source)))
    found = [literal for literal in LITERAL.findall(rest) if words(literal)]
    rest = TAG.sub(blank, rest)
    rest = re.sub(r"<(script|style)\b.*?</\1>", blank, rest, flags=re.S)
    found += [value for value in ATTRIBUTE.findall(rest) if words(value)]
    rest = re.sub(r"<[^>]*>", blank, rest)
    return found + [line.strip() for line in rest.splitlines() if words(line)]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (
            '<p title="Go on">{% translate "Go" %} {{ name|default:"nobody" }}</p>',
            ["nobody", "Go on"],
        ),
        ("<p>{% if a %}yes{% endif %}</p>", ["yes"]),
        ("{% block main_class %}wide{% endblock %}{% block main %}wide{% endblock %}", ["wide"]),
        ("{% blocktranslate trimmed %}Go on, {{ name }}{% endblocktranslate %} · Counterpoint", []),
    ],
)
def test_words_outside_of_gettext_are_found(source: str, texts: list[str]):
    assert untranslated(source) == texts


def test_templates_have_no_untranslated_words():
    found = {
        f"{file.relative_to(ROOT)}": texts
        for file in TEMPLATES
        if (texts := untranslated(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_lines_of_templates_are_short_where_white_space_does_not_count():
    long = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in TEMPLATES
        if file.suffix == ".html"
        for number, line in enumerate(
            PROTECTED.sub("", file.read_text(encoding="utf-8")).splitlines(), 1
        )
        if len(line) > LONGEST_LINE
    ]
    assert long == []


# The page of paper has a left and a right side in every language.
PHYSICAL = re.compile(
    r"^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|left|right|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\b",
    re.M,
)
PAPER = {"edition.css"}


def test_style_sheets_name_no_side_of_the_screen():
    found = {
        file.name: PHYSICAL.findall(file.read_text(encoding="utf-8"))
        for file in STYLES
        if file.name not in PAPER and PHYSICAL.search(file.read_text(encoding="utf-8"))
    }
    assert STYLES
    assert found == {}
