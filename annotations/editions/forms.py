"""The forms for a new text, and for placing an orphan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.anchoring.selectors import locate_quotation
from annotations.editions.actions import title_after
from annotations.editions.revision_plan import RevisionPlan, plan_revision
from annotations.essays.actions import shorten_title
from annotations.essays.models import Block
from annotations.essays.uploads import markdown_of
from annotations.people.fields import MultilineField, SingleLineField
from annotations.prose.blocks import InvalidEssay, ParsedEssay
from annotations.prose.documents.document import Document
from annotations.prose.normalising import UnreadableText
from annotations.seminars.models import Reading
from annotations.seminars.readings.actions import EssayDetails
from annotations.seminars.readings.forms import DetailedTextForm

DETAILS = ("title", "byline", "language")


class RevisionForm(DetailedTextForm):
    """A corrected text, with a remark on what was corrected, and its title, author and language as
    they shall be from then on."""

    markdown = forms.Field(required=False)
    remark = SingleLineField(required=False, max_length=300)
    expected = forms.UUIDField(
        error_messages={
            "required": gettext_lazy("This form is damaged: open the page again."),
            "invalid": gettext_lazy("This form is damaged: open the page again."),
        }
    )

    def __init__(
        self, *arguments: Any, reading: Reading, plans: bool = True, **options: Any
    ) -> None:
        self.reading = reading
        # False where only the text is looked at, not what it would change.
        self.plans = plans
        # The text as typed, or as read from the file: shown again even if it is invalid.
        self.text = ""
        # The text of a file in another format than Markdown, and what of the file is not in it.
        self.document: Document | None = None
        self.plan: RevisionPlan | None = None
        super().__init__(*arguments, **options)

    def clean(self) -> dict[str, Any]:
        """Read the text and plan its publication; sets `text`, `document` and `plan`."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        self.text = cleaned.get("markdown") or ""
        name = "file" if upload else "markdown"
        if name in self.errors:
            return cleaned
        try:
            self.document = self.read(
                typed=self.text, missing=_("Paste the corrected text, or choose its file.")
            )
            self.text = markdown_of(self.document)
            if self.plans:
                self.plan = plan_revision(self.reading, self.text, self.parsed)
        except (UnreadableText, InvalidEssay) as problem:
            self.add_error(name, str(problem))
        except ValidationError as problem:
            self.add_error(name, problem)
        return cleaned

    @property
    def parsed(self) -> ParsedEssay | None:
        """The blocks of a text that came in another format than Markdown."""
        if self.document is None or self.document.markdown:
            return None
        return self.document.essay

    @property
    def has_wrong_details(self) -> bool:
        """True if nothing is wrong but the title, author or language."""
        return self.plan is not None and bool(self.errors) and {*self.errors} <= {*DETAILS}

    @property
    def shown(self) -> dict[str, str]:
        """The title, author and language as the page shows them: as typed, else as they will be."""
        return {name: self.data.get(name, now) for name, now in self._unchanged_details().items()}

    def details(self) -> EssayDetails | None:
        """Return what a valid form says of the essay; None if it says nothing."""
        if not {*DETAILS} <= self.data.keys():
            return None
        now, sent = self._unchanged_details(), self.cleaned_data
        of_file = self.document.title if self.document else ""
        return {
            "title": sent["title"] or shorten_title(of_file) or now["title"],
            "byline": sent["byline"],
            "language": sent["language"] or now["language"],
        }

    def _unchanged_details(self) -> dict[str, str]:
        essay = self.reading.essay
        title = title_after(essay, self.plan.change) if self.plan else essay.title
        return {"title": title, "byline": essay.byline, "language": essay.language}


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
