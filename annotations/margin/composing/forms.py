"""The forms that post and edit annotations, with the sentences for what they refuse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import locate_quotation
from annotations.character_folding.invisible_characters import without_invisible
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin import rules
from annotations.margin.choices import Kind, Visibility
from annotations.margin.composing.content_form import AnnotationForm, problem_sentences
from annotations.margin.models import Annotation
from annotations.margin.passages.anchors import passage_at
from annotations.people.fields import MultilineField, SingleLineField
from annotations.prepared_queries.compilation import prepared
from annotations.prose.normalising import UnreadableText, normalise
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.completeness import overlong_source_problem
from annotations.sources.parse import parse_sources

TARGET_GONE = _(
    "What you are answering is not here any more. Your text is kept: post it again to put it "
    "beside the paragraph, or choose another place."
)
DAMAGED = _("This form is damaged: open it again.")
CHOOSE_AUDIENCE = _("Choose who will see it: the seminar, or only you.")
MAX_COMPOSER_PASTE = 60_000  # a hundred works in BibTeX


class ContextField(forms.CharField):
    """The text before or after a selection. It only helps to find the passage, so unreadable text
    becomes empty."""

    widget = forms.HiddenInput
    longest = 1_000

    def clean(self, value: Any) -> str:
        """Return the cleaned text, or nothing."""
        try:
            return normalise(str(value or "")[: self.longest])
        except UnreadableText:
            return ""


class ComposerForm(AnnotationForm):
    """A new annotation about a paragraph, a passage of it, or another annotation. A paste of
    several works becomes as many sources."""

    most_works = 100
    citation = MultilineField(required=False, max_length=MAX_COMPOSER_PASTE)
    # Sources for a counterpoint, posted with it in the same step.
    evidence = MultilineField(required=False, max_length=MAX_COMPOSER_PASTE)
    id = forms.UUIDField(
        required=False, error_messages={"invalid": _("This form is damaged: please send it again.")}
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices,
        error_messages={
            "required": CHOOSE_AUDIENCE,
            "invalid_choice": CHOOSE_AUDIENCE,
        },
    )
    claim = SingleLineField(required=False, max_length=300)
    about = forms.UUIDField(required=False, error_messages={"invalid": TARGET_GONE})
    exact = MultilineField(required=False, strip=False)
    prefix = ContextField(required=False)  # type: ignore[assignment]  # no form prefix is used
    suffix = ContextField(required=False)
    start = forms.IntegerField(
        required=False, error_messages={"invalid": _("A passage begins at a whole number.")}
    )
    end = forms.IntegerField(
        required=False, error_messages={"invalid": _("A passage ends at a whole number.")}
    )

    def __init__(
        self,
        *arguments: Any,
        reading: Reading,
        reader: Reader,
        block: Block,
        is_first_here: bool = False,
        **options: Any,
    ) -> None:
        self.reading, self.reader, self.block = reading, reader, block
        # True if it is known that the reader has written nothing at this block before.
        self.is_first_here = is_first_here
        super().__init__(*arguments, **options)

    def clean_id(self) -> UUID:
        """Return the identifier that the browser made, or a new one."""
        return self.cleaned_data["id"] or uuid7()

    def clean_about(self) -> Annotation | None:
        """Return the annotation that this answers, or None. One query.

        Raises ValidationError if the reader may not see it, if it is at another paragraph, or if it
        waits for a moderator.
        """
        identifier = self.cleaned_data["about"]
        if identifier is None:
            return None
        about = (
            Annotation.objects.visible_to(self.reader)
            .select_related("author")
            .filter(
                pk=identifier,
                reading=self.reading,
                paragraph=self.block.paragraph_id,
                state__in=rules.COUNTED,
            )
            .first()
        )
        if about is None:
            raise ValidationError(TARGET_GONE)
        if about.state == rules.PENDING:
            raise ValidationError(
                _("This waits for a moderator: it can be answered once it shows.")
            )
        return about

    def clean(self) -> dict[str, Any]:
        """Check the passage and the evidence, and that an answer to a private annotation is
        private too."""
        cited = self.cleaned_data.get("citation", "")
        cleaned = super().clean()
        about = cleaned.get("about")
        self._refuse_duplicate(cleaned)
        evidence = cleaned.get("evidence") or cited
        cleaned["evidence"] = evidence if cleaned.get("kind") == Kind.COUNTERPOINT else ""
        if cleaned["evidence"]:
            self._parse_evidence(cleaned, evidence)
        if about is None:
            cleaned["passage"] = self._passage(cleaned)
        elif about.visibility == rules.PRIVATE and cleaned.get("visibility") == rules.SEMINAR:
            self.add_error(
                "visibility", _("This answers something only you can see: keep it to yourself too.")
            )
        return cleaned

    def _parse_evidence(self, cleaned: dict[str, Any], pasted: str) -> None:
        """Unlike a paste of sources, evidence with an entry that can't be read is refused."""
        parsed = parse_sources(pasted)
        cleaned["works"] = parsed.works
        if problem := overlong_source_problem(parsed.works):
            self.add_error("evidence", problem)
        for sentence in problem_sentences(parsed.problems, pasted):
            self.add_error("evidence", sentence)
        if len(parsed.works) > self.most_works:
            self.add_error("evidence", self._too_many(len(parsed.works)))

    def _refuse_duplicate(self, cleaned: dict[str, Any]) -> None:
        """Add an error if the author has posted a text that looks the same on this paragraph
        before. One query; none for their first one here."""
        body, citation = cleaned.get("body", ""), cleaned.get("citation", "")
        if self.reader.member is None or not (body or citation) or self.is_first_here:
            return
        others = _own_words(
            self.reader,
            self.block.paragraph_id,
            self.reading.pk,
            cleaned.get("kind", ""),
            cleaned.get("id") or uuid7(),
        )
        text = [without_invisible(body), without_invisible(citation)]
        same = (
            identifier
            for identifier, *words in others
            if [without_invisible(each) for each in words] == text
        )
        if earlier := next(same, None):
            message = format_html(
                gettext(
                    'You have written just this here already: <a href="{address}">it stands '
                    "there</a>."
                ),
                address=reverse("annotation", args=[earlier]),
            )
            self.add_error("body" if body else "citation", message)

    def _passage(self, cleaned: dict[str, Any]) -> Passage | None:
        exact, start, end = cleaned.get("exact", ""), cleaned.get("start"), cleaned.get("end")
        if {"exact", "start", "end"} & self.errors.keys():
            return None
        if not exact.strip():
            if start is None and end is None:
                return None
            self.add_error("exact", _("Say which words of the paragraph this is about."))
            return None
        place = locate_quotation(
            self.block.text,
            exact,
            cleaned.get("prefix", ""),
            cleaned.get("suffix", ""),
            *((0, 0) if start is None or end is None else (start, end)),
        )
        if place is None:
            message = gettext(
                "These words are not in %(place)s. Copy them exactly as they stand there, or leave "
                "this empty to speak about the whole paragraph."
            )
            self.add_error("exact", message % {"place": self.block.label})
            return None
        return passage_at(self.block, *place)


@prepared
def _own_words(
    reader: Reader, paragraph: UUID, reading: UUID, kind: str, apart_from: UUID
) -> QuerySet[Any, tuple[UUID, str, str]]:
    visible = Annotation.objects.visible_to(reader)
    here = visible.filter(author=reader.member, paragraph=paragraph, reading=reading, kind=kind)
    others = here.exclude(pk=apart_from).order_by("created_at")
    return others.values_list("pk", "body", "citation")


class EditForm(AnnotationForm):
    """Changes the words of an annotation. Its kind and its place stay."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": DAMAGED, "invalid": DAMAGED},
    )

    def __init__(self, *arguments: Any, annotation: Annotation, **options: Any) -> None:
        names = ("body", "attack", "relation", "citation", "quotation", "locator", "version")
        newest = annotation.waiting_edit or annotation
        initial = {name: getattr(newest, name) for name in names}
        super().__init__(*arguments, **{"initial": initial, **options})
        self.fields["kind"].disabled = True
        self.initial["kind"] = annotation.kind
