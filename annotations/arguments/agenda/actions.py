"""Arrange the agenda: order and durations of lines, hidden lines, and lines of the leader's own.

A leader moves a line that they saw between two others, while somebody else may have moved lines
too. So a step up or down moves the line past the neighbour that was shown, wherever that is now.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotations.activity import Verb, record
from annotations.arguments.models import AgendaLine
from annotations.identifiers import uuid7
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import lock_reading


def move_to_place(keys: Sequence[str], key: str, place: int) -> list[str]:
    """The keys with this one moved to a place, counted from 1; past the end it becomes the last."""
    rest = [each for each in keys if each != key]
    at = max(place - 1, 0)
    return [*rest[:at], key, *rest[at:]]


def move_past_neighbour(keys: Sequence[str], key: str, way: str, neighbour: str) -> list[str]:
    """The keys with this one moved "up" or "down" past its neighbour, or past the next line if that
    neighbour is gone."""
    if key not in keys:
        return list(keys)
    rest = [each for each in keys if each != key]
    if neighbour in rest:
        return move_to_place(keys, key, rest.index(neighbour) + (1 if way == "up" else 2))
    return move_to_place(keys, key, keys.index(key) + (0 if way == "up" else 2))


@transaction.atomic
def set_agenda_order(reading: Reading, keys: Sequence[str], *, by: Member) -> None:
    """Store the order of the lines. Locks the reading."""
    lock_reading(reading)  # two orders stored at once would deadlock, row by row
    for position, key in enumerate(keys):
        _save_line(reading, key, position=position)
    record(Verb.CONFIGURED, reading, by=by.user, reading=reading.pk, part="agenda")


@transaction.atomic
def update_agenda_line(
    reading: Reading,
    key: str,
    *,
    by: Member,
    minutes: int | None = None,
    hidden: bool | None = None,
) -> None:
    """Set the duration of a line, hide it or show it; None leaves a value as it is."""
    values = {"minutes": minutes, "hidden": hidden}
    changed = {name: value for name, value in values.items() if value is not None}
    _save_line(reading, key, **changed)
    record(Verb.CONFIGURED, reading, by=by.user, reading=reading.pk, part="agenda")


@transaction.atomic
def add_agenda_line(
    reading: Reading,
    *,
    title: str,
    minutes: int,
    by: Member,
    among: Sequence[str] = (),
    place: int | None = None,
) -> None:
    """Add a line of the leader's own at the end, or at a place among the present lines
    (`among`)."""
    key = f"{AgendaLine.OWN}{uuid7()}"
    _save_line(reading, key, title=title, minutes=minutes)
    record(Verb.CONFIGURED, reading, by=by.user, reading=reading.pk, part="agenda", deed="added")
    if place is not None:
        set_agenda_order(reading, move_to_place(among, key, place), by=by)


@transaction.atomic
def delete_agenda_line(reading: Reading, key: str, *, by: Member) -> None:
    """Delete a line of the leader's own. Idempotent; computed lines stay."""
    AgendaLine.objects.filter(reading=reading, key=key, key__startswith=AgendaLine.OWN).delete()
    record(Verb.CONFIGURED, reading, by=by.user, reading=reading.pk, part="agenda")


def _save_line(reading: Reading, key: str, **values: Any) -> None:
    AgendaLine.objects.update_or_create(
        reading=reading, key=key, defaults={"seminar_id": reading.seminar_id, **values}
    )
