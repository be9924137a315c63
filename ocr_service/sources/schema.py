"""The table of a new database, step by step; a table that somebody else made is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ocr_service.sources.columns import TableShape
from ocr_service.sources.source import SourceAway

if TYPE_CHECKING:
    import psycopg

_ONE_AT_A_TIME = 0x0C0DE_4ED
_STEPS_TABLE = "docvault_sources"
STEPS: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE {table} (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  status_id INTEGER NOT NULL DEFAULT 3,
  worker_id TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  bucket TEXT,
  file_path TEXT,
  filename TEXT,
  claimed_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  extracted_text TEXT,
  result JSONB,
  error_code TEXT,
  error_detail TEXT
)""",
        "COMMENT ON COLUMN {table}.status_id IS '3 ready to be read, 2 being read, 4 read, 5 could not be read'",
        "CREATE INDEX {ready_index} ON {table} (created_at, id) WHERE status_id = 3 AND worker_id IS NULL",
        "CREATE INDEX {busy_index} ON {table} (worker_id) WHERE status_id = 2",
    ),
)
"""Each step is made once, in one transaction, and never changed afterwards: what comes later is a step of its own."""


def script(shape: TableShape) -> str:
    """All steps as SQL, for whoever runs it by hand. ``shape`` may have another name, but no other columns."""
    statements = [_filled(each, shape) for step in STEPS for each in step]
    statements += [_filled(_MAKE_STEPS, shape)]
    statements += [_filled(_MADE, shape) % number for number in range(1, len(STEPS) + 1)]
    return "\n".join(f"{each};" for each in ("BEGIN", *statements, "COMMIT")) + "\n"


async def make_table(
    connection: psycopg.AsyncConnection[tuple[Any, ...]],
    shape: TableShape,
    steps: Sequence[Sequence[str]] = STEPS,
) -> int:
    """Make what is missing; returns how many steps that took, none for a table that a later release made.

    Raises ``SourceAway`` for a table of somebody else's.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        await _run(connection, _filled(_MAKE_STEPS, shape))
        made = await _numbers(connection, _filled(_LAST, shape))
        there = await _numbers(connection, _filled("SELECT (to_regclass('{table}') IS NOT NULL)::int", shape))
        if there and not made:
            raise SourceAway(
                f"There is a table {shape.table} that this service did not make; it is left as it is. `ocr-service sources check` tells whether it fits."
            )
        for number, step in enumerate(steps[made:], made + 1):
            for statement in step:
                await _run(connection, _filled(statement, shape))
            await _run(connection, _filled(_MADE, shape) % number)
    return max(0, len(steps) - made)


_MAKE_STEPS = (
    "CREATE TABLE IF NOT EXISTS {steps} (name TEXT NOT NULL, step INTEGER NOT NULL, made_at TIMESTAMPTZ NOT NULL DEFAULT now(),"
    " PRIMARY KEY (name, step))"
)
_MADE = "INSERT INTO {steps} (name, step) VALUES ('{name}', %d)"
_LAST = "SELECT coalesce(max(step), 0) FROM {steps} WHERE name = '{name}'"


async def _run(connection: psycopg.AsyncConnection[tuple[Any, ...]], statement: str) -> None:
    # Names in it were checked to be plain ones when the settings were read.
    await connection.execute(statement.encode())


async def _numbers(connection: psycopg.AsyncConnection[tuple[Any, ...]], statement: str) -> int:
    row = await (await connection.execute(statement.encode())).fetchone()
    return int(row[0]) if row else 0


def _filled(statement: str, shape: TableShape) -> str:
    before = f'"{shape.schema}".' if shape.schema else ""
    return statement.format(
        table=f'{before}"{shape.name}"',
        steps=f'{before}"{_STEPS_TABLE}"',
        name=shape.name,
        ready_index=f'"{shape.name[:50]}_ready"',
        busy_index=f'"{shape.name[:50]}_busy"',
    )
