"""Compute a value in a short-lived process, so that what computing it imports is not in this one's memory."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

from ocr_service.errors import OcrServiceError, ProcessingError
from ocr_service.worker.forked import end_after

T = TypeVar("T")


def computed_apart(compute: Callable[[], T]) -> Callable[[], T]:
    """Let a process forked for it ``compute`` while this one goes on; returns what waits for the value and gives it.

    Only then are the modules of the value's classes imported here.
    Call it before any thread is started. A named error of ``compute`` is raised by what is returned,
    ``ProcessingError`` after any other, which the process tells itself.
    """
    read_fd, write_fd = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read_fd)
        end_after(partial(_write, compute, write_fd))
    os.close(write_fd)

    def value() -> T:
        return cast(T, _value(read_fd, pid))

    return value


def _write(compute: Callable[[], object], write_fd: int) -> None:
    with os.fdopen(write_fd, "wb") as pipe:
        try:
            value = compute()
        except OcrServiceError as error:
            value = error
        pickle.dump(value, pipe)


def _value(read_fd: int, pid: int) -> object:
    with os.fdopen(read_fd, "rb") as pipe:
        said = pipe.read()
    if os.waitpid(pid, 0)[1]:
        raise ProcessingError("The process that reads the settings did not end well; see the output above.")
    value: object = pickle.loads(said)  # noqa: S301 - written by our own fork, no stranger's bytes
    if isinstance(value, OcrServiceError):
        raise value
    return value
