"""What a composer accepts, and what it says when it can't."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import locate_quotation
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin import rules
from annotations.margin.choices import Attack, Kind, Relation, Visibility
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import at
from annotations.people.fields import MultilineField, SingleLineField
from annotations.prose.annotation_html import MAX_BODY_LENGTH
from annotations.prose.normalising import UnreadableText, normalise, normalise_line
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.completeness import overlong_source_problem
from annotations.sources.formats.parse_result import ParseProblem
from annotations.sources.parse import parse_sources

GONE = (
    "What you are answering is not here any more. Your text is kept: post it again to put it "
    "beside the paragraph, or choose another place."
)
LONGEST_PASTE = 60_000  # a hundred works in BibTeX


def told(problems: Iterable[ParseProblem], text: str) -> list[str]:
    """What could not be read of a paste, each with its line where there are several."""
    several = "\n" in text.strip()
    return [
        f"Line {each.line}: {each.message}" if several else str(each.message) for each in problems
    ]


class Surroundings(forms.CharField):
    """What stood before or after a selection: a hint, so what can't be read is passed over."""

    widget = forms.HiddenInput
    longest = 1_000

    def clean(self, value: Any) -> str:
        try:
            return normalise(str(value or "")[: self.longest])
        except UnreadableText:
            return ""


class SayingForm(forms.Form):
    """What an annotation says, by kind: the part that composing and editing share."""

    most_works = 1
    # Entries of a paste that could not be read.
    unread: tuple[ParseProblem, ...] = ()

    kind = forms.ChoiceField(
        choices=Kind.choices,
        error_messages={
            "required": "Choose what this is: a note, a counterpoint or a source.",
            "invalid_choice": "This is none of note, counterpoint and source.",
        },
    )
    body = MultilineField(required=False)
    attack = forms.ChoiceField(
        choices=Attack.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of the four."},
    )
    relation = forms.ChoiceField(
        choices=Relation.choices,
        required=False,
        error_messages={"invalid_choice": "Choose supports, disputes or gives context."},
    )
    citation = MultilineField(required=False, max_length=MAX_BODY_LENGTH)
    quotation = MultilineField(required=False, max_length=2_000)
    locator = SingleLineField(required=False, max_length=100)

    def clean_body(self) -> str:
        """The text, of a length people read."""
        body: str = self.cleaned_data["body"]
        if not normalise_line(body):  # nothing in it that can be seen
            return ""
        if len(body) > MAX_BODY_LENGTH:
            raise ValidationError(
                f"At most {MAX_BODY_LENGTH:,} characters, please; this has {len(body):,}."
            )
        return body

    def clean(self) -> dict[str, Any]:
        """Each kind has what it needs, and keeps nothing of the others."""
        cleaned = super().clean() or self.cleaned_data
        needs: dict[str, dict[str, str]] = {
            Kind.NOTE: {"body": "Write your note first."},
            Kind.COUNTERPOINT: {
                "attack": "Choose what is wrong with it.",
                "body": "Say why: a counterpoint needs its argument.",
            },
            Kind.SOURCE: {
                "citation": "Give the source: a DOI, an ISBN, an address, or simply its title.",
                "relation": "Choose what the source does: supports, disputes or gives context.",
            },
        }
        kind = cleaned.get("kind")
        for name, words in needs.get(kind or "", {}).items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        if kind != Kind.COUNTERPOINT:
            cleaned["attack"] = ""
        if kind != Kind.SOURCE:
            cleaned |= {"relation": "", "citation": "", "quotation": "", "locator": ""}
        elif cleaned.get("citation"):
            self._understand(cleaned)
        return cleaned

    def _understand(self, cleaned: dict[str, Any]) -> None:
        pasted = cleaned["citation"]  # an error takes it away
        understood = parse_sources(pasted)
        cleaned["works"] = understood.works
        if len(understood.works) == 1 and pasted != self.initial.get("citation"):
            cleaned["locator"] = cleaned.get("locator") or understood.works[0].locator
        self.unread = understood.problems
        if len(understood.works) > self.most_works:
            self.add_error("citation", self._too_many(len(understood.works)))
        if complaint := overlong_source_problem(understood.works):
            self.add_error("citation", complaint)
        if not (understood.works and self.most_works > 1):
            for problem in told(understood.problems, pasted):
                self.add_error("citation", problem)
        if len(understood.works) > 1:
            for name in ("quotation", "locator"):
                if cleaned.get(name):
                    self.add_error(name, "This belongs to one work: attach that one by itself.")

    def _too_many(self, number: int) -> str:
        if self.most_works == 1:
            return f"These are {number} works, and this is one source: attach them one by one."
        return f"These are {number} works: at most {self.most_works} at once, please."

    def said(self) -> dict[str, Any]:
        """What the annotation will say, for `margin.actions`; its work is among `works`."""
        names = ("body", "attack", "relation", "citation", "quotation", "locator")
        return {name: self.cleaned_data[name] for name in names}


