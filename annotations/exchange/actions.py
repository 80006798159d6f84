"""Describing a work better, and making two records of one work one."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from annotations.margin.models import Annotation, Wording
from annotations.record import Verb, record
from annotations.seminars.models import Member, Seminar
from annotations.sources.identity import identity_key
from annotations.sources.models import Work


@transaction.atomic
def describe(work: Work, csl: dict[str, Any], *, by: Member, known: QuerySet[Work]) -> bool:
    """Say what a work is. Where that is a work cited before, the two become one.

    Returns whether it became one of the `known`: those that they may know to be cited. Of
    another nothing is told, and it keeps the description that others gave it.
    """
    Seminar.objects.select_for_update(no_key=True).get(pk=work.seminar_id)  # two at once are one
    key = identity_key(csl)[:400]  # type: ignore[arg-type]
    same = Work.objects.filter(seminar=work.seminar_id, identity=key).exclude(pk=work.pk).first()
    if same:
        told = known.filter(pk=same.pk).exists()
        if told or not same.csl.get("title"):
            Work.objects.filter(pk=same.pk).update(csl=csl)
        join(work, into=same, by=by)
        return told
    work.csl, work.identity, work.lookup_problem = csl, key, ""
    work.save(update_fields=["csl", "identity", "lookup_problem"])
    _record(work, by)
    return False


@transaction.atomic
def join(work: Work, *, into: Work, by: Member) -> Work:
    """Two records are one work: whatever cited the first cites the second from now on."""
    if work.pk == into.pk:
        return into
    Annotation.objects.filter(work=work).update(work=into)
    Wording.objects.filter(work=work).update(work=into)
    work.delete()
    _record(into, by)
    return into


def _record(work: Work, by: Member) -> None:
    record(Verb.DESCRIBED, by=by.user, seminar=work.seminar_id, subject=work.pk)
