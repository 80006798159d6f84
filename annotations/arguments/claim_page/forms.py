"""Forms of the claim pages."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.anchoring.passages import Passage
from annotations.anchoring.selectors import locate_quotation
from annotations.arguments.claims.wording_comparison import normalised_wording
from annotations.arguments.models import Claim
from annotations.arguments.schemes import SCHEMES
from annotations.essays.models import Block
from annotations.margin.passages.anchors import passage_at
from annotations.people.fields import MultilineField, SingleLineField
from annotations.seminars.settings.concurrent_edits import conflict_message

CHOOSE_ANOTHER = _("Choose another claim of this essay.")
LONGEST_CLAIM = 300


class WordingForm(forms.Form):
    """The wording of a claim, in one line; `others` are the wordings of the other claims."""

    wording = SingleLineField(
        max_length=LONGEST_CLAIM,
        error_messages={"required": _("Say in one line what it claims.")},
    )

    def __init__(self, *arguments: Any, others: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.others = {normalised_wording(wording) for wording in others}

    def clean_wording(self) -> str:
        """Return the wording. Raises ValidationError if another claim has the same one."""
        wording: str = self.cleaned_data["wording"]
        if normalised_wording(wording) in self.others:
            raise ValidationError(_("Another claim says just this: merge the two instead."))
        return wording


class RewordingForm(WordingForm):
    """A new wording, sent with the wording that was shown (`seen`).

    Unchanged text keeps the current wording. A change that would overwrite a wording that the
    member has not seen is rejected once, with the current one; without `seen` it is accepted.
    """

    def __init__(self, *arguments: Any, now: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.current = now
        self.outdated = False

    def clean_wording(self) -> str:
        """Return the wording. Raises ValidationError if the claim was reworded since the page was
        shown."""
        wording = super().clean_wording()
        seen = self.data.get("seen")
        if wording == seen:
            return self.current
        self.outdated = seen is not None and self.current not in (seen, wording)
        if self.outdated:
            raise ValidationError(conflict_message(self.current))
        return wording

    def seen_wording(self) -> str:
        """The value for `seen` when the form is shown again."""
        seen: str = self.data.get("seen", self.current)
        return self.current if self.outdated else seen


class PassageForm(forms.Form):
    """The passage that makes a claim: a paragraph, and words of it or the whole paragraph."""

    part = forms.CharField(
        error_messages={"required": _("Choose the paragraph that makes this claim.")}
    )
    exact = MultilineField(required=False, strip=False)

    def __init__(self, *arguments: Any, blocks: list[Block], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.blocks = {block.part: block for block in blocks}
        self.block: Block | None = None
        self.passage: Passage | None = None

    def clean_part(self) -> str:
        """Set `block`. Raises ValidationError if the paragraph is not in the current revision."""
        part: str = self.cleaned_data["part"]
        self.block = self.blocks.get(part)
        if self.block is None:
            raise ValidationError(_("There is no such paragraph. Choose one from the list."))
        return part

    def clean(self) -> dict[str, Any]:
        """Set `passage` to where the words are; adds an error if they are not in the paragraph."""
        cleaned = super().clean() or self.cleaned_data
        exact = cleaned.get("exact", "")
        if self.block is None or not exact.strip():
            return cleaned | {"block": self.block, "passage": None}
        offsets = locate_quotation(self.block.text, exact, "", "", 0, 0)
        if offsets is None:
            complaint = _(
                "These words are not in %(place)s. Copy them exactly as they stand there, or leave "
                "this empty for the whole paragraph."
            )
            self.add_error("exact", complaint % {"place": self.block.label})
        else:
            self.passage = passage_at(self.block, *offsets)
        return cleaned | {"block": self.block, "passage": self.passage}


class NewClaimForm(PassageForm, WordingForm):
    """A new claim, with the passage that makes it and a scheme."""

    scheme = forms.ChoiceField(
        required=False,
        choices=[
            ("", pgettext_lazy("argumentation scheme", "None named")),
            *((each.code, each.name) for each in SCHEMES),
        ],
        error_messages={"invalid_choice": _("Choose one of the list, or none.")},
    )


class SchemeForm(forms.Form):
    """The argumentation scheme of a claim, or none."""

    scheme = NewClaimForm.base_fields["scheme"]


class OtherClaimForm(forms.Form):
    """Another claim of the same essay, as a premise or to merge into; `itself` is the error for the
    claim itself."""

    other = forms.UUIDField(error_messages={"required": CHOOSE_ANOTHER, "invalid": CHOOSE_ANOTHER})

    def __init__(
        self, *arguments: Any, claim: Claim, claims: dict[str, Claim], itself: str, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.claim, self.claims, self.error_if_same = claim, claims, itself

    def clean_other(self) -> Claim:
        """Return the claim. Raises ValidationError if it is not on the board, or the same claim."""
        identifier: UUID = self.cleaned_data["other"]
        if identifier == self.claim.pk:
            raise ValidationError(self.error_if_same)
        other = self.claims.get(str(identifier))
        if other is None:
            raise ValidationError(CHOOSE_ANOTHER)
        return other


class AttachForm(forms.Form):
    """The annotation to attach to a claim, one of `offered`."""

    annotation = forms.UUIDField(
        error_messages={
            "required": _("Choose what bears on this claim."),
            "invalid": _("Choose what bears on this claim."),
        }
    )

    def __init__(self, *arguments: Any, offered: Collection[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offered = offered

    def clean_annotation(self) -> UUID:
        """Return the identifier. Raises ValidationError if it was not offered."""
        annotation: UUID = self.cleaned_data["annotation"]
        if str(annotation) not in self.offered:
            raise ValidationError(_("That can’t be tied to this claim: choose from the list."))
        return annotation