class ComposerForm(SayingForm):
    """A new annotation about a paragraph, words of it, or another annotation; of sources, as
    many as there are works in the paste."""

    most_works = 100
    citation = MultilineField(required=False, max_length=LONGEST_PASTE)
    # Sources that a counterpoint brings along, attached to it in the same step.
    evidence = MultilineField(required=False, max_length=LONGEST_PASTE)
    id = forms.UUIDField(
        required=False, error_messages={"invalid": "This form is damaged: please send it again."}
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices,
        error_messages={
            "required": "Choose who will see it: the seminar, or only you.",
            "invalid_choice": "Choose who will see it: the seminar, or only you.",
        },
    )
    claim = SingleLineField(required=False, max_length=300)
    about = forms.UUIDField(required=False, error_messages={"invalid": GONE})
    exact = MultilineField(required=False, strip=False)
    prefix = Surroundings(required=False)  # type: ignore[assignment]  # no form prefix is used
    suffix = Surroundings(required=False)
    start = forms.IntegerField(
        required=False, error_messages={"invalid": "A passage begins at a whole number."}
    )
    end = forms.IntegerField(
        required=False, error_messages={"invalid": "A passage ends at a whole number."}
    )

    def __init__(
        self, *arguments: Any, reading: Reading, reader: Reader, block: Block, **options: Any
    ) -> None:
        self.reading, self.reader, self.block = reading, reader, block
        super().__init__(*arguments, **options)

    def clean_id(self) -> UUID:
        """The browser's own identifier, or a new one."""
        return self.cleaned_data["id"] or uuid7()

    def clean_about(self) -> Annotation | None:
        """What this answers, if the reader may see it and it stands at this paragraph."""
        identifier = self.cleaned_data["about"]
        if identifier is None:
            return None
        about = (
            Annotation.objects.visible_to(self.reader)
            .filter(
                pk=identifier,
                reading=self.reading,
                paragraph=self.block.paragraph_id,
                state__in=rules.COUNTED,
            )
            .first()
        )
        if about is None:
            raise ValidationError(GONE)
        if about.state == rules.PENDING:
            raise ValidationError("This waits for a moderator: it can be answered once it shows.")
        return about

    def clean(self) -> dict[str, Any]:
        """The target is there, and no more public than what it answers."""
        cited = self.cleaned_data.get("citation", "")
        cleaned = super().clean()
        about = cleaned.get("about")
        self._refuse_twice(cleaned)
        evidence = cleaned.get("evidence") or cited
        cleaned["evidence"] = evidence if cleaned.get("kind") == Kind.COUNTERPOINT else ""
        if cleaned["evidence"]:
            self._weigh(cleaned, evidence)
        if about is None:
            cleaned["passage"] = self._passage(cleaned)
        elif about.visibility == rules.PRIVATE and cleaned.get("visibility") == rules.SEMINAR:
            self.add_error(
                "visibility", "This answers something only you can see: keep it to yourself too."
            )
        return cleaned

    def _weigh(self, cleaned: dict[str, Any], pasted: str) -> None:
        """What a counterpoint brings along is understood whole, or the reader mends it first."""
        understood = parse_sources(pasted)
        cleaned["works"] = understood.works
        long = overlong_source_problem(understood.works)
        for problem in [long] * bool(long) + told(understood.problems, pasted):
            self.add_error("evidence", problem)
        if len(understood.works) > self.most_works:
            self.add_error("evidence", self._too_many(len(understood.works)))

    def _refuse_twice(self, cleaned: dict[str, Any]) -> None:
        """The same text twice by one author on one paragraph: the first is enough."""
        said = {name: cleaned.get(name, "") for name in ("kind", "body", "citation")}
        if self.reader.member is None or not (said["body"] or said["citation"]):
            return
        own = Annotation.objects.visible_to(self.reader).filter(author=self.reader.member)
        first = own.filter(paragraph=self.block.paragraph_id, reading=self.reading, **said)
        found = first.exclude(pk=cleaned.get("id") or uuid7()).order_by("created_at").first()
        if found:
            words = format_html(
                'You have written just this here already: <a href="{}">it stands there</a>.',
                reverse("annotation", args=[found.pk]),
            )
            self.add_error("body" if said["body"] else "citation", words)

    def _passage(self, cleaned: dict[str, Any]) -> Passage | None:
        exact, start, end = cleaned.get("exact", ""), cleaned.get("start"), cleaned.get("end")
        if {"exact", "start", "end"} & self.errors.keys():
            return None
        if not exact.strip():
            if start is None and end is None:
                return None
            self.add_error("exact", "Say which words of the paragraph this is about.")
            return None
        found = locate_quotation(
            self.block.text,
            exact,
            cleaned.get("prefix", ""),
            cleaned.get("suffix", ""),
            *((0, 0) if start is None or end is None else (start, end)),
        )
        if found is None:
            self.add_error(
                "exact",
                f"These words are not in {self.block.label}. Copy them exactly as they stand "
                "there, or leave this empty to speak about the whole paragraph.",
            )
            return None
        return at(self.block, *found)


class EditForm(SayingForm):
    """The words of an annotation, to change. Its kind and its place stay."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This form is damaged: open it again.",
            "invalid": "This form is damaged: open it again.",
        },
    )

    def __init__(self, *arguments: Any, annotation: Annotation, **options: Any) -> None:
        names = ("body", "attack", "relation", "citation", "quotation", "locator", "version")
        newest = annotation.waiting_edit or annotation
        initial = {name: getattr(newest, name) for name in names}
        super().__init__(*arguments, **{"initial": initial, **options})
        self.fields["kind"].disabled = True
        self.initial["kind"] = annotation.kind
