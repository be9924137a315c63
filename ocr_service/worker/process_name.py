"""Tell this process from the others of its worker where programs like ``top`` and ``ps -o comm`` look."""

from __future__ import annotations

import ctypes

WORKER, FORK_SERVER = "ocr-worker", "ocr-forkserver"
_PR_SET_NAME = 15
_MOST_BYTES = 15


def name_process(name: str) -> None:
    """Set the name that the kernel shows, of at most 15 bytes; elsewhere than on Linux nothing happens."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_NAME, name.encode()[:_MOST_BYTES], 0, 0, 0)


def document_name(task_id: str) -> str:
    """The name of the process that reads a task's document: as much of the task's id as there is room for."""
    return f"ocr-doc {task_id[:7]}"
