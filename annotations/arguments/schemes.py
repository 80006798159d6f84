"""The patterns that arguments follow, and what one may ask of each.

After Walton, Reed and Macagno, "Argumentation Schemes" (Cambridge University Press, 2008); the
wording is ours. The questions are starting points for a counterpoint, never a form to fill in,
and each comes with the kind of counterpoint that it usually leads to.
"""

from dataclasses import dataclass
from typing import Literal

type Attack = Literal["rebut", "undermine", "undercut", "unclear"]


@dataclass(frozen=True, slots=True)
class Question:
    """A critical question, and what would be wrong with the argument if the answer is bad."""

    words: str
    attack: Attack


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern of argument: its name, how it goes, and its critical questions."""

    code: str
    name: str
    goes: str
    questions: tuple[Question, ...]


AFTER = "After Walton, Reed and Macagno, Argumentation Schemes (2008); the wording is ours."

SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "expert-opinion",
        "Expert opinion",
        "Somebody who knows the field says so.",
        (
            Question("How well does this person know the field?", "undermine"),
            Question("Does the question belong to that field?", "undercut"),
            Question("What did they say, in their own words, and does it mean this?", "unclear"),
            Question("What evidence did they have?", "undermine"),
            Question("Do others who know the field see it differently?", "rebut"),
            Question("Would they gain something by being believed?", "undercut"),
        ),
    ),
    Scheme(
        "example",
        "Example",
        "It was so in this case, so it is so in general.",
        (
            Question("Did the case really go as it is told here?", "undermine"),
            Question("Is it a case of what the claim is about?", "undercut"),
            Question("Is it typical, or was it chosen because it fits?", "undercut"),
            Question("Which cases went the other way?", "rebut"),
        ),
    ),
    Scheme(
        "analogy",
        "Analogy",
        "It holds of one thing, so it holds of another that is like it.",
        (
            Question("Does it hold of the first thing at all?", "undermine"),
            Question("Are the two alike in what matters here?", "undercut"),
            Question("Which difference between them would change the conclusion?", "undercut"),
            Question("Is there something just as like it of which the opposite holds?", "rebut"),
        ),
    ),
    Scheme(
        "cause-to-effect",
        "Cause to effect",
        "The cause is there, so the effect will be.",
        (
            Question("Is the cause really there?", "undermine"),
            Question("How firmly is it known that the one brings about the other?", "undermine"),
            Question("What could keep the effect from happening this time?", "undercut"),
            Question("Could a third thing be behind both?", "undercut"),
        ),
    ),
    Scheme(
        "consequences",
        "Consequences",
        "Good or bad would come of it, so it should or should not be done.",
        (
            Question("How likely is it that this would come of it?", "undermine"),
            Question("What shows that it would?", "undermine"),
            Question("Would it happen anyway, whatever is done?", "undercut"),
            Question("What else would come of it that weighs on the other side?", "rebut"),
        ),
    ),
    Scheme(
        "popular-opinion",
        "Popular opinion",
        "Nearly everybody thinks so.",
        (
            Question("How do we know that so many think so?", "undermine"),
            Question("Are they in a position to know?", "undercut"),
            Question("Did they come to it by themselves, or from one another?", "undercut"),
            Question("What speaks against it even though many believe it?", "rebut"),
        ),
    ),
    Scheme(
        "sign",
        "Sign",
        "This is a sign of that, and it is there.",
        (
            Question("Was the sign really seen?", "undermine"),
            Question("How often does the sign go with what it is said to show?", "undermine"),
            Question("What else would explain the sign as well or better?", "undercut"),
        ),
    ),
    Scheme(
        "commitment",
        "Commitment",
        "They have bound themselves to this, so they should stand by it.",
        (
            Question("Did they really bind themselves, and to this?", "undermine"),
            Question("Does what they said then cover the case at hand?", "undercut"),
            Question("Have they since had good reason to change their mind?", "rebut"),
        ),
    ),
    Scheme(
        "authority",
        "Authority",
        "Somebody with the right to decide has said so.",
        (
            Question("Do they have the right to decide in this matter?", "undermine"),
            Question("What exactly did they decide, and is it reported rightly?", "unclear"),
            Question("Does being entitled to decide make it true as well?", "undercut"),
            Question("Does another authority of equal rank say otherwise?", "rebut"),
        ),
    ),
    Scheme(
        "definition",
        "Definition",
        "It fits the definition, so it is one of them.",
        (
            Question("Does the word mean the same thing all the way through?", "unclear"),
            Question("Does this fit every part of the definition?", "undermine"),
            Question("Is the definition made so that the conclusion must follow?", "undercut"),
            Question("Is there a better definition by which it would not be one?", "rebut"),
        ),
    ),
    Scheme(
        "composition",
        "Composition",
        "It holds of the parts, so it holds of the whole.",
        (
            Question("Does it hold of each of the parts?", "undermine"),
            Question("Is it the sort of thing that passes from parts to a whole?", "undercut"),
            Question("What changes when the parts come together?", "rebut"),
        ),
    ),
    Scheme(
        "practical-reasoning",
        "Practical reasoning",
        "There is a goal, and this is the way to it.",
        (
            Question("Whose goal is it, and what exactly is it?", "unclear"),
            Question("Would this really lead to the goal?", "undermine"),
            Question("Can it be done at all?", "undermine"),
            Question("Is there another way that is as good or better?", "undercut"),
            Question("Which other goal would suffer for it?", "rebut"),
        ),
    ),
)

BY_CODE = {scheme.code: scheme for scheme in SCHEMES}
QUESTIONS = {
    f"{scheme.code}-{number}": question
    for scheme in SCHEMES
    for number, question in enumerate(scheme.questions, 1)
}
"""By the name that a link gives them: the scheme, and which of its questions."""
