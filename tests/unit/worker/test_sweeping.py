"""What becomes of a folder, case by case."""

from dataclasses import replace

import pytest

from ocr_service.clock import iso_from_ms
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import FROM_PAGE, Task, TaskOptions
from ocr_service.worker.sweeping import FileAges, SweepTimes, Verdict, judge_known, judge_unknown

NOW_MS = 1_800_000_000_000
TIMES = SweepTimes(source_ttl_s=60, result_ttl_s=1_000, failed_ttl_s=5_000, orphan_ttl_s=3_600, settle_s=10)


def ended(status: TaskStatus, seconds_ago: float = 0, keep_s: int = 0) -> Task:
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
        keep_s=keep_s,
        finished_at=iso_from_ms(NOW_MS - round(seconds_ago * 1000)) if status.is_final else "",
    )


def files(*, record: bool = True, age_s: float = 0, ended_age_s: float | None = None) -> FileAges:
    return FileAges(has_record=record, age_s=age_s, ended_age_s=ended_age_s)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        pytest.param(files(age_s=9), Verdict.KEEP, id="an upload between commit and enqueue"),
        pytest.param(files(age_s=11), Verdict.ENQUEUE, id="a record that Redis forgot"),
        pytest.param(files(age_s=9e6, ended_age_s=4_999), Verdict.ENQUEUE, id="ended, then forgotten"),
        pytest.param(files(age_s=9e6, ended_age_s=5_000), Verdict.REMOVE, id="ended long ago"),
        pytest.param(files(record=False, age_s=3_599), Verdict.KEEP, id="a young orphan"),
        pytest.param(files(record=False, age_s=3_600), Verdict.REMOVE, id="an old orphan"),
    ],
)
def test_the_verdict_on_a_folder_that_redis_does_not_know(found: FileAges, verdict: Verdict) -> None:
    assert judge_unknown(found, TIMES) is verdict


@pytest.mark.parametrize(
    ("task", "has_source", "verdict"),
    [
        pytest.param(ended(TaskStatus.QUEUED), True, Verdict.KEEP, id="waiting"),
        pytest.param(ended(TaskStatus.PROCESSING), True, Verdict.KEEP, id="running"),
        pytest.param(ended(TaskStatus.COMPLETED, 59), True, Verdict.KEEP, id="just completed"),
        pytest.param(ended(TaskStatus.COMPLETED, 60), True, Verdict.REMOVE_SOURCE, id="completed"),
        pytest.param(ended(TaskStatus.COMPLETED, 60), False, Verdict.KEEP, id="source is gone"),
        pytest.param(ended(TaskStatus.COMPLETED, 1_000), True, Verdict.REMOVE, id="result expired"),
        pytest.param(ended(TaskStatus.FAILED, 4_999), True, Verdict.KEEP, id="failed, kept"),
        pytest.param(ended(TaskStatus.FAILED, 5_000), True, Verdict.REMOVE, id="failed long ago"),
        pytest.param(ended(TaskStatus.CANCELLED), True, Verdict.REMOVE, id="cancelled"),
        pytest.param(
            ended(TaskStatus.COMPLETED, 99, 100), False, Verdict.KEEP, id="of a key that keeps little"
        ),
        pytest.param(ended(TaskStatus.COMPLETED, 100, 100), False, Verdict.FORGET, id="little is over"),
        pytest.param(
            ended(TaskStatus.COMPLETED, 8_000, 9_000), False, Verdict.KEEP, id="of a key that keeps long"
        ),
        pytest.param(ended(TaskStatus.FAILED, 100, 100), True, Verdict.FORGET, id="failed, little is over"),
        pytest.param(ended(TaskStatus.FAILED, 8_000, 9_000), True, Verdict.KEEP, id="failed, kept long"),
    ],
)
def test_the_verdict_on_a_task_that_redis_knows(task: Task, has_source: bool, verdict: Verdict) -> None:
    assert judge_known(task, TIMES, has_source=has_source, now_ms=NOW_MS) is verdict


@pytest.mark.parametrize(
    ("room", "source", "seconds_ago", "verdict"),
    [
        pytest.param(1, FROM_PAGE, 60, Verdict.KEEP_SOURCE, id="of the page, result alive"),
        pytest.param(1, FROM_PAGE, 1_000, Verdict.REMOVE, id="of the page, result expired"),
        pytest.param(0, FROM_PAGE, 60, Verdict.REMOVE_SOURCE, id="of the page, none is kept"),
        pytest.param(1, "http", 60, Verdict.REMOVE_SOURCE, id="of the API"),
    ],
)
def test_documents_of_the_page_are_kept_with_their_results(
    room: int, source: str, seconds_ago: float, verdict: Verdict
) -> None:
    task = replace(ended(TaskStatus.COMPLETED, seconds_ago), source=source)
    times = replace(TIMES, kept_sources_bytes=room)

    assert judge_known(task, times, has_source=True, now_ms=NOW_MS) is verdict
