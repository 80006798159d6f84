"""The database itself refuses to change or delete a decision, whoever asks.

SQLite forgets a table's triggers when Django rebuilds the table, so a migration that alters
decisions ends with `install` again; `standing` says whether they are there.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# By vendor: what puts the refusal in place, and what lifts it.
INSTALL = {
    "sqlite": (
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON annotations_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever appended'); END",
        "CREATE TRIGGER decisions_no_delete BEFORE DELETE ON annotations_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever appended'); END",
    ),
    "postgresql": (
        """CREATE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- To empty an empty table changes nothing.
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM annotations_decision) THEN
                RAISE EXCEPTION 'decisions are only ever appended'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$""",
        "CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE ON annotations_decision "
        "FOR EACH ROW EXECUTE FUNCTION decisions_refuse()",
        "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON annotations_decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_refuse()",
    ),
}
LIFT = {
    "sqlite": ("DROP TRIGGER decisions_no_update", "DROP TRIGGER decisions_no_delete"),
    "postgresql": (
        "DROP TRIGGER decisions_no_change ON annotations_decision",
        "DROP TRIGGER decisions_no_truncate ON annotations_decision",
        "DROP FUNCTION decisions_refuse()",
    ),
}
COUNT = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' "
    "AND tbl_name = 'annotations_decision' AND name LIKE 'decisions_no_%'",
    # A disabled trigger is still there; "D" is disabled.
    "postgresql": "SELECT count(*) FROM pg_trigger "
    "WHERE tgrelid = 'annotations_decision'::regclass "
    "AND tgname LIKE 'decisions_no_%' AND tgenabled <> 'D'",
}
ALL = 2


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the refusal in place."""
    _run(connection, INSTALL[connection.vendor])


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take it away: for going back to before it, and for tests of what it guards against."""
    _run(connection, LIFT[connection.vendor])


def standing(connection: BaseDatabaseWrapper) -> bool:
    """The refusal is in place."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor])
        return bool(cursor.fetchone()[0] == ALL)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
