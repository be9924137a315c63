"""Run one of the programs that look at documents, for a bounded time and with bounded output."""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ocr_service.engines.data_limits import TOOL_DATA_KB, bound_data, told_bytes
from ocr_service.errors import DiskLimit, EngineFailed, MemoryLimit, PageTimeout
from ocr_service.pipeline.limits.disk_room import ensure_room
from ocr_service.pipeline.limits.resource_limits import all_shares, fits_share, lent, tool_data_bytes

_SIGKILL, _SIGABRT, _SIGXFSZ = -9, -6, -25
_STDERR_BYTES = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a program left behind."""

    status: int
    stderr: str

    @property
    def is_out_of_memory(self) -> bool:
        """True when it ended for lack of memory (poppler says so, C++ aborts, the kernel kills)."""
        return self.status in (_SIGKILL, _SIGABRT) or is_out_of_memory(self.stderr)


def is_out_of_memory(said: str) -> bool:
    """True when a program complained of a lack of memory."""
    return "out of memory" in said.lower() or "bad_alloc" in said


def run_command(
    argv: Sequence[str | Path], *, timeout_s: float, stdout: Path | None = None, is_opening: bool = False
) -> Finished:
    """Run to the end, standard output into the file ``stdout``; nothing of it passes through memory.

    ``is_opening`` is for what looks at the document before its pages are read: where a page's
    memory is not enough it may have that of all pages.

    Raises ``PageTimeout`` (the program is ended), ``DiskLimit`` when the kernel ended it for a file beyond the
    limit of the run, ``StorageFull`` when the disk is full, ``EngineFailed`` when it is not installed.
    """
    finished = _run(argv, timeout_s, stdout)
    if is_opening and finished.status and finished.is_out_of_memory and not fits_share(tool_data_bytes()):
        with all_shares():
            finished = _run(argv, timeout_s, stdout)
    return finished


def _run(argv: Sequence[str | Path], timeout_s: float, stdout: Path | None) -> Finished:
    with (
        tempfile.TemporaryFile() as errors,
        open(stdout or os.devnull, "wb") as out,  # noqa: PTH123 (devnull)
        lent(),
    ):
        try:
            process = subprocess.Popen(
                [str(each) for each in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=errors
            )
        except FileNotFoundError as error:
            raise EngineFailed(f"{argv[0]} is not installed. Install it, then retry the task.") from error
        bound_data(process.pid, told_bytes(TOOL_DATA_KB))
        with process:
            if not has_ended(process, max(timeout_s, 0.05)):
                process.kill()
                raise PageTimeout
            status = process.wait()
        if status == _SIGXFSZ:
            raise DiskLimit
        said = _both_ends(errors).decode("utf-8", errors="replace")
    ensure_room(said)
    return Finished(status=status, stderr=said)


def _both_ends(file: IO[bytes]) -> bytes:
    """How complaints begin and end; some programs have more to say than anybody reads."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size <= _STDERR_BYTES:
        return file.read()
    beginning = file.read(_STDERR_BYTES // 2)
    file.seek(size - _STDERR_BYTES // 2)
    return beginning + file.read()


def has_ended(process: subprocess.Popen[bytes], timeout_s: float | None) -> bool:
    """Wait for the end; False when it takes too long.

    ``Popen.wait`` with a timeout looks only every 50 ms, which is longer than most of these
    programs run; a descriptor of the process tells at once where the kernel has one.
    """
    try:
        descriptor = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout_s)
        return process.poll() is not None
    try:
        return bool(select.select([descriptor], [], [], timeout_s)[0])
    finally:
        os.close(descriptor)


def check_memory(finished: Finished) -> Finished:
    """The same, or ``MemoryLimit`` when the program ended for lack of memory."""
    if finished.status != 0 and finished.is_out_of_memory:
        raise MemoryLimit
    return finished
