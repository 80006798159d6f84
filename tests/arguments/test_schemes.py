"""The argumentation schemes and their critical questions."""

from annotations.arguments.schemes import SCHEMES, SCHEMES_BY_CODE

QUESTIONS = [question for scheme in SCHEMES for question in scheme.questions]


def test_the_schemes_are_those_of_the_design():
    assert list(SCHEMES_BY_CODE) == [
        "expert-opinion",
        "example",
        "analogy",
        "cause-to-effect",
        "consequences",
        "popular-opinion",
        "sign",
        "commitment",
        "authority",
        "definition",
        "composition",
        "practical-reasoning",
    ]


def test_each_question_is_one_sentence_and_occurs_once():
    words = [str(question.text) for question in QUESTIONS]
    assert len(set(words)) == len(words)
    for one in words:
        assert one[0].isupper()
        assert one.endswith("?")
        assert one.count("?") == 1
        assert len(one) <= 80


def test_every_scheme_has_several_questions_that_lead_to_different_attacks():
    for scheme in SCHEMES:
        assert 3 <= len(scheme.questions) <= 6
        assert len({question.attack for question in scheme.questions}) >= 2


def test_every_kind_of_attack_follows_from_some_question():
    attacks = {question.attack for question in QUESTIONS}
    assert attacks == {"rebut", "undermine", "undercut", "unclear"}
