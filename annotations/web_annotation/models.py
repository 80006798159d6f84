"""Where an annotation came from, if another program made it."""

from __future__ import annotations

from django.db import models

from annotations.margin.models import Annotation
from annotations.seminars.models import Seminar


class Origin(models.Model):
    """The names that an annotation had elsewhere (W3C Web Annotation Data Model, 3.3.7).

    The Protocol (5.1) asks to keep a `canonical` as it came and to copy an earlier `id` to `via`.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.OneToOneField(
        Annotation, models.CASCADE, primary_key=True, related_name="origin"
    )
    canonical = models.TextField(blank=True)
    via = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.canonical or ", ".join(self.via)
