"""A row that waits to be read: what names it, who has it, and what is written back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from ocr_service.domain.notification import SOURCE_SCHEME
from ocr_service.domain.task import TaskId, is_task_id

ROW_WITHOUT_FILE = "ROW_WITHOUT_FILE"
FILE_GONE = "FILE_GONE"
FILE_NOT_FETCHED = "FILE_NOT_FETCHED"
"""What a row says whose document never came."""
SOURCES_FOLDER = ".sources"
"""Where an installation keeps its name, below the folder of documents."""


class RowState(StrEnum):
    """Where a row is; the numbers that stand for it in a table are settings."""

    READY = "ready"
    BUSY = "busy"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a row: the holder's name, and the task that the row becomes. No two claims are alike."""

    holder: str
    task_id: TaskId

    def __str__(self) -> str:
        return f"{self.holder}:{self.task_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``worker`` is the text of its claim, whoever wrote it; what it does not say is empty."""

    id: str
    worker: str = ""
    path: str = ""
    bucket: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of a row's document: its whole text, and the result as callers get it."""

    text: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a row's document was not read."""

    code: str
    detail: str


def claim_of(worker: str) -> Claim | None:
    """The claim that a text stands for; None when another system wrote it."""
    holder, _, task_id = worker.rpartition(":")
    return Claim(holder, task_id) if holder and is_task_id(task_id) else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the end of a task is written back."""

    source: str
    row_id: str
    worker: str


def target_of(source: str, row: Row) -> str:
    """The callback under which the outbox tells of the end of a row's task."""
    return f"{SOURCE_SCHEME}{source}/{quote(row.id, safe='')}?worker={quote(row.worker, safe='')}"


def place_of(target: str) -> Place:
    """The place that a callback stands for. Raises ``ValueError``."""
    parts = urlsplit(target)
    worker = parse_qs(parts.query).get("worker", [""])[0]
    row_id = unquote(parts.path.removeprefix("/"))
    if not target.startswith(SOURCE_SCHEME) or not (parts.netloc and row_id and worker):
        raise ValueError(f"{target[:100]!r} names no row of a source")
    return Place(source=parts.netloc, row_id=row_id, worker=worker)
