"""The condition that words make, for SQLite's and for PostgreSQL's own index.

On SQLite one FTS5 expression holds the reading, the filters and the words together: its lists
are cut with each other before a single annotation is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from annotations.search.index import FOLD_PATTERN, VECTOR
from annotations.search.models import Indexed
from annotations.search.query_words import is_short, is_space_separated
from annotations.seminars.models import Reading


@dataclass(frozen=True)
class SearchFilters:
    """How a reader narrows what is found; what makes no sense narrows to nothing."""

    kind: str = ""
    by: UUID | None = None
    mine: bool = False
    unread: bool = False
    contested: bool = False
    after: UUID | None = None


@dataclass(frozen=True)
class SearchTerm:
    """A word, whose names it is part of, and which claims'."""

    word: str
    named: Sequence[UUID] = ()
    claimed: Sequence[UUID] = ()

    @property
    def plain(self) -> bool:
        """The index alone can answer."""
        return is_space_separated(self.word) and not self.claimed


def index_condition(reading: Reading, filters: SearchFilters, asked: Sequence[SearchTerm]) -> Q:
    """The rows of the index that a reading, the filters and all the words let through."""
    if connection.vendor == "sqlite":
        parts = [
            *filter_expressions(reading, filters),
            *(term_expression(each) for each in asked if each.plain),
        ]
        condition = Q(pk__in=matching_rows(" AND ".join(parts)))
        asked = [each for each in asked if not each.plain]
    else:
        condition = Q(reading=reading)
        condition &= Q(kind=filters.kind) if filters.kind else Q()
        condition &= Q(author=filters.by) if filters.by else Q()
    for each in asked:
        condition &= term_condition(reading, each)
    return condition


def filter_expressions(reading: Reading, filters: SearchFilters) -> list[str]:
    """The parts of an FTS5 expression that are not words. Identifiers and kinds are ours."""
    parts = [f'reading_id : "{reading.pk.hex}"']
    if filters.kind:
        parts.append(f'kind : "{filters.kind}"')
    if filters.by:
        parts.append(f'author_id : "{filters.by.hex}"')
    return parts


def term_expression(asked: SearchTerm) -> str:
    """A word as FTS5 has it. Whatever was typed stands inside quotation marks."""
    quoted = '"' + asked.word.replace('"', '""') + '"' + ("" if is_short(asked.word) else " *")
    authors = "".join(f' OR author_id : "{member.hex}"' for member in asked.named)
    return f"(text : {quoted}{authors})"


def matching_rows(match: str) -> RawSQL:
    """The rows that an FTS5 expression finds."""
    return RawSQL("SELECT rowid FROM annotations_words WHERE annotations_words MATCH %s", [match])


def term_condition(reading: Reading, asked: SearchTerm) -> Q:
    """A word by itself: in what is said, in its author's name, in its claim."""
    return (
        Q(pk__in=rows_with_word(reading, asked.word))
        | Q(author__in=asked.named)
        | Q(annotation__bearing__claim__in=asked.claimed)
    )


def rows_with_word(reading: Reading, word: str) -> object:
    """The rows of the index that hold a word."""
    if not is_space_separated(word):
        return Indexed.objects.filter(reading=reading, text__icontains=word).values("pk")
    if connection.vendor == "sqlite":
        return matching_rows(
            f'reading_id : "{reading.pk.hex}" AND {term_expression(SearchTerm(word))}'
        )
    quoted = (
        "'" + word.replace("\\", " ").replace("'", "''") + "'" + ("" if is_short(word) else ":*")
    )
    return RawSQL(  # noqa: S611 (what was typed is a parameter, inside quotation marks)
        f"SELECT id FROM annotations_indexed WHERE {VECTOR} @@ "  # noqa: S608
        f"to_tsquery('simple', {FOLD_PATTERN.format('%s')})",
        [quoted],
    )
