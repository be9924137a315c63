"""What a row tells of the time left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ocr_service.api.page.rows import row_of
from ocr_service.api.page.words.spoken import words_in
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskOptions

WAITING = Task(
    id="t",
    status=TaskStatus.QUEUED,
    priority=Priority.NORMAL,
    filename="a.pdf",
    file_path="t/source.pdf",
    media_type="application/pdf",
    sha256="",
    bytes=1,
    options=TaskOptions(),
)


@pytest.mark.parametrize(
    ("left_s", "told"),
    [
        (None, "place 3 in the queue"),
        (2.9, "place 3 in the queue"),
        (3, "place 3 in the queue, about 10 s left"),
        (31.2, "place 3 in the queue, about 40 s left"),
        (89.9, "place 3 in the queue, about 90 s left"),
        (90, "place 3 in the queue, about 2 min left"),
        (3_600, "place 3 in the queue, about 60 min left"),
    ],
)
def test_the_time_left_is_told_in_round_numbers(left_s, told):
    row = row_of(WAITING, words_in("en"), {"t": 2}, (), datetime.now(UTC), left_s=left_s)

    assert row.told == told
