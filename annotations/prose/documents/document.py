"""What a file that somebody uploads becomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A text in Markdown, and what its file says of itself; `""` where it says nothing."""

    markdown: str
    title: str = ""
    byline: str = ""
    language: str = ""
