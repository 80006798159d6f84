"""Keeping each cited work once."""

from typing import Any

from annotations.seminars.models import Seminar
from annotations.sources.identity import identity
from annotations.sources.models import Work


def keep(seminar: Seminar, csl: dict[str, Any]) -> Work:
    """The seminar's record of a work, made if nobody cited it before."""
    work, _ = Work.objects.get_or_create(
        seminar=seminar, identity=identity(csl)[:400], defaults={"csl": csl}
    )
    return work
