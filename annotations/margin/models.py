"""The annotation: one recursive idea that carries threads, arguments and bibliography."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

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
    """Sentences about annotations. Whatever a page shows begins with `visible_to`."""

    def visible_to(self, reader: Reader) -> AnnotationQuerySet:
        """What this reader may see."""
        return self.filter(rules.seen_by(reader))

    def counted_for(self, reader: Reader) -> AnnotationQuerySet:
        """What this reader's counts, searches and exports contain."""
        return self.filter(rules.counted_for(reader))

    def about(self, paragraph: Paragraph) -> AnnotationQuerySet:
        """Everything that stands at this paragraph, answers included."""
        return self.filter(paragraph=paragraph)

    def roots(self) -> AnnotationQuerySet:
        """Those about the text itself, not about another annotation."""
        return self.filter(about=None)

    def counterpoints(self) -> AnnotationQuerySet:
        """Those that disagree."""
        return self.filter(kind=Kind.COUNTERPOINT)

    def for_display(self) -> AnnotationQuerySet:
        """With what an article on a page shows of them."""
        return self.select_related("author", "work", "proposal")


class Annotation(SealedModel):
    """A note, counterpoint or source about a paragraph, a passage, or another annotation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="annotations")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="annotations")
    # Where its thread stands today; a passage's own place in each revision is an Anchor.
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="annotations")
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    # The annotation that begins the thread; empty for that one itself.
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="thread")
    depth = models.PositiveIntegerField(default=0)
    # The counterpoint that brought this source along in the same step. Empty once they are parted.
    came_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="brought")
    author = models.ForeignKey(Member, models.PROTECT, related_name="annotations")

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
    # The state to come back to.
    withdrawn_from = models.CharField(max_length=9, choices=State, blank=True)
    # A leader withdrew it in its author's stead, when they ended the author's membership.
    withdrawn_by_leader = models.BooleanField(null=True)
    endorsed = models.PositiveIntegerField(default=0)

    # A counterpoint
    attack = models.CharField(max_length=9, choices=Attack, blank=True)
    # A source
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="citations")
    citation = models.TextField(blank=True)  # as its reader gave it
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=100, blank=True)
    # What it cites, in CSL-JSON: as the citation was understood, or as somebody described it
    # by hand since. Null for what cites nothing: with a default, SQLite would build the table
    # anew and forget its triggers. There is no index, for nobody asks what a member described.
    csl = models.JSONField(null=True)
    described_at = models.DateTimeField(null=True)
    described_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    # The passage as it was selected, in code points of the paragraph's text then; never
    # overwritten (W3C Web Annotation Data Model, 4.2.4 and 4.2.5).
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="annotations")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=200, blank=True)
    suffix = models.CharField(max_length=200, blank=True)
    # Both can be worked out again: `margin.doctor` counts the one and renders the other.
    seal = SealField(leaves_out=("endorsed", "body_html"))

    objects = AnnotationQuerySet.as_manager()

    class Meta:
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
            models.Index(fields=["author", "reading"], name="annotations_by_author"),
            models.Index(fields=["seminar", "state", "created_at"], name="annotations_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.author}"

    @property
    def waiting_edit(self) -> Proposal | None:
        """The edit of it that waits for a moderator."""
        found: Proposal | None = getattr(self, "proposal", None)
        return found

    @property
    def passage(self) -> bool:
        """It is about exact words, not the whole paragraph."""
        return self.start is not None


class Anchor(SealedModel):
    """Where an annotation's passage stands in one revision, in code points of the block.

    One is added for each revision; none is overwritten, so going back is exact. Without offsets
    it is about the whole block; an orphan's reason is among `LOST`, and its paragraph is where it
    is kept.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="anchors")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="anchors")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=9, default="unchanged")
    confidence = models.FloatField(default=1.0)
    # Here and below: a number that the database gives, and that nothing refers to, isn't sealed.
    seal = SealField(leaves_out=("id",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="anchor_once"),
        ]
        indexes = [models.Index(fields=["revision", "paragraph"], name="anchors_by_place")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end} ({self.reason})"


class Proposal(SealedModel):
    """An edit that waits for a moderator. Until one approves it, the annotation itself holds
    what others may see; its author and those who moderate see this beside it."""

    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="proposal")
    # The version it will be; no two texts of an annotation share one.
    version = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    attack = models.CharField(max_length=9, choices=Attack, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")
    citation = models.TextField(blank=True)
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=100, blank=True)
    csl = models.JSONField(null=True)
    described_at = models.DateTimeField(null=True)
    described_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now=True)
    seal = SealField(leaves_out=("id", "body_html"))

    def __str__(self) -> str:
        return f"version {self.version}, waiting"


class Wording(SealedModel):
    """What an annotation said before an edit."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="wordings")
    version = models.PositiveIntegerField()
    # Who could see these words when they were replaced: an edit that waited was pending. The
    # words of a private annotation stay its author's after it is posted (`margin.rules`).
    visibility = models.CharField(max_length=7, default=Visibility.SEMINAR)
    state = models.CharField(max_length=9, default=State.PUBLISHED)
    body = models.TextField(blank=True)
    attack = models.CharField(max_length=9, blank=True)
    relation = models.CharField(max_length=8, blank=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")
    citation = models.TextField(blank=True)
    quotation = models.TextField(blank=True)
    locator = models.CharField(max_length=100, blank=True)
    csl = models.JSONField(null=True)
    described_at = models.DateTimeField(null=True)
    described_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
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
    """A member finds this worth reading. It orders lists that ask for it, and decides nothing."""

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
    """A member had this annotation in front of them. It tells what is unread, and says neither
    when it was read nor for how long. Kept by `margin.unread` alone."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="read_marks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="read_marks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "annotation"], name="read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} has read {self.annotation_id}"


class Counted(models.Model):
    """Numbers kept for a paragraph by `tallies` and `tallying` in step with what stands there.

    `waiting_…` counts what is pending. `marks` holds, by kind, where passages begin and end in
    the current revision, as differences: adding them up from the left gives how many readers
    marked each character. Its size is bounded by the text's.
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
    # One more at each change: whoever read an earlier one looks again instead of changing it.
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.note} notes, {self.counterpoint} counterpoints, {self.source} sources"


class Tally(Counted):
    """How much was posted to the seminar at a paragraph; what waits is for those who moderate.
    `drawn` is what the marks add up to, ready for the page."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="tallies")
    drawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "paragraph"], name="tally_once"),
        ]
        verbose_name_plural = "tallies"


class OwnTally(Counted):
    """How much a member has at a paragraph that the seminar does not see: what they keep to
    themselves, and what waits for a moderator."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "member", "paragraph"], name="own_tally_once"
            ),
        ]
        verbose_name_plural = "own tallies"


class Unsettled(models.Model):
    """Something in a thread began or ceased to count in the argument, or counts otherwise now:
    what is kept of it is to be settled again before it is shown.

    Rows are only ever added by who changes something, so that nobody waits for anybody.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    # The annotation that the thread began with; None for all of the reading.
    thread = models.ForeignKey(
        Annotation, models.CASCADE, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        verbose_name_plural = "unsettled"

    def __str__(self) -> str:
        return f"thread {self.thread_id}" if self.thread_id else "the whole reading"
