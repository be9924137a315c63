"""Compute values in a short-lived process, so that what computing them imports is not in this one's memory."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import Any, BinaryIO

from ocr_service.errors import OcrServiceError, ProcessingError
from ocr_service.worker.forked import end_after


def computed_apart(compute: Callable[[], Iterable[object]]) -> Generator[Any, None, None]:
    """The values that ``compute`` gives in a process forked for it; it begins at once and works beside this one.

    Each value is unpickled when it is asked for, and only then are the modules of its classes imported here.
    Call it before any thread is started. A named error of ``compute`` is raised here,
    ``ProcessingError`` after any other, which the process tells itself.
    """
    read_fd, write_fd = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read_fd)
        end_after(partial(_write_values, compute, write_fd))
    os.close(write_fd)
    return _values(os.fdopen(read_fd, "rb"), pid)


def _write_values(compute: Callable[[], Iterable[object]], write_fd: int) -> None:
    with os.fdopen(write_fd, "wb") as pipe:
        try:
            for value in compute():
                pickle.dump((True, value), pipe)
        except OcrServiceError as error:
            pickle.dump((False, error), pipe)


def _values(pipe: BinaryIO, pid: int) -> Generator[Any, None, None]:
    try:
        with pipe:
            while (said := _next(pipe)) is not None:
                is_value, value = said
                if not is_value:
                    raise value
                yield value
    finally:
        status = os.waitpid(pid, 0)[1]
    if status:
        raise ProcessingError("The process that reads the settings did not end well; see the output above.")


def _next(pipe: BinaryIO) -> tuple[bool, Any] | None:
    try:
        said: tuple[bool, Any] = pickle.load(pipe)  # noqa: S301 - written by our own fork, no stranger's bytes
    except EOFError:
        return None
    return said
