"""Where documents and what was read of them are kept, whether on a disk or in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ocr_service.domain.arrived_file import IncomingFile
from ocr_service.domain.memory import Memory
from ocr_service.domain.task import IntakeRecord, TaskId
from ocr_service.domain.uploads.upload_area import UploadArea

PIECE_BYTES = 256 * 1024
"""What is held of a stored file at once while it is read."""


class StoredFile(Protocol):
    """A published output, open for reading. Whoever opened it closes it."""

    size: int

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` (the end when None), at most ``PIECE_BYTES`` at once.

        Each step blocks. Raises ``StorageFailed`` when they are gone.
        """
        ...

    def close(self) -> None:
        """Let go of it; harmless when it is closed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTask:
    """What the store has of one task, by names alone.

    ``has_source`` tells of a document or its record: a removal cut short leaves one without the other.
    ``tokens`` are the runs that left outputs, published or not.
    """

    id: TaskId
    has_source: bool = False
    tokens: tuple[int, ...] = ()
    is_marked_ended: bool = False


class FileStore(Protocol):
    """Documents, their intake records and their outputs. All methods block; call them in a thread.

    Raise ``StorageFull`` when there is no room, ``StorageUnavailable`` when the store cannot be reached, and
    ``StorageFailed`` on any other error of it. A run writes under its own token only, and only
    ``WorkerQueue.complete`` makes a token the task's: that is what keeps a late worker from publishing.
    """

    @property
    def uploads(self) -> UploadArea:
        """Where documents arrive that do not pass through ``receive``."""
        ...

    @property
    def memory(self) -> Memory:
        """What feedback taught."""
        ...

    # -- documents -----------------------------------------------------------------------------

    def receive(self, task_id: TaskId) -> IncomingFile:
        """Begin an upload; what an earlier try for the same task left that was killed is removed."""
        ...

    def record(self, task_id: TaskId) -> IntakeRecord | None:
        """A task's intake record, or None."""
        ...

    def open_source(self, file_path: str) -> StoredFile | None:
        """A document by the reference in its record; None when it is no longer there."""
        ...

    # -- a run ---------------------------------------------------------------------------------

    def begin_output(self, task_id: TaskId, token: int) -> Path:
        """An empty local folder for one run's outputs."""
        ...

    def fetch(self, file_path: str, token: int) -> Path:
        """A local path of the document for the run with this token, beside its outputs. Raises ``StorageFailed``."""
        ...

    def publish(self, task_id: TaskId, token: int) -> None:
        """Make a run's outputs durable, all or none of them, before ``WorkerQueue.complete`` names their token.

        What the store kept on this machine for the run is gone afterwards.
        """
        ...

    def discard_output(self, task_id: TaskId, token: int) -> None:
        """Remove the outputs of a run that was not accepted, and what it left on this machine."""
        ...

    # -- results -------------------------------------------------------------------------------

    def open_output(self, task_id: TaskId, token: int, name: str) -> StoredFile | None:
        """A published file, e.g. ``text.txt`` or ``images/0001.png``; None when there is none."""
        ...

    def clone_output(self, source: TaskId, target: TaskId, token: int) -> bool:
        """Give ``target`` the outputs of ``source`` without copying bytes where possible; False when they are gone.

        Each outlives the other.
        """
        ...

    # -- cleaning ------------------------------------------------------------------------------

    def cleanup_task_files(self, task_id: TaskId) -> None:
        """Remove everything of a task, its record first; harmless when nothing is there."""
        ...

    def cleanup_source(self, task_id: TaskId) -> None:
        """Remove a task's document and record, keep its outputs."""
        ...

    def mark_ended(self, task_id: TaskId) -> None:
        """Remember beside the record that the task reached a final state; harmless when it is marked."""
        ...

    def remove_stale_outputs(self, task_id: TaskId, *, before_token: int) -> int:
        """Remove the outputs of runs with smaller tokens; returns how many.

        Larger ones stay: a run that began after the caller looked may be writing there.
        """
        ...

    def remove_parts(self, older_than_s: float) -> int:
        """Remove uploads that nobody has written to for so long, and what dead runs left here; returns how many."""
        ...

    # -- looking -------------------------------------------------------------------------------

    def tasks(self) -> Iterator[StoredTask]:
        """All tasks that have files, in no order."""
        ...

    def task_ids(self) -> Iterator[TaskId]:
        """Their ids alone."""
        ...

    def age_s(self, task_id: TaskId) -> float | None:
        """Seconds by the store's own clock since anything of the task was last written; None without anything."""
        ...

    def ended_age_s(self, task_id: TaskId) -> float | None:
        """Seconds by the store's own clock since ``mark_ended``; None without a mark."""
        ...

    def free_bytes(self) -> int:
        """Room left where uploads arrive."""
        ...

    def check(self) -> None:
        """Raise as every method does unless an upload would find room and a place to write."""
        ...
