"""Whatever refers to a contact refers to the one that stands: the database sees to it, whoever writes the row and however late.

A mail on its way has read who its sender is before somebody joins that contact into another, and writes its rows behind it.
"""

from typing import Any

from django.db.migrations.operations.special import RunSQL

FUNCTION = """
    CREATE FUNCTION {table}_follows_{column}() RETURNS trigger LANGUAGE plpgsql AS $follows$
    DECLARE
        stands bigint;
    BEGIN
        SELECT joined_into_id INTO stands FROM contact WHERE id = NEW.{column} FOR KEY SHARE;
        NEW.{column} := coalesce(stands, NEW.{column});
        RETURN NEW;
    END $follows$;
    CREATE TRIGGER follows_{column} BEFORE INSERT OR UPDATE OF {column} ON {table}
        FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION {table}_follows_{column}();
"""
"""The lock is the one that the reference takes anyway; with it, who is being joined just now is waited for, and read as it is then."""


class FollowsJoins(RunSQL):
    """Let a table's reference to a contact follow to the one that it was joined into."""

    def __init__(self, *, table: str, column: str) -> None:
        self.options: dict[str, Any] = {"table": table, "column": column}
        super().__init__(
            FUNCTION.format(table=table, column=column),
            f"DROP TRIGGER follows_{column} ON {table}; DROP FUNCTION {table}_follows_{column};",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], dict(self.options)
