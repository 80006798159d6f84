"""The fields of a form with a text: pasted or in a file, previewed, and mended in the preview."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.essays.models import UploadedText
from annotations.essays.preview.mended_texts import (
    MendedText,
    OlderPreview,
    find_mended_text,
    mend_text,
    unmended_text,
)
from annotations.essays.uploads import (
    ACCEPTED_FILES,
    EncodingField,
    markdown_of,
    read_text_form,
    store_upload,
)
from annotations.people.models import User
from annotations.prose.blocks import InvalidEssay
from annotations.prose.documents.document import Document
from annotations.prose.documents.reader import read_markdown
from annotations.prose.preview.mends import MEND_ACTIONS, ImpossibleMend, Mend

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TAKE_BACK = "undo"
OLDER_PREVIEW = _(
    "This preview was an older one: the text was changed since, perhaps in another tab. Nothing is"
    " lost: below it is as it is now. Your last step was not taken."
)
NEW_FILE = _("You chose another file: this is its text, as it was read.")
IMPOSSIBLE = _("This can’t be done there. The text is as it was.")
NO_PARAGRAPH = _("The text was left as it was: %(reason)s")


class MendField(forms.CharField):
    """What a button of the preview asks for: “join 12”, “drop 3 4 5”, “undo” …"""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=200_000)

    def clean(self, value: Any) -> tuple[str, tuple[int, ...]] | None:
        """Return the action and the positions; None for none."""
        action, *positions = super().clean(value).split() or [""]
        if action == TAKE_BACK:
            return action, ()
        if (
            action not in MEND_ACTIONS
            or not positions
            or not all(each.isdecimal() and len(each) < 7 for each in positions)
        ):
            return None
        return action, tuple(map(int, positions))


class TextPreviewForm(forms.Form):
    """A text, pasted or in a file, as it is previewed. A text that came in another format than
    Markdown, or was mended, is kept meanwhile: `upload` is its id.

    If a file and a pasted text are sent, the file is used.
    """

    file = forms.FileField(required=False, allow_empty_file=True)
    upload = forms.UUIDField(required=False)
    encoding = EncodingField()
    # How often the text had been changed when this preview was shown, and what to do to it now.
    version = forms.IntegerField(required=False, min_value=0)
    mend = MendField()
    # The endings of the files that can be chosen, as HTML lists them.
    accepted_files = ACCEPTED_FILES

    def __init__(self, *arguments: Any, user: User | None = None, **options: Any) -> None:
        self.user = user
        # The text in its preview; None until it is valid.
        self.preview: MendedText | None = None
        # Why what was asked for in the preview was not done; "" if it was.
        self.notice: StrOrPromise = ""
        self.is_older = False
        super().__init__(*arguments, **options)

    def read(self, *, typed: str, missing: StrOrPromise) -> Document:
        """Read the text, mend it as was asked, and return it; sets `preview` and `notice`.

        Raises ValidationError for an empty or too large file, and with the words `missing` for an
        empty form, and UnreadableText and InvalidEssay as `read_document` does.
        """
        cleaned = self.cleaned_data
        preview = None
        if not (cleaned.get("file") or typed.strip()) and cleaned.get("upload"):
            preview = find_mended_text(cleaned["upload"], self.user)
        if preview is None:
            document = read_text_form(cleaned, typed=typed, missing=str(missing))
            preview = unmended_text(document)
        self.preview = preview
        if cleaned.get("file"):
            self.notice = NEW_FILE if cleaned.get("version") is not None else ""
        elif self._is_outdated(preview):
            self.notice, self.is_older = OLDER_PREVIEW, True
        elif cleaned.get("mend"):
            self._mend(preview)
        elif "by_hand" in self.data and preview.upload:
            self.preview = unmended_text(_as_markdown(preview.document))
        return self.preview.document

    def _is_outdated(self, preview: MendedText) -> bool:
        version = self.cleaned_data.get("version")
        return version is not None and version != preview.version

    def _mend(self, preview: MendedText) -> None:
        """Make the change that was asked for, unless the text can't be changed so."""
        action, positions = self.cleaned_data["mend"]
        mend = None if action == TAKE_BACK else self._asked_mend(action, positions)
        try:
            self.preview = mend_text(
                preview.upload or self._store(preview.document),
                owner=self.user,
                version=preview.version,
                mend=mend,
            )
        except (OlderPreview, UploadedText.DoesNotExist):
            self.notice, self.is_older = OLDER_PREVIEW, True
        except ImpossibleMend:
            self.notice = IMPOSSIBLE
        except InvalidEssay as problem:
            self.notice = NO_PARAGRAPH % {"reason": problem}

    def _asked_mend(self, action: str, positions: tuple[int, ...]) -> Mend:
        """Return the mend, with the choices made in the row that it is for."""
        kind, _space, level = self.data.get(f"made-{positions[0]}", "").partition(" ")
        offset = self.data.get(f"split-{positions[0]}", "")
        return Mend(
            action,  # type: ignore[arg-type]  # one of MEND_ACTIONS, as `MendField` returns it
            positions,
            offset=int(offset) if offset.isdecimal() and len(offset) < 8 else 0,
            kind=kind,
            level=int(level) if level.isdecimal() and len(level) == 1 else 0,
        )

    @property
    def upload_id(self) -> UUID | str | None:
        """The id of what is kept of the text, to be sent with the form."""
        if self.preview:
            return self.preview.upload
        return self.initial.get("upload")

    def keep_upload(self) -> None:
        """Keep a text that came in another format than Markdown, if it is not kept yet."""
        if self.preview and not self.preview.upload and not self.preview.document.markdown:
            id = self._store(self.preview.document)
            self.preview = replace(self.preview, upload=id)

    def _store(self, document: Document) -> UUID:
        file = self.cleaned_data.get("file")
        return store_upload(document, name=(file and file.name) or "", owner=self.user).pk


def _as_markdown(document: Document) -> Document:
    """Return a document as if its text had been typed; what is said of it stays."""
    typed = read_markdown(markdown_of(document))
    return replace(document, essay=typed.essay, markdown=typed.markdown, with_suspected=())
