"""How many annotations each paragraph has, as far as a reader may know."""

from dataclasses import dataclass

from django.db.models import F

from annotations.arguments.agenda.lines import ParagraphCount
from annotations.arguments.board.argument import Argument
from annotations.margin.models import OwnTally, Tally

PUBLISHED_COUNT = F("note") + F("counterpoint") + F("source")
WAITING_COUNT = F("waiting_note") + F("waiting_counterpoint") + F("waiting_source")


@dataclass(frozen=True, slots=True)
class ParagraphCounts:
    """The numbered paragraphs with their counts, and the number of pending annotations that this
    reader moderates."""

    paragraphs: list[ParagraphCount]
    waiting: int


def paragraph_counts(argument: Argument) -> ParagraphCounts:
    """Count annotations by paragraph. Leaves out paragraphs that this reader may not read on yet,
    since whether others wrote there must not show. One query; one more for members, if some
    paragraph has none."""
    reading, reader = argument.reading, argument.reader
    tallies = Tally.objects.filter(reading=reading)
    counts = {
        paragraph: (published, waiting if reader.moderates else 0)
        for paragraph, published, waiting in tallies.values_list(
            "paragraph", PUBLISHED_COUNT, WAITING_COUNT
        )
    }
    own = set()
    numbered = {block.paragraph_id for block in argument.blocks.values() if block.number}
    if reader.member is not None and any(not counts.get(id, (0, 0))[0] for id in numbered):
        theirs = OwnTally.objects.filter(reading=reading, member=reader.member)
        written = theirs.values_list("paragraph", PUBLISHED_COUNT + WAITING_COUNT)
        own = {paragraph for paragraph, number in written if number}
    paragraphs = []
    for block in argument.blocks.values():
        id = block.paragraph_id
        if block.number and reader.may_read_on(reading.pk, id):
            published, waiting = counts.get(id, (0, 0))
            seen = bool(waiting) or id in own
            paragraphs.append(ParagraphCount(str(id), block.number, published, seen))
    return ParagraphCounts(paragraphs, sum(waiting for _, waiting in counts.values()))
