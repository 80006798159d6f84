"""Argumentation schemes and their critical questions.

After Walton, Reed and Macagno, "Argumentation Schemes" (Cambridge University Press, 2008); the
wording is ours. The questions are starting points for a counterpoint, never a form to fill in. Each
names the kind of counterpoint that it usually leads to.
"""

from dataclasses import dataclass
from typing import Literal

type AttackCode = Literal["rebut", "undermine", "undercut", "unclear"]


@dataclass(frozen=True, slots=True)
class CriticalQuestion:
    """A critical question, and the attack that follows from an unsatisfactory answer."""

    text: str
    attack: AttackCode


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern of argument: its name, a one-sentence summary, and its critical questions."""

    code: str
    name: str
    summary: str
    questions: tuple[CriticalQuestion, ...]


SCHEMES_CREDIT = (
    "After Walton, Reed and Macagno, Argumentation Schemes (2008); the wording is ours."
)

SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "expert-opinion",
        "Expert opinion",
        "Somebody who knows the field says so.",
        (
            CriticalQuestion("How well does this person know the field?", "undermine"),
            CriticalQuestion("Does the question belong to that field?", "undercut"),
            CriticalQuestion(
                "What did they say, in their own words, and does it mean this?", "unclear"
            ),
            CriticalQuestion("What evidence did they have?", "undermine"),
            CriticalQuestion("Do others who know the field see it differently?", "rebut"),
            CriticalQuestion("Would they gain something by being believed?", "undercut"),
        ),
    ),
    Scheme(
        "example",
        "Example",
        "It was so in this case, so it is so in general.",
        (
            CriticalQuestion("Did the case really go as it is told here?", "undermine"),
            CriticalQuestion("Is it a case of what the claim is about?", "undercut"),
            CriticalQuestion("Is it typical, or was it chosen because it fits?", "undercut"),
            CriticalQuestion("Which cases went the other way?", "rebut"),
        ),
    ),
    Scheme(
        "analogy",
        "Analogy",
        "It holds of one thing, so it holds of another that is like it.",
        (
            CriticalQuestion("Does it hold of the first thing at all?", "undermine"),
            CriticalQuestion("Are the two alike in what matters here?", "undercut"),
            CriticalQuestion(
                "Which difference between them would change the conclusion?", "undercut"
            ),
            CriticalQuestion(
                "Is there something just as like it of which the opposite holds?", "rebut"
            ),
        ),
    ),
    Scheme(
        "cause-to-effect",
        "Cause to effect",
        "The cause is there, so the effect will be.",
        (
            CriticalQuestion("Is the cause really there?", "undermine"),
            CriticalQuestion(
                "How firmly is it known that the one brings about the other?", "undermine"
            ),
            CriticalQuestion("What could keep the effect from happening this time?", "undercut"),
            CriticalQuestion("Could a third thing be behind both?", "undercut"),
        ),
    ),
    Scheme(
        "consequences",
        "Consequences",
        "Good or bad would come of it, so it should or should not be done.",
        (
            CriticalQuestion("How likely is it that this would come of it?", "undermine"),
            CriticalQuestion("What shows that it would?", "undermine"),
            CriticalQuestion("Would it happen anyway, whatever is done?", "undercut"),
            CriticalQuestion("What else would come of it that weighs on the other side?", "rebut"),
        ),
    ),
    Scheme(
        "popular-opinion",
        "Popular opinion",
        "Nearly everybody thinks so.",
        (
            CriticalQuestion("How do we know that so many think so?", "undermine"),
            CriticalQuestion("Are they in a position to know?", "undercut"),
            CriticalQuestion("Did they come to it by themselves, or from one another?", "undercut"),
            CriticalQuestion("What speaks against it even though many believe it?", "rebut"),
        ),
    ),
    Scheme(
        "sign",
        "Sign",
        "This is a sign of that, and it is there.",
        (
            CriticalQuestion("Was the sign really seen?", "undermine"),
            CriticalQuestion(
                "How often does the sign go with what it is said to show?", "undermine"
            ),
            CriticalQuestion("What else would explain the sign as well or better?", "undercut"),
        ),
    ),
    Scheme(
        "commitment",
        "Commitment",
        "They have bound themselves to this, so they should stand by it.",
        (
            CriticalQuestion("Did they really bind themselves, and to this?", "undermine"),
            CriticalQuestion("Does what they said then cover the case at hand?", "undercut"),
            CriticalQuestion("Have they since had good reason to change their mind?", "rebut"),
        ),
    ),
    Scheme(
        "authority",
        "Authority",
        "Somebody with the right to decide has said so.",
        (
            CriticalQuestion("Do they have the right to decide in this matter?", "undermine"),
            CriticalQuestion(
                "What exactly did they decide, and is it reported rightly?", "unclear"
            ),
            CriticalQuestion("Does being entitled to decide make it true as well?", "undercut"),
            CriticalQuestion("Does another authority of equal rank say otherwise?", "rebut"),
        ),
    ),
    Scheme(
        "definition",
        "Definition",
        "It fits the definition, so it is one of them.",
        (
            CriticalQuestion("Does the word mean the same thing all the way through?", "unclear"),
            CriticalQuestion("Does this fit every part of the definition?", "undermine"),
            CriticalQuestion(
                "Is the definition made so that the conclusion must follow?", "undercut"
            ),
            CriticalQuestion("Is there a better definition by which it would not be one?", "rebut"),
        ),
    ),
    Scheme(
        "composition",
        "Composition",
        "It holds of the parts, so it holds of the whole.",
        (
            CriticalQuestion("Does it hold of each of the parts?", "undermine"),
            CriticalQuestion(
                "Is it the sort of thing that passes from parts to a whole?", "undercut"
            ),
            CriticalQuestion("What changes when the parts come together?", "rebut"),
        ),
    ),
    Scheme(
        "practical-reasoning",
        "Practical reasoning",
        "There is a goal, and this is the way to it.",
        (
            CriticalQuestion("Whose goal is it, and what exactly is it?", "unclear"),
            CriticalQuestion("Would this really lead to the goal?", "undermine"),
            CriticalQuestion("Can it be done at all?", "undermine"),
            CriticalQuestion("Is there another way that is as good or better?", "undercut"),
            CriticalQuestion("Which other goal would suffer for it?", "rebut"),
        ),
    ),
)

SCHEMES_BY_CODE = {scheme.code: scheme for scheme in SCHEMES}
QUESTIONS_BY_CODE = {
    f"{scheme.code}-{number}": question
    for scheme in SCHEMES
    for number, question in enumerate(scheme.questions, 1)
}
"""By the name that a link gives them: the scheme, and which of its questions."""
