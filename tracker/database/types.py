"""Column types and rules that SQL users can read: SQLModel's own moments lack the `T` and the `Z`."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, Text
from sqlalchemy.types import TypeDecorator

NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
"""SQL for the present moment as it is stored."""


class UtcText(TypeDecorator[datetime]):
    """A moment as `YYYY-MM-DDTHH:MM:SSZ` text, whole seconds, UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store an aware datetime."""
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back, aware, in UTC; a year before 1, which SQLite takes, as the earliest Python knows."""
        if value is None:
            return None
        return datetime.strptime(max(value, "0001-01-01T00:00:00Z"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def rule(name: str, condition: str, sentence: str, *, guard: str | None = None) -> CheckConstraint:
    """Return a CHECK that also tells people what it wants.

    `condition` is SQL with each column in braces, so that the guard triggers can put `NEW.` before it and
    raise `sentence` in place of SQLite's `CHECK constraint failed`. The CHECK stays for the programs that
    write while the triggers are away. `guard` is the same with subqueries, which a CHECK may not have, where that is
    shorter.
    """
    bare = condition.replace("{", "").replace("}", "")
    return CheckConstraint(bare, name=name, info={"guard": guard or condition, "sentence": sentence})


def moment_rule(column: str) -> CheckConstraint:
    """Return the rule of a UTC moment.

    `IS`, or a malformed value passes as NULL; without '+0 days' 30 February passes.
    """
    return rule(
        column,
        f"{{{column}}} IS strftime('%Y-%m-%dT%H:%M:%SZ', {{{column}}}, '+0 days')",
        f"{column} must be a UTC moment such as 2026-01-31T09:30:00Z",
    )
