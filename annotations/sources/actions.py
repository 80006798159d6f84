"""Storing each cited work once, and asking the registries about those barely known."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.seminars.models import Seminar
from annotations.sources import lookup
from annotations.sources.csl.items import CslItem
from annotations.sources.identity import identifier_only, identity_key
from annotations.sources.lookup_problems import LOOKUP_RETRIED_LATER, NoAnswer, NotFound
from annotations.sources.models import Work


def get_or_create_work(seminar: Seminar, csl: Mapping[str, Any]) -> Work:
    """Return the seminar's record of a work, made if nobody cited it before.

    Of what a reader says about the work, the record keeps only the identifier; the citation keeps
    the rest. One query where the record exists.
    """
    described = cast(CslItem, csl)
    work, _ = Work.objects.get_or_create(
        seminar=seminar,
        identity=identity_key(described)[:400],
        defaults={"csl": identifier_only(described)},
    )
    return work


def waiting_for_lookup(*, again_after: timedelta) -> QuerySet[Work]:
    """Return the works that a registry may still describe, oldest first.

    They have a DOI or an ISBN and no title, were not asked about since `again_after`, and no
    registry said that it does not know them.
    """
    since = timezone.now() - again_after
    never = Q(looked_up_at=None)
    later = Q(looked_up_at__lt=since, lookup_problem=LOOKUP_RETRIED_LATER)
    return (
        Work.objects.filter(never | later)
        .filter(Q(csl__has_key="DOI") | Q(csl__has_key="ISBN"))
        .exclude(csl__has_key="title")
        .order_by("id")
    )


def describe_from_registry(work: Work) -> bool:
    """Ask the registries about one work and store the answer, or why there is none.

    The question is asked outside of any transaction; what somebody filled in meanwhile stays.
    Returns whether a registry knew the work.
    """
    problem, found = "", None
    try:
        found = lookup.look_up(work.csl)
    except NotFound as unknown:
        problem = str(unknown)
    except NoAnswer:
        problem = LOOKUP_RETRIED_LATER
    with transaction.atomic():
        locked = Work.objects.select_for_update().get(pk=work.pk)
        locked.looked_up_at = timezone.now()
        locked.lookup_problem = "" if locked.csl.get("title") else problem
        if found and not locked.csl.get("title"):
            locked.csl = dict(found)
        locked.save(update_fields=["csl", "looked_up_at", "lookup_problem", "seal"])
    work.lookup_problem = problem
    return found is not None
