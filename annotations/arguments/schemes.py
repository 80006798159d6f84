"""Argumentation schemes and their critical questions.

After Walton, Reed and Macagno, "Argumentation Schemes" (Cambridge University Press, 2008); the
wording is ours, and translated when it is shown. The questions are starting points for a
counterpoint, never a form to fill in. Each names the kind of counterpoint that it usually leads to.
"""

from dataclasses import dataclass
from typing import Literal

from annotations.lazy_messages import LazyMessage, pgettext_lazy
from annotations.lazy_messages import gettext_lazy as _

type AttackCode = Literal["rebut", "undermine", "undercut", "unclear"]


@dataclass(frozen=True, slots=True)
class CriticalQuestion:
    """A critical question, and the attack that follows from an unsatisfactory answer."""

    text: LazyMessage
    attack: AttackCode


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern of argument: its name, a one-sentence summary, and its critical questions."""

    code: str
    name: LazyMessage
    summary: LazyMessage
    questions: tuple[CriticalQuestion, ...]


SCHEMES_CREDIT = _(
    "After Walton, Reed and Macagno, Argumentation Schemes (2008); the wording is ours."
)

SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "expert-opinion",
        pgettext_lazy("argumentation scheme", "Expert opinion"),
        _("Somebody who knows the field says so."),
        (
            CriticalQuestion(_("How well does this person know the field?"), "undermine"),
            CriticalQuestion(_("Does the question belong to that field?"), "undercut"),
            CriticalQuestion(
                _("What did they say, in their own words, and does it mean this?"), "unclear"
            ),
            CriticalQuestion(_("What evidence did they have?"), "undermine"),
            CriticalQuestion(_("Do others who know the field see it differently?"), "rebut"),
            CriticalQuestion(_("Would they gain something by being believed?"), "undercut"),
        ),
    ),
    Scheme(
        "example",
        pgettext_lazy("argumentation scheme", "Example"),
        _("It was so in this case, so it is so in general."),
        (
            CriticalQuestion(_("Did the case really go as it is told here?"), "undermine"),
            CriticalQuestion(_("Is it a case of what the claim is about?"), "undercut"),
            CriticalQuestion(_("Is it typical, or was it chosen because it fits?"), "undercut"),
            CriticalQuestion(_("Which cases went the other way?"), "rebut"),
        ),
    ),
    Scheme(
        "analogy",
        pgettext_lazy("argumentation scheme", "Analogy"),
        _("It holds of one thing, so it holds of another that is like it."),
        (
            CriticalQuestion(_("Does it hold of the first thing at all?"), "undermine"),
            CriticalQuestion(_("Are the two alike in what matters here?"), "undercut"),
            CriticalQuestion(
                _("Which difference between them would change the conclusion?"), "undercut"
            ),
            CriticalQuestion(
                _("Is there something just as like it of which the opposite holds?"), "rebut"
            ),
        ),
    ),
    Scheme(
        "cause-to-effect",
        pgettext_lazy("argumentation scheme", "Cause to effect"),
        _("The cause is there, so the effect will be."),
        (
            CriticalQuestion(_("Is the cause really there?"), "undermine"),
            CriticalQuestion(
                _("How firmly is it known that the one brings about the other?"), "undermine"
            ),
            CriticalQuestion(_("What could keep the effect from happening this time?"), "undercut"),
            CriticalQuestion(_("Could a third thing be behind both?"), "undercut"),
        ),
    ),
    Scheme(
        "consequences",
        pgettext_lazy("argumentation scheme", "Consequences"),
        _("Good or bad would come of it, so it should or should not be done."),
        (
            CriticalQuestion(_("How likely is it that this would come of it?"), "undermine"),
            CriticalQuestion(_("What shows that it would?"), "undermine"),
            CriticalQuestion(_("Would it happen anyway, whatever is done?"), "undercut"),
            CriticalQuestion(
                _("What else would come of it that weighs on the other side?"), "rebut"
            ),
        ),
    ),
    Scheme(
        "popular-opinion",
        pgettext_lazy("argumentation scheme", "Popular opinion"),
        _("Nearly everybody thinks so."),
        (
            CriticalQuestion(_("How do we know that so many think so?"), "undermine"),
            CriticalQuestion(_("Are they in a position to know?"), "undercut"),
            CriticalQuestion(
                _("Did they come to it by themselves, or from one another?"), "undercut"
            ),
            CriticalQuestion(_("What speaks against it even though many believe it?"), "rebut"),
        ),
    ),
    Scheme(
        "sign",
        pgettext_lazy("argumentation scheme", "Sign"),
        _("This is a sign of that, and it is there."),
        (
            CriticalQuestion(_("Was the sign really seen?"), "undermine"),
            CriticalQuestion(
                _("How often does the sign go with what it is said to show?"), "undermine"
            ),
            CriticalQuestion(_("What else would explain the sign as well or better?"), "undercut"),
        ),
    ),
    Scheme(
        "commitment",
        pgettext_lazy("argumentation scheme", "Commitment"),
        _("They have bound themselves to this, so they should stand by it."),
        (
            CriticalQuestion(_("Did they really bind themselves, and to this?"), "undermine"),
            CriticalQuestion(_("Does what they said then cover the case at hand?"), "undercut"),
            CriticalQuestion(_("Have they since had good reason to change their mind?"), "rebut"),
        ),
    ),
    Scheme(
        "authority",
        pgettext_lazy("argumentation scheme", "Authority"),
        _("Somebody with the right to decide has said so."),
        (
            CriticalQuestion(_("Do they have the right to decide in this matter?"), "undermine"),
            CriticalQuestion(
                _("What exactly did they decide, and is it reported rightly?"), "unclear"
            ),
            CriticalQuestion(_("Does being entitled to decide make it true as well?"), "undercut"),
            CriticalQuestion(_("Does another authority of equal rank say otherwise?"), "rebut"),
        ),
    ),
    Scheme(
        "definition",
        pgettext_lazy("argumentation scheme", "Definition"),
        _("It fits the definition, so it is one of them."),
        (
            CriticalQuestion(
                _("Does the word mean the same thing all the way through?"), "unclear"
            ),
            CriticalQuestion(_("Does this fit every part of the definition?"), "undermine"),
            CriticalQuestion(
                _("Is the definition made so that the conclusion must follow?"), "undercut"
            ),
            CriticalQuestion(
                _("Is there a better definition by which it would not be one?"), "rebut"
            ),
        ),
    ),
    Scheme(
        "composition",
        pgettext_lazy("argumentation scheme", "Composition"),
        _("It holds of the parts, so it holds of the whole."),
        (
            CriticalQuestion(_("Does it hold of each of the parts?"), "undermine"),
            CriticalQuestion(
                _("Is it the sort of thing that passes from parts to a whole?"), "undercut"
            ),
            CriticalQuestion(_("What changes when the parts come together?"), "rebut"),
        ),
    ),
    Scheme(
        "practical-reasoning",
        pgettext_lazy("argumentation scheme", "Practical reasoning"),
        _("There is a goal, and this is the way to it."),
        (
            CriticalQuestion(_("Whose goal is it, and what exactly is it?"), "unclear"),
            CriticalQuestion(_("Would this really lead to the goal?"), "undermine"),
            CriticalQuestion(_("Can it be done at all?"), "undermine"),
            CriticalQuestion(_("Is there another way that is as good or better?"), "undercut"),
            CriticalQuestion(_("Which other goal would suffer for it?"), "rebut"),
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
