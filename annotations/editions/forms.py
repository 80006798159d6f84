"""What is accepted as a new text, and as the new place of an orphan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotations.anchoring.selectors import locate_quotation
from annotations.editions.preparing import Edition, prepare
from annotations.essays.models import Block
from annotations.margin.forms import Line, Prose
from annotations.prose.blocks import InvalidEssay
from annotations.prose.normalising import MAX_FILE_BYTES, UnreadableText, decode_utf8
from annotations.seminars.models import Reading

EMPTY = "Paste the corrected text, or choose its file."


class RevisionForm(forms.Form):
    """The corrected text, pasted or as a file, which goes before what is in the box."""

    markdown = forms.Field(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    remark = Line(required=False, max_length=300)
    expected = forms.UUIDField(
        error_messages={
            "required": "This form is damaged: open the page again.",
            "invalid": "This form is damaged: open the page again.",
        }
    )

    def __init__(self, *arguments: Any, reading: Reading, **options: Any) -> None:
        self.reading = reading
        # What was typed, or was in the file: shown again, whatever is wrong with it.
        self.text = ""
        self.edition: Edition | None = None
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        """The text can be read, and becomes an edition."""
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
                raise ValidationError("This file is empty." if upload else EMPTY)
            self.edition = prepare(self.reading, self.text)
        except (UnreadableText, InvalidEssay) as problem:
            self.add_error(name, str(problem))
        except ValidationError as problem:
            self.add_error(name, problem)
        return cleaned


def _read(upload: Any) -> str:
    if upload.size > MAX_FILE_BYTES:
        raise UnreadableText(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    return decode_utf8(upload.read())


class PlaceForm(forms.Form):
    """The words that an orphan is about now, or the paragraph as a whole."""

    exact = Prose(required=False, strip=False)
    number = forms.CharField(required=False, max_length=8)
    # Where a script saw them selected: which of several equal words is meant.
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, blocks: list[Block], **options: Any) -> None:
        self.blocks = blocks
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        """The words stand in one block, or it is said in which."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        among = self._named(cleaned["number"].strip().lstrip("¶p").strip())
        if among is not None:
            cleaned["place"] = self._place(cleaned, among)
        return cleaned

    def _named(self, number: str) -> list[Block] | None:
        if not number:
            return self.blocks
        named = [block for block in self.blocks if block.part == number]
        if not named:
            self.add_error("number", "There is no paragraph of this number.")
            return None
        return named

    def _place(
        self, cleaned: dict[str, Any], among: list[Block]
    ) -> tuple[Block, int | None, int | None] | None:
        words = cleaned["exact"]
        if not words.strip():
            if len(among) == 1:
                return among[0], None, None
            self.add_error("exact", "Quote the words it is about, or say which paragraph.")
            return None
        start = cleaned["start"] or 0
        found = [
            (block, *span)
            for block in among
            if (span := locate_quotation(block.text, words, "", "", start, start + len(words)))
        ]
        if len(found) == 1:
            return found[0]
        if found:
            where = ", ".join(block.label for block, _, _ in found[:8])
            self.add_error("number", f"These words are in {where}: say which paragraph you mean.")
        else:
            self.add_error(
                "exact", "These words are not in the text. Copy them exactly as they stand there."
            )
        return None
