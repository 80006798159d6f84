"""Claims as the agenda reads them, and the lines that are chosen for them."""

from annotations.arguments.agenda.lines import (
    ClaimTopic,
    ComputedLine,
)
from annotations.arguments.agenda.selection import select_lines
from annotations.arguments.standing.standing import BaseStanding, Standing

CONTESTED = Standing(
    base=BaseStanding.CONTESTED, counterpoints=1, standing_counterpoints=1, why=("c1",)
)


def topic(
    id: str, standing: Standing = CONTESTED, paragraph: int = 1, **facts: object
) -> ClaimTopic:
    return ClaimTopic(
        id=id,
        wording=f"Claim {id}",
        place=f"¶ {paragraph}",
        paragraph=paragraph,
        standing=standing,
        **facts,  # type: ignore[arg-type]
    )


def lines_for(
    topics=(), counterpoints=(), notes=(), paragraphs=(), at_most=3
) -> list[ComputedLine]:
    return select_lines(
        topics=topics,
        counterpoints=counterpoints,
        notes=notes,
        paragraphs=paragraphs,
        at_most=at_most,
    )


def keys(lines: list[ComputedLine]) -> list[str]:
    return [line.key for line in lines]
