"""The works that a seminar's readers cite, each kept once."""

from django.db import models

from annotations.identifiers import uuid7
from annotations.seals import SealedModel, SealField
from annotations.seminars.models import Seminar


class Work(SealedModel):
    """A book, an article, a page that several citations may share.

    It holds no reader's words: what an entry says comes from the citations that its viewer may
    see (`margin.bibliographic_entries`). `csl` holds the identifier that makes the identity and,
    once a registry was asked, its answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="works")
    # What makes it the same work when somebody cites it again (`sources.identity`).
    identity = models.CharField(max_length=400)
    csl = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    # When a registry was last asked about it, and in plain words why that came to nothing.
    looked_up_at = models.DateTimeField(null=True)
    lookup_problem = models.CharField(max_length=200, blank=True)
    seal = SealField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "identity"], name="work_once"),
        ]

    def __str__(self) -> str:
        return str(self.csl.get("title", self.identity))
