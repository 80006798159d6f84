"""Which claim a wording refers to, by its current and earlier wordings."""

from annotations.arguments.claims.provenance import visible_wordings
from annotations.arguments.claims.wording_comparison import normalised_wording, same_wording
from annotations.arguments.models import Claim, EarlierWording
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader


def matching_claims(
    wording: str, reading: Reading, reader: Reader
) -> tuple[list[Claim], list[Claim]]:
    """The claims with this wording that the reader may see, best match first; then those currently
    worded so that they may not see.

    Claims on the board come before those off it, current wordings before earlier ones, older claims
    before newer ones. Three queries, and three for each claim that matches.
    """
    essence = normalised_wording(wording)
    worded = Claim.objects.filter(reading=reading).values_list("pk", "merged_into", "wording")
    rows = [row for row in worded if normalised_wording(row[2]) == essence]
    current = {pk for pk, merged_into, _ in rows if merged_into is None}
    earlier = EarlierWording.objects.filter(claim__reading=reading).values_list("claim", "wording")
    matching = {merged_into or pk for pk, merged_into, _ in rows}
    matching |= {pk for pk, words in earlier if normalised_wording(words) == essence}
    claims = Claim.objects.filter(pk__in=matching).select_related("off_by").order_by("id")
    visible, unseen = [], []
    for claim in sorted(
        claims, key=lambda each: (each.off_since is not None, each.pk not in current)
    ):
        wordings = visible_wordings(claim, reader)
        if any(same_wording(each, wording) for each in wordings):
            visible.append(claim)
        elif not wordings and claim.pk in current:
            unseen.append(claim)
    return visible, unseen
