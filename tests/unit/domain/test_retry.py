"""What becomes of a task whose run ended with an error."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service import errors
from ocr_service.domain.retry import RetryAction, RetryPolicy
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskOptions

POLICY = RetryPolicy(max_retries=3, max_child_crashes=2, backoff_s=2, backoff_max_s=60)
TASK = Task(
    id="t",
    status=TaskStatus.PROCESSING,
    priority=Priority.NORMAL,
    filename="a.pdf",
    file_path="t/source.pdf",
    media_type="application/pdf",
    sha256="",
    bytes=1,
    options=TaskOptions(),
)


@pytest.mark.parametrize(
    ("error", "counts", "action"),
    [
        pytest.param(errors.DocumentCorrupt(), {}, RetryAction.FAIL, id="permanent"),
        pytest.param(errors.ProcessingError(), {}, RetryAction.FAIL, id="a defect of ours"),
        pytest.param(errors.ProcessLost(), {}, RetryAction.RETRY, id="a process that went away"),
        pytest.param(errors.EngineFailed(), {}, RetryAction.RETRY, id="first transient"),
        pytest.param(errors.EngineFailed(), {"retry_count": 2}, RetryAction.RETRY, id="third transient"),
        pytest.param(errors.EngineFailed(), {"retry_count": 3}, RetryAction.FAIL, id="fourth transient"),
        pytest.param(errors.StorageFull(), {"retry_count": 9}, RetryAction.DEFER, id="full disk"),
        pytest.param(errors.DocumentCrashed(), {"retry_count": 3}, RetryAction.CRASH, id="crash apart"),
        pytest.param(errors.DocumentCrashed(), {"child_crashes": 1}, RetryAction.FAIL, id="second crash"),
    ],
)
def test_the_action(error: errors.OcrServiceError, counts: dict[str, int], action: RetryAction) -> None:
    assert POLICY.decide(error, replace(TASK, **counts), jitter=0.5).action is action


@given(retry_count=st.integers(0, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_the_delay_stays_within_its_bounds(retry_count: int, jitter: float) -> None:
    policy = replace(POLICY, max_retries=100_000)

    delay_s = policy.decide(
        errors.EngineFailed(), replace(TASK, retry_count=retry_count), jitter=jitter
    ).delay_s

    assert 0 <= delay_s <= min(60, 2 * 2.0 ** min(retry_count, 10))
