"""Setting up again what another test set up, by repeating the SQL that it wrote.

Most tests begin with the same accounts and the same seminar. To make them with the product's own
actions takes many queries; to repeat the few that wrote is ten times as fast, and gives the same
rows, with the same identifiers. Each test's rows are rolled back, or emptied, before the next.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Recording:
    """The statements that wrote something, in order, and what the function returned."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    returned: Any = None

    def note(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        """Execute a statement, as Django's `execute_wrapper` asks, and keep it if it writes."""
        assert not many
        if sql.startswith(WRITES):
            self.statements.append((sql, parameters))
        return execute(sql, parameters, many, context)


_recordings: dict[Hashable, Recording] = {}


def repeat[Result](key: Hashable, build: Callable[[], Result]) -> Result:
    """Return what `build` returns, and write what it writes.

    It is called once in this process for each key. After that its statements are repeated, and a
    copy of what it returned is returned. The key must name all that the rows depend on. Nothing may
    refer to a number that the database gave to a row: PostgreSQL gives another one each time.
    """
    with transaction.atomic():
        if recording := _recordings.get(key):
            with connection.cursor() as cursor:
                for sql, parameters in recording.statements:
                    cursor.execute(sql, parameters)
        else:
            recording = Recording()
            with connection.execute_wrapper(recording.note):
                recording.returned = build()
            _recordings[key] = recording
    return copy.deepcopy(recording.returned)
