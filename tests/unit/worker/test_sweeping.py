"""What becomes of a folder, case by case."""

import pytest

from ocr_service.clock import iso_from_ms
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskOptions
from ocr_service.worker.sweeping import FileAges, SweepTimes, Verdict, judge

NOW_MS = 1_800_000_000_000
TIMES = SweepTimes(source_ttl_s=60, result_ttl_s=1_000, failed_ttl_s=5_000, orphan_ttl_s=3_600, settle_s=10)


def ended(status: TaskStatus, seconds_ago: float = 0) -> Task:
    return Task(
        id="t",
        status=status,
        priority=Priority.NORMAL,
        filename="a.pdf",
        file_path="t/source.pdf",
        media_type="application/pdf",
        sha256="",
        bytes=1,
        options=TaskOptions(),
        finished_at=iso_from_ms(NOW_MS - round(seconds_ago * 1000)) if status.is_final else "",
    )


def files(
    *, record: bool = True, source: bool = True, age_s: float = 0, ended_age_s: float | None = None
) -> FileAges:
    return FileAges(has_record=record, has_source=source, age_s=age_s, ended_age_s=ended_age_s)


@pytest.mark.parametrize(
    ("task", "found", "verdict"),
    [
        pytest.param(None, files(age_s=9), Verdict.KEEP, id="an upload between commit and enqueue"),
        pytest.param(None, files(age_s=11), Verdict.ENQUEUE, id="a record that Redis forgot"),
        pytest.param(None, files(age_s=9e6, ended_age_s=4_999), Verdict.ENQUEUE, id="ended, then forgotten"),
        pytest.param(None, files(age_s=9e6, ended_age_s=5_000), Verdict.REMOVE, id="ended long ago"),
        pytest.param(None, files(record=False, age_s=3_599), Verdict.KEEP, id="a young orphan"),
        pytest.param(None, files(record=False, age_s=3_600), Verdict.REMOVE, id="an old orphan"),
        pytest.param(ended(TaskStatus.QUEUED), files(age_s=9e6), Verdict.KEEP, id="waiting for long"),
        pytest.param(ended(TaskStatus.PROCESSING), files(age_s=9e6), Verdict.KEEP, id="running for long"),
        pytest.param(ended(TaskStatus.COMPLETED, 59), files(), Verdict.KEEP, id="just completed"),
        pytest.param(ended(TaskStatus.COMPLETED, 60), files(), Verdict.REMOVE_SOURCE, id="completed"),
        pytest.param(
            ended(TaskStatus.COMPLETED, 60),
            files(record=False, source=False),
            Verdict.KEEP,
            id="source is gone",
        ),
        pytest.param(
            ended(TaskStatus.COMPLETED, 60),
            files(record=False),
            Verdict.REMOVE_SOURCE,
            id="removal cut short",
        ),
        pytest.param(ended(TaskStatus.COMPLETED, 1_000), files(), Verdict.REMOVE, id="result expired"),
        pytest.param(ended(TaskStatus.FAILED, 4_999), files(age_s=9e6), Verdict.KEEP, id="failed, kept"),
        pytest.param(ended(TaskStatus.FAILED, 5_000), files(), Verdict.REMOVE, id="failed long ago"),
        pytest.param(ended(TaskStatus.CANCELLED), files(), Verdict.REMOVE, id="cancelled"),
    ],
)
def test_the_verdict_on_a_folder(task: Task | None, found: FileAges, verdict: Verdict) -> None:
    assert judge(task, found, TIMES, now_ms=NOW_MS) is verdict
