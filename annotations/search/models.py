"""The searched text of annotations; `search.index` fills the table."""

from django.db import models

from annotations.margin.models import Annotation
from annotations.seminars.models import Reading


class Indexed(models.Model):
    """The searched text of one annotation, by kind, author and reading.

    The database keeps it: triggers add, change and delete a row with its annotation.
    """

    # Ascending in the order of posting, which is the order of results. Never shown: it would
    # reveal how many annotations there are.
    id = models.BigAutoField(primary_key=True)
    annotation = models.OneToOneField(Annotation, models.CASCADE, related_name="indexed")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    author = models.ForeignKey("annotations.Member", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        verbose_name_plural = "indexed"

    def __str__(self) -> str:
        return str(self.annotation_id)
