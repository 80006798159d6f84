"""Tables of the argument: claims, the passages and annotations behind them, and premises."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from annotations.arguments.schemes import SCHEMES_BY_CODE, Scheme
from annotations.essays.models import Paragraph, Revision
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading, Seminar


class Claim(models.Model):
    """A statement that one or several passages make, in one line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="claims")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="claims")
    # The current wording. Show `visible_wording` instead: not everybody may see this one.
    wording = models.CharField(max_length=300)
    # Who reworded it; None while the wording is that of an attached annotation or passage.
    worded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    # The code of an argumentation scheme in `schemes`, or empty.
    scheme = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="claims")
    created_at = models.DateTimeField(auto_now_add=True)
    # The claim that this one was merged into and redirects to.
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged")
    # When and by whom it was taken off the board; None while it is on the board.
    off_since = models.DateTimeField(null=True)
    off_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    rests_on = models.ManyToManyField(
        "self", through="Premise", symmetrical=False, related_name="supports"
    )

    # The wording that a reader may see, not a column: `claims.provenance.visible_claims` sets it
    # for one reader, and on claims loaded otherwise it is empty.
    visible_wording: str = ""
    # Set by the queries for threads: the annotation attached to it, and whether it has premises.
    attached_annotation: UUID | None = None
    has_premises: bool = False

    class Meta:
        indexes = [models.Index(fields=["reading", "id"], name="claims_by_reading")]

    def __str__(self) -> str:
        return self.wording

    @property
    def argumentation_scheme(self) -> Scheme | None:
        """The named argumentation scheme with its critical questions, or None."""
        return SCHEMES_BY_CODE.get(self.scheme)


class ClaimPassage(models.Model):
    """A passage that makes a claim: words of a paragraph, or the whole paragraph.

    Offsets are code points of the paragraph's text in `revision`.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="passages")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    # The claim as this member worded it.
    wording = models.CharField(max_length=300)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.exact or _("a paragraph")


class EarlierWording(models.Model):
    """A wording that a claim had before it was reworded, or that a merged claim had."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="earlier_wordings")
    wording = models.CharField(max_length=300)
    # Who had worded it so, as in `Claim`; `by` is the member who replaced it.
    worded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    merged = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.wording


class Premise(models.Model):
    """One claim rests on another. Cycles are allowed: essays contain circular arguments."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="premises")
    rests_on = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "rests_on"], name="premise_once"),
        ]

    def __str__(self) -> str:
        return _("%(claim)s rests on %(premise)s") % {
            "claim": self.claim,
            "premise": self.rests_on,
        }


class Bearing(models.Model):
    """Attaches an annotation to the claim that it attacks or supports."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="bearings")
    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="bearing")
    # The claim as this member worded it.
    wording = models.CharField(max_length=300)

    def __str__(self) -> str:
        return _("%(annotation)s bears on %(claim)s") % {
            "annotation": self.annotation_id,
            "claim": self.claim,
        }


class AgendaLine(models.Model):
    """How a leader arranged one line of the agenda, found by its key; or a line of the leader's
    own."""

    OWN = "own:"

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="agenda_lines")
    key = models.CharField(max_length=80)
    # None if the leader has not moved it.
    position = models.PositiveSmallIntegerField(null=True)
    hidden = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True)
    # Of a leader's own line only; computed lines get their title when they are computed.
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "key"], name="agenda_line_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class CachedStanding(models.Model):
    """Cached result of `standing.cache.compute_standings` for one claim, without its premises.

    Columns that refer to annotations and paragraphs are JSON, not a table of references: they are
    written with the row and read with all rows of a reading, and nothing is looked up by one of
    them. So a board takes one row a claim; a reference to something that is gone does no harm.
    """

    STANDING_FIELDS = (
        "base",
        "counterpoints",
        "standing_counterpoints",
        "supports",
        "disputes",
        "why",
    )
    DETAIL_FIELDS = (
        "paragraphs",
        "current_wording_used",
        "unanswered",
        "unanswered_since",
        "map_highlights",
        "board_highlights",
        "sources",
        "counterpoints_below",
        "sources_below",
    )

    # No constraint, so that deleting claims and caching their standing never block each other. A
    # row whose claim is gone is never read, and the doctor command deletes it.
    claim = models.OneToOneField(
        Claim,
        models.DO_NOTHING,
        primary_key=True,
        related_name="cached_standing",
        db_constraint=False,
    )
    # A code of `standing.BaseStanding`; words are made when a page shows them.
    base = models.CharField(max_length=20)
    counterpoints = models.PositiveIntegerField()
    standing_counterpoints = models.PositiveIntegerField()
    supports = models.PositiveIntegerField()
    disputes = models.PositiveIntegerField()
    # Identifiers of the annotations that decide the standing, nearest first.
    why = models.JSONField()
    # Identifiers of the paragraphs of attached annotations.
    paragraphs = models.JSONField()
    # True if an attached annotation uses the current wording; None if none is attached.
    current_wording_used = models.BooleanField(null=True)
    # The number of unanswered counterpoints under it, and when the oldest was posted.
    unanswered = models.PositiveIntegerField()
    unanswered_since = models.DateTimeField(null=True)
    # The annotations shown in the map and on the board: by identifier, whether each stands.
    map_highlights = models.JSONField()
    board_highlights = models.JSONField()
    # The number of attached sources; of counterpoints and sources below what is attached.
    sources = models.PositiveIntegerField()
    counterpoints_below = models.PositiveIntegerField()
    sources_below = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.base}"
