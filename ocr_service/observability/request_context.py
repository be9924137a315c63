"""The ids that every log line of a piece of work carries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")


@contextmanager
def bound(*, request: str = "", task: str = "") -> Iterator[None]:
    """Log with these ids inside the block."""
    request_token = request_id.set(request or request_id.get())
    task_token = task_id.set(task or task_id.get())
    try:
        yield
    finally:
        request_id.reset(request_token)
        task_id.reset(task_token)
