"""The files of annotations that leaders chose, and what became of them."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.identifiers import uuid7
from annotations.people.models import User
from annotations.seminars.models import Reading, Seminar


class AnnotationImport(models.Model):
    """A file of annotations for a reading: kept while its leader looks at the preview, and after
    that as the record of who brought in how much, and of what was left out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="imports")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    # The documents of the file in JSON, compressed; empty once they were brought in.
    packed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    brought_in_at = models.DateTimeField(null=True)
    # What would happen when the file was chosen, then what did happen: `ImportPlan.report`.
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("file of annotations")
        verbose_name_plural = _("files of annotations")

    def __str__(self) -> str:
        return self.name

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The annotations of the file; none once they were brought in."""
        loaded: list[dict[str, Any]] = json.loads(zlib.decompress(bytes(self.packed)))
        return loaded


def pack(documents: list[dict[str, Any]]) -> bytes:
    """Return documents as they are stored."""
    return zlib.compress(json.dumps(documents).encode())
