"""Claims: what passages assert, in a reader's words, and which rest on which."""

from django.db import models

from annotations.arguments.schemes import SCHEMES_BY_CODE, Scheme
from annotations.essays.models import Paragraph, Revision
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading, Seminar


class Claim(models.Model):
    """What one or several passages assert, in one line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="claims")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="claims")
    # As it is put now; what each reader gets to read is `words`.
    wording = models.CharField(max_length=300)
    # Whoever put it so; nobody where it stands as those put it whose writing carries it.
    worded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    # An argumentation scheme somebody named, a code of `arguments.schemes`.
    scheme = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="claims")
    created_at = models.DateTimeField(auto_now_add=True)
    # The claim that this one turned out to be: what was said of it is kept there.
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="merged")
    # Taken off the board, until somebody puts it back.
    off_since = models.DateTimeField(null=True)
    off_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    rests_on = models.ManyToManyField(
        "self", through="Premise", symmetrical=False, related_name="supports"
    )

    class Meta:
        indexes = [models.Index(fields=["reading", "id"], name="claims_by_reading")]

    def __str__(self) -> str:
        return self.wording

    @property
    def visible_wording(self) -> str:
        """As the reader may know it for whom `arguments.carrying.known` found it: as it stands,
        where somebody put it better or one of those whom they may read put it so."""
        found = vars(self)
        if self.worded_by_id or found["put_so"]:
            return self.wording
        return str(found["borne_as"] or found["pulled_as"])

    @property
    def argumentation_scheme(self) -> Scheme | None:
        """The argumentation scheme that somebody named, with its critical questions."""
        return SCHEMES_BY_CODE.get(self.scheme)


class ClaimPassage(models.Model):
    """A passage that makes a claim, as a reader pulled it out: words of a paragraph, or all of it.

    Offsets are code points of the paragraph's text in `revision`.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="passages")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    # The claim, as it was put when this was said.
    wording = models.CharField(max_length=300)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.exact or "a paragraph"


class EarlierWording(models.Model):
    """What a claim was called before somebody put it better, or what was merged into it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="earlier_wordings")
    wording = models.CharField(max_length=300)
    # Whoever had put it so, as in `Claim`; `by` is who changed it.
    worded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    merged = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.wording


class Premise(models.Model):
    """One claim rests on another. Circles are allowed: essays argue in them."""

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
        return f"{self.claim} rests on {self.rests_on}"


class Bearing(models.Model):
    """An annotation about a passage bears on the claim that the passage makes."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="bearings")
    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="bearing")
    # The claim, as it was put when this was said.
    wording = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.annotation_id} bears on {self.claim}"


class AgendaLine(models.Model):
    """What a leader made of one line of the agenda, by its key, or a line of their own."""

    OWN = "own:"

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="agenda_lines")
    key = models.CharField(max_length=80)
    # Empty where the leader has not moved it.
    position = models.PositiveSmallIntegerField(null=True)
    hidden = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True)
    # A line of the leader's own; computed ones say themselves what they are.
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "key"], name="agenda_line_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class KeptStanding(models.Model):
    """Where a claim stands by its own testing: what `standing.assessed` said of it, kept."""

    STANDING_FIELDS = (
        "base",
        "counterpoints",
        "standing_counterpoints",
        "supports",
        "disputes",
        "why",
    )
    DETAIL_FIELDS = ("paragraphs", "put_so", "unanswered", "unanswered_since", "marked", "told",
              "sources", "counterpoints_below", "sources_below")  # fmt: skip

    # Without a constraint: who deletes claims and who settles them never wait for each other, and
    # what is kept of a claim that is gone is found by nobody, until the doctor sweeps it away.
    claim = models.OneToOneField(
        Claim, models.DO_NOTHING, primary_key=True, related_name="kept", db_constraint=False
    )
    base = models.CharField(max_length=20)
    counterpoints = models.PositiveIntegerField()
    standing_counterpoints = models.PositiveIntegerField()
    supports = models.PositiveIntegerField()
    disputes = models.PositiveIntegerField()
    # The annotations that decide it, nearest first.
    why = models.JSONField()
    # The paragraphs where something bears on it.
    paragraphs = models.JSONField()
    # Whether one of those who write that it bears on the claim puts it as it stands; empty where
    # nothing bears on it.
    put_so = models.BooleanField(null=True)
    # How many counterpoints under it nobody has answered, and since when the oldest of these has
    # been there.
    unanswered = models.PositiveIntegerField()
    unanswered_since = models.DateTimeField(null=True)
    # What is shown of it first, in the map and on the board, as `foremost.written`.
    marked = models.TextField()
    told = models.TextField()
    # The sources that bear on it; what is below that and the counterpoints.
    sources = models.PositiveIntegerField()
    counterpoints_below = models.PositiveIntegerField()
    sources_below = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.claim_id} is {self.base}"
