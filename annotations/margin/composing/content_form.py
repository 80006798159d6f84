"""What an annotation says, as a form: the fields that composing and editing share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotations.margin.choices import Attack, Kind, Relation
from annotations.people.fields import MultilineField, SingleLineField
from annotations.prose.annotation_html import MAX_BODY_LENGTH
from annotations.prose.normalising import normalise_line
from annotations.sources.completeness import overlong_source_problem
from annotations.sources.formats.parse_result import ParseProblem
from annotations.sources.parse import parse_sources

# What each kind needs, by field, and the error if it is missing.
REQUIRED_FIELDS = {
    Kind.NOTE: {"body": _("Write your note first.")},
    Kind.COUNTERPOINT: {
        "attack": _("Choose what is wrong with it."),
        "body": _("Say why: a counterpoint needs its argument."),
    },
    Kind.SOURCE: {
        "citation": _("Give the source: a DOI, an ISBN, an address, or simply its title."),
        "relation": _("Choose what the source does: supports, disputes or gives context."),
    },
}


def problem_sentences(problems: Iterable[ParseProblem], text: str) -> list[str]:
    """Return a sentence for each entry of a paste that could not be read, with the number of its
    line if the paste has several."""
    if "\n" not in text.strip():
        return [str(problem.message) for problem in problems]
    return [
        gettext("Line %(line)d: %(problem)s") % {"line": problem.line, "problem": problem.message}
        for problem in problems
    ]


class AnnotationForm(forms.Form):
    """What an annotation says, by kind: the fields that composing and editing share."""

    most_works = 1
    # Entries of a paste that could not be read.
    unread: tuple[ParseProblem, ...] = ()

    kind = forms.ChoiceField(
        choices=Kind.choices,
        error_messages={
            "required": _("Choose what this is: a note, a counterpoint or a source."),
            "invalid_choice": _("This is none of note, counterpoint and source."),
        },
    )
    body = MultilineField(required=False)
    attack = forms.ChoiceField(
        choices=Attack.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the four.")},
    )
    relation = forms.ChoiceField(
        choices=Relation.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose supports, disputes or gives context.")},
    )
    citation = MultilineField(required=False, max_length=MAX_BODY_LENGTH)
    quotation = MultilineField(required=False, max_length=2_000)
    locator = SingleLineField(required=False, max_length=100)

    def clean_body(self) -> str:
        """Return the text; raises ValidationError if it is too long."""
        body: str = self.cleaned_data["body"]
        if not normalise_line(body):  # nothing in it that can be seen
            return ""
        if len(body) > MAX_BODY_LENGTH:
            raise ValidationError(
                gettext("At most %(most)s characters, please; this has %(length)s.")
                % {
                    "most": number_format(MAX_BODY_LENGTH, force_grouping=True),
                    "length": number_format(len(body), force_grouping=True),
                }
            )
        return body

    def clean(self) -> dict[str, Any]:
        """Check that the kind's fields are filled in, and empty those of other kinds."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        required = REQUIRED_FIELDS[Kind(kind)] if kind else {}
        for name, message in required.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        if kind != Kind.COUNTERPOINT:
            cleaned["attack"] = ""
        if kind != Kind.SOURCE:
            cleaned |= {"relation": "", "citation": "", "quotation": "", "locator": ""}
        elif cleaned.get("citation"):
            self._parse_citation(cleaned)
        return cleaned

    def _parse_citation(self, cleaned: dict[str, Any]) -> None:
        pasted = cleaned["citation"]  # adding an error removes it
        parsed = parse_sources(pasted)
        cleaned["works"] = parsed.works
        if len(parsed.works) == 1 and pasted != self.initial.get("citation"):
            cleaned["locator"] = cleaned.get("locator") or parsed.works[0].locator
        self.unread = parsed.problems
        if len(parsed.works) > self.most_works:
            self.add_error("citation", self._too_many(len(parsed.works)))
        if problem := overlong_source_problem(parsed.works):
            self.add_error("citation", problem)
        if not (parsed.works and self.most_works > 1):
            for sentence in problem_sentences(parsed.problems, pasted):
                self.add_error("citation", sentence)
        if len(parsed.works) > 1:
            for name in ("quotation", "locator"):
                if cleaned.get(name):
                    self.add_error(name, _("This belongs to one work: attach that one by itself."))

    def _too_many(self, number: int) -> str:
        if self.most_works == 1:
            return ngettext(
                "This is %(number)d work, and this is one source: attach them one by one.",
                "These are %(number)d works, and this is one source: attach them one by one.",
                number,
            ) % {"number": number}
        return ngettext(
            "This is %(number)d work: at most %(most)d at once, please.",
            "These are %(number)d works: at most %(most)d at once, please.",
            number,
        ) % {"number": number, "most": self.most_works}

    def content(self) -> dict[str, Any]:
        """Return the annotation's columns for `margin.actions`, without its work, which is among
        the cleaned `works`."""
        names = ("body", "attack", "relation", "citation", "quotation", "locator")
        return {name: self.cleaned_data[name] for name in names}
