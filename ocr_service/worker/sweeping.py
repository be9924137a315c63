"""Decide what becomes of a task's files, and of uploads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import FROM_PAGE, Task
from ocr_service.domain.uploads.upload_area import StoredUpload
from ocr_service.domain.uploads.upload_session import UploadSession, UploadState


class Verdict(StrEnum):
    """What to do with a folder."""

    KEEP = "keep"
    ENQUEUE = "enqueue"
    REMOVE = "remove"
    KEEP_SOURCE = "keep_source"
    REMOVE_SOURCE = "remove_source"
    FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepTimes:
    """Times to live, in seconds, of what a folder may hold.

    Documents of the web page are kept as long as their results, ``kept_sources_bytes`` of them all together at most.
    ``settle_s`` is how long an upload may stand between its commit and its enqueue.
    """

    source_ttl_s: float = 60.0
    result_ttl_s: float = 86_400.0
    failed_ttl_s: float = 604_800.0
    orphan_ttl_s: float = 3_600.0
    settle_s: float = 10.0
    kept_sources_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAges:
    """A folder that the queue knows nothing of: how long untouched, and since its task became final."""

    has_record: bool
    age_s: float
    ended_age_s: float | None = None


def judge_known(task: Task, times: SweepTimes, *, has_source: bool, now_ms: int) -> Verdict:
    """The verdict on the folder of a task that the queue knows; ``now_ms`` is the queue's time.

    ``has_source`` tells of a document or its record: a removal cut short leaves one without the other.
    """
    ended_s = _since_s(task.finished_at, now_ms)
    if task.keep_s and task.status.is_final and ended_s >= task.keep_s:
        # Its key's time is over, which may be before the queue's: nothing of it is left, there neither.
        return Verdict.FORGET
    match task.status:
        case TaskStatus.CANCELLED:
            return Verdict.REMOVE
        case TaskStatus.FAILED:
            return Verdict.REMOVE if ended_s >= (task.keep_s or times.failed_ttl_s) else Verdict.KEEP
        case TaskStatus.COMPLETED if ended_s >= (task.keep_s or times.result_ttl_s):
            return Verdict.REMOVE
        case TaskStatus.COMPLETED if has_source and ended_s >= times.source_ttl_s:
            is_kept = times.kept_sources_bytes and task.source == FROM_PAGE
            return Verdict.KEEP_SOURCE if is_kept else Verdict.REMOVE_SOURCE
    return Verdict.KEEP


def judge_unknown(files: FileAges, times: SweepTimes) -> Verdict:
    """The verdict on a folder whose task the queue does not know."""
    if not files.has_record:
        return Verdict.REMOVE if files.age_s >= times.orphan_ttl_s else Verdict.KEEP
    if files.ended_age_s is not None and files.ended_age_s >= times.failed_ttl_s:
        # Its task ended long ago and Redis forgot it in time: this is no lost upload.
        return Verdict.REMOVE
    return Verdict.ENQUEUE if files.age_s >= times.settle_s else Verdict.KEEP


def may_go(upload: StoredUpload, session: UploadSession | None, times: SweepTimes) -> bool:
    """True when nobody will complete what arrived by a link: it became a document, or its time is over."""
    if session is None:
        return upload.age_s >= times.orphan_ttl_s
    if session.state is UploadState.EXPIRED:
        return upload.age_s >= times.settle_s
    return session.state is UploadState.COMPLETED


def _since_s(iso: str, now_ms: int) -> float:
    return now_ms / 1000 - datetime.fromisoformat(iso).timestamp() if iso else 0.0
