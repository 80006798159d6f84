"""The forms that describe a work by hand, and that join it to another."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.people.fields import MultilineField, SingleLineField
from annotations.sources.completeness import MAX_TITLE_LENGTH
from annotations.sources.csl.dates import read_date, write_date
from annotations.sources.csl.identifiers import DOI, clean_doi, isbn13, wrong_isbn
from annotations.sources.csl.items import CslItem
from annotations.sources.csl.names import read_inverted_name, write_inverted_name
from annotations.sources.csl.web_addresses import address_problem

WORK_TYPES = {
    "article-journal": gettext_lazy("Article in a journal"),
    "article-newspaper": gettext_lazy("Article in a newspaper"),
    "article-magazine": gettext_lazy("Article in a magazine"),
    "book": gettext_lazy("Book"),
    "chapter": gettext_lazy("Chapter of a book"),
    "paper-conference": gettext_lazy("Paper of a conference"),
    "report": pgettext_lazy("kind of work", "Report"),
    "thesis": gettext_lazy("Thesis"),
    "webpage": gettext_lazy("Web page"),
    "document": pgettext_lazy("kind of work", "Something else"),
}
# The fields that hold one line of text, with their names in CSL-JSON.
TEXT_FIELDS = {
    "title": "title",
    "container": "container-title",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "edition": "edition",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "DOI": "DOI",
    "ISBN": "ISBN",
    "URL": "URL",
}


class WorkForm(forms.Form):
    """A description of a work, begun with what `csl` says of it."""

    type = forms.ChoiceField(
        label=gettext_lazy("What kind of work?"),
        choices=list(WORK_TYPES.items()),
        error_messages={
            "required": gettext_lazy("Choose one of the list."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )
    title = SingleLineField(
        label=pgettext_lazy("field of a work", "Title"),
        max_length=MAX_TITLE_LENGTH,
        error_messages={"required": gettext_lazy("What is it called?")},
    )
    authors = MultilineField(
        label=pgettext_lazy("field of a work", "Authors"),
        help_text=gettext_lazy("one a line: Snyder, Glenn H."),
        required=False,
        max_length=2_000,
    )
    editors = MultilineField(
        label=pgettext_lazy("field of a work", "Editors"),
        help_text=gettext_lazy("one a line, if there are any"),
        required=False,
        max_length=2_000,
    )
    container = SingleLineField(
        label=pgettext_lazy("field of a work", "In"),
        help_text=gettext_lazy("the journal, newspaper, book or site"),
        required=False,
        max_length=MAX_TITLE_LENGTH,
    )
    issued = SingleLineField(
        label=pgettext_lazy("field of a work", "Date"),
        help_text=gettext_lazy("1984, or 2019-05-12"),
        required=False,
        max_length=60,
    )
    volume = SingleLineField(
        label=pgettext_lazy("field of a work", "Volume"), required=False, max_length=60
    )
    issue = SingleLineField(
        label=pgettext_lazy("field of a work", "Issue"), required=False, max_length=60
    )
    pages = SingleLineField(
        label=pgettext_lazy("field of a work", "Pages"),
        help_text="461-495",
        required=False,
        max_length=60,
    )
    edition = SingleLineField(
        label=pgettext_lazy("field of a work", "Edition"), required=False, max_length=60
    )
    publisher = SingleLineField(
        label=pgettext_lazy("field of a work", "Publisher"),
        required=False,
        max_length=MAX_TITLE_LENGTH,
    )
    publisher_place = SingleLineField(
        label=pgettext_lazy("field of a work", "Place of publication"),
        required=False,
        max_length=200,
    )
    DOI = SingleLineField(label="DOI", required=False, max_length=200)
    ISBN = SingleLineField(label="ISBN", required=False, max_length=40)
    URL = SingleLineField(
        label=pgettext_lazy("field of a work", "Address on the web"),
        required=False,
        max_length=1_000,
    )

    def __init__(self, *arguments: Any, csl: CslItem, **options: Any) -> None:
        self.csl: dict[str, Any] = dict(csl)
        super().__init__(*arguments, **{"initial": _initial_values(self.csl)} | options)

    def clean_DOI(self) -> str:
        """Return the bare DOI, also if it was pasted as an address. Raises ValidationError."""
        text: str = self.cleaned_data["DOI"]
        match = DOI.search(text)
        if text and not match:
            raise ValidationError(_("A DOI looks like 10.1000/182."))
        return clean_doi(match[0]) if match else ""

    def clean_ISBN(self) -> str:
        """Return the ISBN with 13 digits. Raises ValidationError if its check digit is wrong."""
        text: str = self.cleaned_data["ISBN"]
        problem = wrong_isbn(text) if text else None
        if problem:
            raise ValidationError(str(problem))
        return isbn13(text) if text else ""

    def clean_URL(self) -> str:
        """Return the address. Raises ValidationError if it is not a public one."""
        text: str = self.cleaned_data["URL"]
        problem = address_problem(text) if text else None
        if problem:
            raise ValidationError(str(problem))
        return text

    def cleaned_csl(self) -> dict[str, Any]:
        """Return the description as CSL-JSON, with the fields of `csl` that the form lacks."""
        cleaned = self.cleaned_data
        fields: dict[str, Any] = {csl: cleaned[name] for name, csl in TEXT_FIELDS.items()}
        fields |= {
            "author": _read_names(cleaned["authors"]),
            "editor": _read_names(cleaned["editors"]),
            "issued": read_date(cleaned["issued"]) if cleaned["issued"] else None,
        }
        other = {name: value for name, value in self.csl.items() if name not in fields}
        return other | {"type": cleaned["type"]} | {n: each for n, each in fields.items() if each}


class JoinForm(forms.Form):
    """The work of the bibliography to which this one is joined: one of `works`."""

    other = forms.UUIDField(
        error_messages={
            "required": gettext_lazy("Choose the work that it is."),
            "invalid": gettext_lazy("Choose the work that it is."),
        }
    )

    def __init__(self, *arguments: Any, works: set[UUID], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.works = works

    def clean_other(self) -> UUID:
        """Return the work's id. Raises ValidationError if it is not one of `works`."""
        other: UUID = self.cleaned_data["other"]
        if other not in self.works:
            raise ValidationError(_("Choose the work that it is."))
        return other


def _initial_values(csl: dict[str, Any]) -> dict[str, Any]:
    """Return CSL-JSON as the form's initial values."""
    fields: dict[str, Any] = {name: str(csl.get(field, "")) for name, field in TEXT_FIELDS.items()}
    kind = str(csl.get("type"))
    return fields | {
        "type": kind if kind in WORK_TYPES else "document",
        "authors": "\n".join(map(write_inverted_name, csl.get("author") or [])),
        "editors": "\n".join(map(write_inverted_name, csl.get("editor") or [])),
        "issued": write_date(csl["issued"]) if csl.get("issued") else "",
    }


def _read_names(lines: str) -> list[Any]:
    """Return the names of a field with one name a line, for CSL-JSON."""
    return [read_inverted_name(line) for line in lines.splitlines() if line.strip()]
