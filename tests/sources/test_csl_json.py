"""What is wrong with broken CSL-JSON, said once, in plain words, with the line."""

import pytest

from annotations.sources.parse import parse_sources


@pytest.mark.parametrize(
    ("pasted", "line", "words"),
    [
        ('[{"title": "A",\n broken}', 2, "the name of a field, in double quotes, is missing"),
        ('[{"title": "A"\n "type": "book"}]', 2, "a comma or a closing brace is missing"),
        ('{"title":\n "A",\n}', 2, "there is a comma too many"),
        ('{\n "title"\n "x"}', 3, "a colon is missing after the name of a field"),
        ('{"title": "A",\n "type": book}', 2, "a value is missing, or it is a word without quotes"),
        ('[{"title": "A', 1, "a text is not closed with a double quote"),
        ('{"title": "A\nb"}', 1, "a text goes on over the end of its line"),
        ('{"title": "\\q"}', 1, "a backslash stands where none may"),
        ('[{"title": "A"},\n {"title": 1 2}', 2, "a comma or a closing brace is missing"),
        ('[{"title": "A"}\n', 2, "the list is not closed"),
    ],
)
def test_broken_json_is_reported_once_in_plain_words(pasted, line, words):
    problems = parse_sources(pasted).problems
    assert [(problem.line, problem.message) for problem in problems] == [
        (line, f"Not readable as CSL-JSON: {words}.")
    ]


@pytest.mark.parametrize("kind", ["[]", "{}", "[[]]", "5"])
def test_a_kind_of_work_is_a_text(kind):
    [problem] = parse_sources(f'{{"title": "T", "type": {kind}}}').problems
    assert "“type” should name a kind of work" in str(problem.message)
