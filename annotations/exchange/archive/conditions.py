"""Which rows an archive holds: those that come from no private annotation alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from annotations.arguments.models import Bearing, Claim, ClaimPassage
from annotations.margin import rules
from annotations.margin.models import Annotation, Proposal, Wording


def of_posted(annotation: str = "annotation") -> Q:
    """A condition for rows about an annotation that is not private."""
    return Q(**{f"{annotation}__visibility": rules.SEMINAR})


# A claim is archived if it comes from a marked passage or from an annotation that is not private;
# one that was merged, if the one that it redirects to is.
_posted_bearings = Bearing.objects.filter(of_posted())
_passages = ClaimPassage.objects.all()
CLAIMED = Q(
    Exists(_posted_bearings.filter(claim=OuterRef("pk")))
    | Exists(_passages.filter(claim=OuterRef("pk")))
    | Exists(_posted_bearings.filter(claim=OuterRef("merged_into")))
    | Exists(_passages.filter(claim=OuterRef("merged_into")))
)
ARCHIVED_CLAIMS = Claim.objects.filter(CLAIMED).order_by()


def said_openly(bearings: models.QuerySet[Bearing], *claims: str) -> Q:
    """A condition for a wording that comes from nobody's private annotation: somebody reworded the
    claim so, or a passage or one of the `bearings` uses it. `claims` are the lookups that lead to
    the claim and to the one that it redirects to."""
    openly = Q(worded_by__isnull=False)
    carriers: models.QuerySet[Any]
    for carriers in (bearings, _passages):
        for claim in claims:
            openly |= Q(Exists(carriers.filter(claim=OuterRef(claim), wording=OuterRef("wording"))))
    return openly


def cited_by(annotations: models.QuerySet[Annotation]) -> Q:
    """A condition for works that some of these annotations cite, or a text of theirs that is not
    private."""
    citing = {"annotation__in": annotations.values("pk"), "work": OuterRef("pk")}
    wordings = Wording.objects.filter(visibility=rules.SEMINAR, **citing).order_by()
    return Q(
        Exists(annotations.filter(work=OuterRef("pk")))
        | Exists(wordings)
        | Exists(Proposal.objects.filter(**citing))
    )
