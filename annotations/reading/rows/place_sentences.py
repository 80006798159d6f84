"""Sentences about a place in an essay: a paragraph, the title, a heading or a footnote.

Each sentence is written out for each of the four, because other languages change more than one
word of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from annotations.essays.models import Block, BlockType

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class PlaceSentences:
    """One sentence: about a numbered paragraph, the title, a heading and a footnote."""

    paragraph: StrOrPromise
    title: StrOrPromise
    heading: StrOrPromise
    footnote: StrOrPromise

    def about(self, block: Block, **values: object) -> str:
        """Return the sentence about this block, with `values` for its other placeholders."""
        if block.number:
            return self.paragraph % {**values, "number": block.number}
        if block.type == BlockType.TITLE:
            return self.title % values
        if block.type == BlockType.FOOTNOTE:
            return self.footnote % {**values, "number": block.level}
        return self.heading % {**values, "heading": block.label}


# The link that opens a thread: “2 notes, 1 counterpoint on paragraph 3”.
COUNTS = PlaceSentences(
    paragraph=_("%(counts)s on paragraph %(number)s"),
    title=_("%(counts)s on the title"),
    heading=_("%(counts)s on the heading %(heading)s"),
    footnote=_("%(counts)s on footnote %(number)s"),
)
NO_COUNTS = PlaceSentences(
    paragraph=_("nothing yet on paragraph %(number)s"),
    title=_("nothing yet on the title"),
    heading=_("nothing yet on the heading %(heading)s"),
    footnote=_("nothing yet on footnote %(number)s"),
)
ANNOTATE = PlaceSentences(
    paragraph=_("Annotate paragraph %(number)s"),
    title=_("Annotate the title"),
    heading=_("Annotate the heading %(heading)s"),
    footnote=_("Annotate footnote %(number)s"),
)
# The label of an open thread, and the heading of the page that holds it.
THREAD = PlaceSentences(
    paragraph=_("Paragraph %(number)s: what readers say"),
    title=_("The title: what readers say"),
    heading=_("The heading %(heading)s: what readers say"),
    footnote=_("Footnote %(number)s: what readers say"),
)
PAGE = PlaceSentences(
    paragraph=_("Paragraph %(number)s of %(essay)s"),
    title=_("The title of %(essay)s"),
    heading=_("The heading %(heading)s of %(essay)s"),
    footnote=_("Footnote %(number)s of %(essay)s"),
)
# The same for a past revision.
PAST_THREAD = PlaceSentences(
    paragraph=_("Paragraph %(number)s: what readers said"),
    title=_("The title: what readers said"),
    heading=_("The heading %(heading)s: what readers said"),
    footnote=_("Footnote %(number)s: what readers said"),
)
PAST_PAGE = PlaceSentences(
    paragraph=_("Paragraph %(number)s of %(essay)s, revision %(revision)s"),
    title=_("The title of %(essay)s, revision %(revision)s"),
    heading=_("The heading %(heading)s of %(essay)s, revision %(revision)s"),
    footnote=_("Footnote %(number)s of %(essay)s, revision %(revision)s"),
)
