"""The forms for a new text, and for placing an orphan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.anchoring.selectors import locate_quotation
from annotations.editions.revision_plan import RevisionPlan, plan_revision
from annotations.essays.models import Block
from annotations.people.fields import MultilineField, SingleLineField
from annotations.prose.blocks import InvalidEssay
from annotations.prose.normalising import MAX_FILE_BYTES, UnreadableText, decode_utf8
from annotations.seminars.models import Reading


class RevisionForm(forms.Form):
    """A corrected text, pasted or uploaded; if both are sent, the file is used."""

    markdown = forms.Field(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    remark = SingleLineField(required=False, max_length=300)
    expected = forms.UUIDField(
        error_messages={
            "required": gettext_lazy("This form is damaged: open the page again."),
            "invalid": gettext_lazy("This form is damaged: open the page again."),
        }
    )

    def __init__(self, *arguments: Any, reading: Reading, **options: Any) -> None:
        self.reading = reading
        # The text as typed, or as read from the file: shown again even if it is invalid.
        self.text = ""
        self.plan: RevisionPlan | None = None
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        """Read the text and plan its publication; sets `text` and `plan`."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        self.text = cleaned.get("markdown") or ""
        name = "file" if upload else "markdown"
        if name in self.errors:
            return cleaned
        try:
            if upload:
                self.text = _read(upload)
            if not self.text.strip():
                raise ValidationError(
                    _("This file is empty.")
                    if upload
                    else _("Paste the corrected text, or choose its file.")
                )
            self.plan = plan_revision(self.reading, self.text)
        except (UnreadableText, InvalidEssay) as problem:
            self.add_error(name, str(problem))
        except ValidationError as problem:
            self.add_error(name, problem)
        return cleaned


def _read(upload: Any) -> str:
    """Return the text of an uploaded file.

    Raises ValidationError if it is too large, and UnreadableText if it is not UTF-8.
    """
    if upload.size > MAX_FILE_BYTES:
        size = MAX_FILE_BYTES // 1_000_000
        raise ValidationError(_("The file is larger than %(size)d MB.") % {"size": size})
    return decode_utf8(upload.read())


class OrphanPlacementForm(forms.Form):
    """The words that an orphan is about now, or a whole paragraph by its number."""

    exact = MultilineField(required=False, strip=False)
    number = forms.CharField(required=False, max_length=8)
    # The offset of the selection, set by JavaScript; it decides between equal passages.
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, blocks: list[Block], **options: Any) -> None:
        self.blocks = blocks
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        """Find the block and passage; sets `cleaned_data["place"]` to (block, start, end).

        Adds an error if the words are nowhere or in several blocks.
        """
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        among = self._named(cleaned["number"].strip().lstrip("¶p").strip())
        if among is not None:
            cleaned["place"] = self._place(cleaned, among)
        return cleaned

    def _named(self, number: str) -> list[Block] | None:
        """Return the blocks to search: that of a number, or all; None if there is no such block."""
        if not number:
            return self.blocks
        named = [block for block in self.blocks if block.part == number]
        if not named:
            self.add_error("number", _("There is no paragraph of this number."))
            return None
        return named

    def _place(
        self, cleaned: dict[str, Any], among: list[Block]
    ) -> tuple[Block, int | None, int | None] | None:
        """Return the one place of the quoted words among these blocks, or None with an error."""
        words = cleaned["exact"]
        if not words.strip():
            if len(among) == 1:
                return among[0], None, None
            self.add_error("exact", _("Quote the words it is about, or say which paragraph."))
            return None
        start = cleaned["start"] or 0
        places = [
            (block, *span)
            for block in among
            if (span := locate_quotation(block.text, words, "", "", start, start + len(words)))
        ]
        if len(places) == 1:
            return places[0]
        if places:
            where = ", ".join(block.label for block, *_span in places[:8])
            message = _("These words are in %(places)s: say which paragraph you mean.")
            self.add_error("number", message % {"places": where})
        else:
            self.add_error(
                "exact",
                _("These words are not in the text. Copy them exactly as they stand there."),
            )
        return None
