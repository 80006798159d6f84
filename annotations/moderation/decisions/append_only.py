"""Triggers by which the database itself refuses to change or delete a decision.

SQLite forgets a table's triggers when Django rebuilds the table, so a migration that alters
decisions ends with `install_triggers`. `triggers_installed` says whether they are there.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSE = """
        BEGIN
            -- To empty an empty table changes nothing.
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM annotations_decision) THEN
                RAISE EXCEPTION 'decisions are only ever appended'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END """
# The statements that create the triggers and drop them, by database vendor.
INSTALL = {
    "sqlite": (
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON annotations_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever appended'); END",
        "CREATE TRIGGER decisions_no_delete BEFORE DELETE ON annotations_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever appended'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSE}$$",
        "CREATE TRIGGER decisions_no_change BEFORE DELETE OR UPDATE ON annotations_decision "
        "FOR EACH ROW EXECUTE FUNCTION decisions_refuse()",
        "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON annotations_decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_refuse()",
    ),
}
DROP = {
    "sqlite": ("DROP TRIGGER decisions_no_update", "DROP TRIGGER decisions_no_delete"),
    "postgresql": (
        "DROP TRIGGER decisions_no_change ON annotations_decision",
        "DROP TRIGGER decisions_no_truncate ON annotations_decision",
        "DROP FUNCTION decisions_refuse()",
    ),
}
# Every trigger on decisions, as its text, and what a trigger that is enabled runs. On PostgreSQL
# "O" is enabled; a trigger can also be disabled ("D") or kept for replicas ("R").
SELECT_INSTALLED = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' "
    "AND tbl_name = 'annotations_decision'",
    "postgresql": "SELECT pg_get_triggerdef(t.oid, true), t.tgenabled::text, l.lanname, p.prosrc "
    "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang "
    "WHERE t.tgrelid = 'annotations_decision'::regclass AND NOT t.tgisinternal",
}
EXPECTED = {
    "sqlite": {(statement,) for statement in INSTALL["sqlite"]},
    "postgresql": {(text, "O", "plpgsql", REFUSE) for text in INSTALL["postgresql"][1:]},
}


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    _run(connection, INSTALL[connection.vendor])


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for migrating backwards, and for tests of tampering."""
    _run(connection, DROP[connection.vendor])


def triggers_installed(connection: BaseDatabaseWrapper) -> bool:
    """True if the triggers on decisions, and what they run, are by their text exactly those that
    `install_triggers` creates, and no others."""
    with connection.cursor() as cursor:
        cursor.execute(SELECT_INSTALLED[connection.vendor])
        return {tuple(row) for row in cursor.fetchall()} == EXPECTED[connection.vendor]


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
