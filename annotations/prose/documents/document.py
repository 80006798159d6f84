"""The text of an uploaded file, and what the file says about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A text in Markdown with its title, byline and language; `""` where the file names none."""

    markdown: str
    title: str = ""
    byline: str = ""
    language: str = ""
