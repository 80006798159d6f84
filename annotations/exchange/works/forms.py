"""What may be said of a work by hand, and what is told where it can't be."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from annotations.people.fields import MultilineField, SingleLineField
from annotations.sources.completeness import MAX_TITLE_LENGTH
from annotations.sources.csl.dates import read_date, write_date
from annotations.sources.csl.identifiers import DOI, clean_doi, isbn13, wrong_isbn
from annotations.sources.csl.items import CslItem
from annotations.sources.csl.names import read_inverted_name, write_inverted_name
from annotations.sources.csl.web_addresses import address_problem

TYPES = {
    "article-journal": "Article in a journal",
    "article-newspaper": "Article in a newspaper",
    "article-magazine": "Article in a magazine",
    "book": "Book",
    "chapter": "Chapter of a book",
    "paper-conference": "Paper of a conference",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "Web page",
    "document": "Something else",
}
# What is written by hand, by its name in CSL-JSON.
PLAIN = {
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
    """What a work is, as a member describes it."""

    type = forms.ChoiceField(
        choices=list(TYPES.items()),
        error_messages={
            "required": "Choose one of the list.",
            "invalid_choice": "Choose one of the list.",
        },
    )
    title = SingleLineField(
        max_length=MAX_TITLE_LENGTH, error_messages={"required": "What is it called?"}
    )
    authors = MultilineField(required=False, max_length=2_000)
    editors = MultilineField(required=False, max_length=2_000)
    issued = SingleLineField(required=False, max_length=60)
    container = SingleLineField(required=False, max_length=MAX_TITLE_LENGTH)
    publisher = SingleLineField(required=False, max_length=MAX_TITLE_LENGTH)
    publisher_place = SingleLineField(required=False, max_length=200)
    edition = SingleLineField(required=False, max_length=60)
    volume = SingleLineField(required=False, max_length=60)
    issue = SingleLineField(required=False, max_length=60)
    pages = SingleLineField(required=False, max_length=60)
    DOI = SingleLineField(required=False, max_length=200)
    ISBN = SingleLineField(required=False, max_length=40)
    URL = SingleLineField(required=False, max_length=1_000)

    def __init__(self, *arguments: Any, csl: CslItem, **options: Any) -> None:
        self.csl: dict[str, Any] = dict(csl)
        super().__init__(*arguments, **{"initial": _told(self.csl)} | options)

    def clean_DOI(self) -> str:
        """A DOI, however it was pasted."""
        text: str = self.cleaned_data["DOI"]
        found = DOI.search(text)
        if text and not found:
            raise ValidationError("A DOI looks like 10.1000/182.")
        return clean_doi(found[0]) if found else ""

    def clean_ISBN(self) -> str:
        """An ISBN whose check digit is right."""
        text: str = self.cleaned_data["ISBN"]
        problem = wrong_isbn(text) if text else None
        if problem:
            raise ValidationError(str(problem))
        return isbn13(text) if text else ""

    def clean_URL(self) -> str:
        """A public address."""
        text: str = self.cleaned_data["URL"]
        problem = address_problem(text) if text else None
        if problem:
            raise ValidationError(str(problem))
        return text

    def described(self) -> dict[str, Any]:
        """The work as CSL-JSON; what the form doesn't ask for is kept."""
        said = self.cleaned_data
        fields: dict[str, Any] = {csl: said[name] for name, csl in PLAIN.items()}
        fields |= {
            "author": _names(said["authors"]),
            "editor": _names(said["editors"]),
            "issued": read_date(said["issued"]) if said["issued"] else None,
        }
        kept = {name: value for name, value in self.csl.items() if name not in fields}
        return kept | {"type": said["type"]} | {n: each for n, each in fields.items() if each}


class JoiningForm(forms.Form):
    """Another work of the bibliography that is the same."""

    other = forms.UUIDField(
        error_messages={
            "required": "Choose the work that it is.",
            "invalid": "Choose the work that it is.",
        }
    )

    def __init__(self, *arguments: Any, works: set[UUID], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.works = works

    def clean_other(self) -> UUID:
        """One that is in the list."""
        other: UUID = self.cleaned_data["other"]
        if other not in self.works:
            raise ValidationError("Choose the work that it is.")
        return other


def _told(csl: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: str(csl.get(field, "")) for name, field in PLAIN.items()}
    kind = str(csl.get("type"))
    return fields | {
        "type": kind if kind in TYPES else "document",
        "authors": "\n".join(map(write_inverted_name, csl.get("author") or [])),
        "editors": "\n".join(map(write_inverted_name, csl.get("editor") or [])),
        "issued": write_date(csl["issued"]) if csl.get("issued") else "",
    }


def _names(lines: str) -> list[Any]:
    return [read_inverted_name(line) for line in lines.splitlines() if line.strip()]
