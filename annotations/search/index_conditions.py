"""The condition that search terms and filters make, for SQLite's and for PostgreSQL's index.

On SQLite one FTS5 expression holds the reading, the filters and the words together, so that the
index intersects them before a single annotation is read.
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
    """How a reader narrows the results; an impossible filter gives no results."""

    kind: str = ""
    by: UUID | None = None
    mine: bool = False
    unread: bool = False
    contested: bool = False
    after: UUID | None = None


@dataclass(frozen=True)
class SearchTerm:
    """A word, with the members and the claims whose name or wording contains it."""

    word: str
    named: Sequence[UUID] = ()
    claimed: Sequence[UUID] = ()

    @property
    def plain(self) -> bool:
        """True if the index alone can answer."""
        return is_space_separated(self.word) and not self.claimed


def index_condition(reading: Reading, filters: SearchFilters, asked: Sequence[SearchTerm]) -> Q:
    """Return the condition for the rows of the index that match the reading,
    filters and all terms.
    """
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
    """Return the parts of an FTS5 expression for reading, kind and author; all
    values are our own.
    """
    parts = [f'reading_id : "{reading.pk.hex}"']
    if filters.kind:
        parts.append(f'kind : "{filters.kind}"')
    if filters.by:
        parts.append(f'author_id : "{filters.by.hex}"')
    return parts


def term_expression(asked: SearchTerm) -> str:
    """Return a term as an FTS5 expression. What was typed stands inside quotation marks."""
    quoted = '"' + asked.word.replace('"', '""') + '"' + ("" if is_short(asked.word) else " *")
    authors = "".join(f' OR author_id : "{member.hex}"' for member in asked.named)
    return f"(text : {quoted}{authors})"


def matching_rows(match: str) -> RawSQL:
    """Return a sub-query for the rows that an FTS5 expression matches."""
    return RawSQL("SELECT rowid FROM annotations_words WHERE annotations_words MATCH %s", [match])


def term_condition(reading: Reading, asked: SearchTerm) -> Q:
    """Return the condition for one term: in the text, in the author's name, or in the claim."""
    return (
        Q(pk__in=rows_with_word(reading, asked.word))
        | Q(author__in=asked.named)
        | Q(annotation__bearing__claim__in=asked.claimed)
    )


def rows_with_word(reading: Reading, word: str) -> object:
    """Return a sub-query for the rows of the index whose text contains a word."""
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
