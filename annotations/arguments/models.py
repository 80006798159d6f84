"""Claims: what passages assert, in a reader's words, and which rest on which."""

from django.db import models

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading, Seminar


class Claim(models.Model):
    """What one or several passages assert, in one line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="claims")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="claims")
    wording = models.CharField(max_length=300)
    # An argumentation scheme somebody named, a code of `arguments.schemes`.
    scheme = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="claims")
    created_at = models.DateTimeField(auto_now_add=True)
    rests_on = models.ManyToManyField(
        "self", through="Premise", symmetrical=False, related_name="supports"
    )

    class Meta:
        indexes = [models.Index(fields=["reading", "id"], name="claims_by_reading")]

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

    def __str__(self) -> str:
        return f"{self.annotation_id} bears on {self.claim}"
