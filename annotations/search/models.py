"""What annotations say, side by side, where words are looked up (`search.index` fills it)."""

from django.db import models

from annotations.margin.models import Annotation
from annotations.seminars.models import Reading


class Indexed(models.Model):
    """The searchable words of one annotation. The database keeps it: a row comes, changes and
    goes in the transaction, and by the statement, that does so to its annotation."""

    # Counts up in the order of posting, which is the order of results. Never shown: numbers
    # that count up tell how much there is.
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
