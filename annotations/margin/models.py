"""The tables of the margin: annotations, their passages, wordings, endorsements and tallies.

Threads, arguments and the bibliography are all made of annotations, which may answer each other.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.essays.models import Paragraph, Revision
from annotations.identifiers import uuid7
from annotations.margin import rules
from annotations.margin.choices import Attack, Kind, Relation, State, Visibility
from annotations.prose.annotation_html import MAX_BODY_LENGTH
from annotations.seals import SealedModel, SealField
from annotations.seminars.models import Member, Reading, Seminar
from annotations.seminars.rules import Reader
from annotations.sources.models import Work


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    """Queries for annotations. Those for a page begin with `visible_to` or `counted_for`."""

    def visible_to(self, reader: Reader) -> AnnotationQuerySet:
        """Those that this reader may see."""
        return self.filter(rules.seen_by(reader))

    def counted_for(self, reader: Reader) -> AnnotationQuerySet:
        """Those in this reader's counts, searches and exports."""
        return self.filter(rules.counted_for(reader))

    def about(self, paragraph: Paragraph) -> AnnotationQuerySet:
        """Those at this paragraph, answers included."""
        return self.filter(paragraph=paragraph)

    def roots(self) -> AnnotationQuerySet:
        """Those about the text itself, not about another annotation."""
        return self.filter(about=None)

    def counterpoints(self) -> AnnotationQuerySet:
        """Those that disagree."""
        return self.filter(kind=Kind.COUNTERPOINT)

    def for_display(self) -> AnnotationQuerySet:
        """Load the author, work and waiting edit along with them, as `margin/annotation.html`
        needs, and the reading, as the rules do."""
        return self.select_related("author", "work", "proposal", "reading")


class AnnotationContent(SealedModel):
    """What an annotation of any kind says, as it is now, before an edit, or in a waiting edit.

    Abstract. `edit` and `describe` (`margin.actions`) change these columns and no others.
    """

    body = models.TextField(blank=True)
    # Of a counterpoint.
    attack = models.CharField(max_length=9, choices=Attack, blank=True)
    # Of a source.
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")
    citation = models.TextField(blank=True)  # as its author typed it
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=100, blank=True)
    # What it cites, in CSL-JSON: as the citation was parsed, or as somebody described it by hand
    # since. Null for what cites nothing: with a default, SQLite would rebuild the table and drop
    # its triggers.
    csl = models.JSONField(null=True)
    described_at = models.DateTimeField(null=True)
    # No index: nobody asks what a member described.
    described_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


# The names of these columns.
CONTENT_FIELDS = tuple(field.name for field in AnnotationContent._meta.local_fields)


class Annotation(AnnotationContent):
    """A note, counterpoint or source about a paragraph, a passage, or another annotation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="annotations")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="annotations")
    # Where its thread is now; the place of its passage in each revision is an Anchor.
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="annotations")
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    # The annotation that begins the thread; empty for that one itself.
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="thread")
    depth = models.PositiveIntegerField(default=0)
    # The counterpoint that this source was posted with, until the two are separated.
    came_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="brought")
    author = models.ForeignKey(Member, models.PROTECT, related_name="annotations")
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="citations")

    kind = models.CharField(max_length=12, choices=Kind)
    body = models.TextField(max_length=MAX_BODY_LENGTH, blank=True)
    # Rendered once, when saved: `prose.annotation_html`.
    body_html = models.TextField(blank=True)
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.SEMINAR)
    state = models.CharField(max_length=9, choices=State, default=State.PUBLISHED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # The state that it returns to.
    withdrawn_from = models.CharField(max_length=9, choices=State, blank=True)
    # True if a leader withdrew it when they ended its author's membership.
    withdrawn_by_leader = models.BooleanField(null=True)
    endorsed = models.PositiveIntegerField(default=0)

    # The passage as it was selected, in code points of the paragraph's text then; never
    # overwritten (W3C Web Annotation Data Model, 4.2.4 and 4.2.5).
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="annotations")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=200, blank=True)
    suffix = models.CharField(max_length=200, blank=True)
    # `margin.precomputed_tallies.check` compares both with a fresh count and a fresh rendering.
    seal = SealField(leaves_out=("endorsed", "body_html"))

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("annotation")
        verbose_name_plural = gettext_lazy("annotations")
        # The values are written out, as in the migrations that made these constraints.
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__lt=F("end")),
                name="passage_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind="counterpoint") | ~Q(attack="") | Q(state="erased"),
                name="counterpoint_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=~Q(kind="source") | ~Q(relation="") | Q(state="erased"),
                name="source_says_what_it_does",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reading", "paragraph", "created_at", "id"],
                condition=Q(about=None),
                name="threads_by_time",
            ),
            # Answers only: were the many without a root in it, SQLite would think it useless.
            models.Index(
                fields=["root", "created_at", "id"],
                condition=Q(root__isnull=False),
                name="answers_by_time",
            ),
            models.Index(
                fields=["reading", "kind", "-endorsed", "created_at", "id"], name="best_received"
            ),
            models.Index(fields=["reading", "created_at", "id"], name="annotations_by_time"),
            models.Index(fields=["author", "reading"], name="annotations_by_author"),
            models.Index(fields=["seminar", "state", "created_at"], name="annotations_by_state"),
        ]

    def __str__(self) -> str:
        return _("%(kind)s by %(author)s") % {
            "kind": self.get_kind_display(),
            "author": self.author,
        }

    @property
    def waiting_edit(self) -> Proposal | None:
        """The edit of it that waits for a moderator. A query unless loaded by `for_display`."""
        proposal: Proposal | None = getattr(self, "proposal", None)
        return proposal

    @property
    def state_tag(self) -> str:
        """Its state in one word."""
        return State(self.state).tag

    @property
    def passage(self) -> bool:
        """True if it is about exact words, not the whole paragraph."""
        return self.start is not None


class Anchor(SealedModel):
    """The place of an annotation's passage in one revision, in code points of the block.

    One is added for each revision and none is overwritten, so going back is exact. Without offsets
    it is about the whole block. An orphan's reason is among `ORPHAN_REASONS`, and its paragraph is
    the one that it is listed at.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="anchors")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="anchors")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=9, default="unchanged")
    confidence = models.FloatField(default=1.0)
    # Here and below, `id` is left out: the database chooses it and nothing refers to it.
    seal = SealField(leaves_out=("id",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="anchor_once"),
        ]
        indexes = [models.Index(fields=["revision", "paragraph"], name="anchors_by_place")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end} ({self.reason})"


