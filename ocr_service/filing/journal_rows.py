"""The tables of the journal, and an entry as a row."""

from __future__ import annotations

import json
import os
from typing import Any

from ocr_service.filing.entry import Entry, EntryState, Stamp

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
  id TEXT PRIMARY KEY, path BLOB NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, state TEXT NOT NULL,
  sha256 TEXT NOT NULL, task_id TEXT NOT NULL, password_index INTEGER NOT NULL, names TEXT NOT NULL,
  moved_to BLOB NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, changed_ms INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS entries_by_path ON entries (path);
CREATE INDEX IF NOT EXISTS entries_by_content ON entries (sha256);
CREATE INDEX IF NOT EXISTS entries_by_state ON entries (state, changed_ms);
CREATE TABLE IF NOT EXISTS reserved (name BLOB PRIMARY KEY, id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS reserved_by_id ON reserved (id);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
COLUMNS = "id, path, size, mtime_ns, state, sha256, task_id, password_index, names, moved_to, code, detail, changed_ms"
COLUMN_COUNT = COLUMNS.count(",") + 1


def row_of(entry: Entry) -> tuple[Any, ...]:
    """The values of ``COLUMNS``."""
    return (
        entry.id,
        os.fsencode(entry.path),
        entry.stamp.size,
        entry.stamp.mtime_ns,
        entry.state.value,
        entry.sha256,
        entry.task_id,
        entry.password_index,
        json.dumps(entry.names),
        os.fsencode(entry.moved_to),
        entry.code,
        entry.detail,
        entry.changed_ms,
    )


def entry_in(row: tuple[Any, ...]) -> Entry:
    """The entry in a row of ``COLUMNS``."""
    return Entry(
        id=row[0],
        path=os.fsdecode(row[1]),
        stamp=Stamp(row[2], row[3]),
        state=EntryState(row[4]),
        sha256=row[5],
        task_id=row[6],
        password_index=row[7],
        names=tuple(json.loads(row[8])),
        moved_to=os.fsdecode(row[9]),
        code=row[10],
        detail=row[11],
        changed_ms=row[12],
    )
