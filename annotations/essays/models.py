"""Essays, their immutable revisions, and the paragraphs whose identity outlives a revision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.identifiers import uuid7
from annotations.paragraph_labels import paragraph_label
from annotations.people.models import User
from annotations.prose.markup.source_pages import source_pages


class Direction(models.TextChoices):
    """The direction of an essay's lines."""

    LTR = "ltr", gettext_lazy("left to right")
    RTL = "rtl", gettext_lazy("right to left")


class Essay(models.Model):
    """A text under discussion. Its words are in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=300)
    byline = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, default="en")
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.LTR)
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = gettext_lazy("essay")
        verbose_name_plural = gettext_lazy("essays")

    def __str__(self) -> str:
        return self.title

    @property
    def current_revision(self) -> Revision:
        """The current revision; every essay created by `create_essay` has one."""
        assert self.current is not None
        return self.current


class Revision(models.Model):
    """One immutable version of an essay's text, numbered from 1."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    essay = models.ForeignKey(Essay, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    markdown = models.TextField()
    remark = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # The member who published it, of a revision that came in an archive, where it has no account.
    archived_by = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["essay", "number"], name="revision_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return _("%(essay)s, revision %(number)d") % {
            "essay": self.essay,
            "number": self.number,
        }


class UploadedText(models.Model):
    """A text read from an uploaded file, while whoever uploaded it looks at its preview."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # None for somebody who has yet to sign in, whose session holds the id.
    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    document = models.JSONField()
    # What was changed in the preview since, as `prose.preview` writes it; and how often.
    mends = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = gettext_lazy("uploaded text")
        verbose_name_plural = gettext_lazy("uploaded texts")

    def __str__(self) -> str:
        return self.name


class Paragraph(models.Model):
    """The identity of a block: what stays the same while its words change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    essay = models.ForeignKey(Essay, models.CASCADE, related_name="paragraphs")

    def __str__(self) -> str:
        return str(self.id)


class BlockType(models.TextChoices):
    """The type of a block, as `prose.blocks` parses it."""

    TITLE = "title", pgettext_lazy("block of a text", "Title")
    HEADING = "heading", pgettext_lazy("block of a text", "Heading")
    PARAGRAPH = "paragraph", pgettext_lazy("block of a text", "Paragraph")
    QUOTE = "quote", pgettext_lazy("block of a text", "Quote")
    VERSE = "verse", pgettext_lazy("block of a text", "Verse")
    LIST = "list", pgettext_lazy("block of a text", "List")
    TABLE = "table", pgettext_lazy("block of a text", "Table")
    FORMULA = "formula", pgettext_lazy("block of a text", "Formula")
    CODE = "code", pgettext_lazy("block of a text", "Code")
    IMAGE = "image", pgettext_lazy("block of a text", "Image")
    FOOTNOTE = "footnote", pgettext_lazy("block of a text", "Footnote")
    BREAK = "break", pgettext_lazy("block of a text", "Break")


class Block(models.Model):
    """The text of a paragraph in one revision, with the spans that hold its markup."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="blocks")
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="blocks")
    position = models.PositiveIntegerField()
    # Shown as ¶ 1, ¶ 2 …; a title, heading or footnote has none.
    number = models.PositiveIntegerField(null=True)
    type = models.CharField(max_length=9, choices=BlockType)
    # Of a heading; of a footnote, its number.
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    spans = models.JSONField(default=list)
    # What a seminar's leader asks here, in a query that adds it; else None. Not a column.
    prompt: str | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="block_place"),
            models.UniqueConstraint(fields=["revision", "paragraph"], name="block_once"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name that people use for the block: “¶ 4”, “footnote 2”, or the heading's words."""
        if self.type == BlockType.FOOTNOTE:
            return _("footnote %(number)d") % {"number": self.level}
        return paragraph_label(self.number) if self.number else f"“{self.text[:60]}”"

    @property
    def pages(self) -> str:
        """The pages of the text's source on which it stands, “p. 12”; "" if they aren't known."""
        return self.pages_of(0, None)

    def pages_of(self, start: int | None, end: int | None) -> str:
        """Return the pages of a passage of the text, as `pages` does; of all of it without one."""
        found = source_pages(self.spans, start or 0, end)
        if "–" in found:
            return _("pp. %(pages)s") % {"pages": found}
        return _("p. %(page)s") % {"page": found} if found else ""

    @property
    def address(self) -> str:
        """The id of its element on a page: `p4`, or `b3` for a block without a number."""
        return f"p{self.number}" if self.number else f"b{self.position}"

    @property
    def part(self) -> str:
        """Its part of a URL, `/p/<part>/`: `4`, or `b3` for a block without a number."""
        return str(self.number) if self.number else f"b{self.position}"