class Proposal(AnnotationContent):
    """An edit that waits for a moderator. Until it is approved, others see the annotation as it is;
    its author and those who moderate see both."""

    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="proposal")
    # The version that the annotation will have; no two texts of an annotation share one.
    version = models.PositiveIntegerField()
    body_html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now=True)
    seal = SealField(leaves_out=("id", "body_html"))

    def __str__(self) -> str:
        return f"version {self.version}, waiting"


class Wording(AnnotationContent):
    """The content of an annotation before an edit."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="wordings")
    version = models.PositiveIntegerField()
    # Who could see this wording when it was replaced: a waiting edit was pending. The wordings of
    # a private annotation are shown to its author alone even after it is posted (`margin.rules`).
    visibility = models.CharField(max_length=7, default=Visibility.SEMINAR)
    state = models.CharField(max_length=9, default=State.PUBLISHED)
    # Without choices: an earlier wording may hold a value that is no choice any more.
    attack = models.CharField(max_length=9, blank=True)
    relation = models.CharField(max_length=8, blank=True)
    replaced_at = models.DateTimeField(auto_now_add=True)
    seal = SealField(leaves_out=("id",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "version"], name="wording_once"),
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"version {self.version}"


class Endorsement(models.Model):
    """A member finds this worth reading. Lists may be ordered by it; nothing else depends on it."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="endorsements")
    member = models.ForeignKey(Member, models.CASCADE, related_name="endorsements")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "member"], name="endorsed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} endorses {self.annotation_id}"


class ReadMark(models.Model):
    """A member has read this annotation. It tells what is unread, and not when it was read or for
    how long. Only `margin.threads.unread` writes it."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="read_marks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="read_marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "annotation"], name="read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} has read {self.annotation_id}"


class ParagraphTally(models.Model):
    """Stored counts of a paragraph's annotations, which `tallies.update` changes with them.

    `waiting_…` counts pending ones. `marks` is an edge map (`passages.highlight_map`): by kind,
    where passages begin and end in the current revision, as differences; adding them up from the
    left gives the number of readers who marked each character. Its size is bounded by the text's.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="+")
    note = models.PositiveIntegerField(default=0)
    counterpoint = models.PositiveIntegerField(default=0)
    source = models.PositiveIntegerField(default=0)
    waiting_note = models.PositiveIntegerField(default=0)
    waiting_counterpoint = models.PositiveIntegerField(default=0)
    waiting_source = models.PositiveIntegerField(default=0)
    marks = models.JSONField(default=dict)
    # Increased at each change: a writer who read an earlier version reads again.
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.note} notes, {self.counterpoint} counterpoints, {self.source} sources"


class Tally(ParagraphTally):
    """The annotations posted to the seminar at a paragraph; the waiting ones are shown to those who
    moderate. `drawn` holds the stretches that `marks` add up to, ready for the page."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="tallies")
    drawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "paragraph"], name="tally_once"),
        ]
        verbose_name_plural = "tallies"


class OwnTally(ParagraphTally):
    """A member's annotations at a paragraph that the seminar does not see: private ones and those
    that wait for a moderator."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "member", "paragraph"], name="own_tally_once"
            ),
        ]
        verbose_name_plural = "own tallies"


class Unsettled(models.Model):
    """A thread in which something changed that the argument depends on: the cached standings must
    be computed again before they are shown.

    Writers only add rows, so that none waits for another.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    # The root of the thread; None for the whole reading.
    thread = models.ForeignKey(
        Annotation, models.CASCADE, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        verbose_name_plural = "unsettled"

    def __str__(self) -> str:
        return f"thread {self.thread_id}" if self.thread_id else "the whole reading"
