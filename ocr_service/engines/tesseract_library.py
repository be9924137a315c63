"""Tesseract's library in a small process of its own, kept from one picture to the next.

Against one run of the program for each picture it saves the start, the loading of the model (0.08 s) and the
program's table, whose time grows with the square of the words (0.1 s for 700): a tenth of a page in all, with the
same words. Apart from this process, so that a picture that makes it crash, hang or grow costs only that process.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ocr_service.engines import tesseract_host as host
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

# Isolated and without site-packages: a quarter of the time and the memory of a usual start.
_COMMAND = (sys.executable, "-I", "-S", host.__file__)
# One thread: pages already run in parallel, and more of them slow Tesseract down by up to 9 x (tesseract issue 3109).
# One heap, page-sized blocks outside of it: what a page took goes back after it.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144"}
_START_S = 30.0
_ANSWER_BYTES = 1 << 16
_SAID_BYTES = 4_000
_SIGKILL, _SIGABRT = -9, -6

log = logging.getLogger(__name__)


class TesseractProcess:
    """One process with the library. Raises ``EngineFailed`` or ``MemoryLimit`` when it does not start."""

    def __init__(self) -> None:
        self._heard = 0
        with ExitStack() as opened:
            self._line, theirs = socket.socketpair()
            opened.enter_context(self._line)
            self._said = opened.enter_context(tempfile.TemporaryFile())
            with theirs:
                self._process = subprocess.Popen(
                    _COMMAND,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=self._said,
                    env={**os.environ, **_ENVIRONMENT},
                )
            opened.callback(self._process.wait)
            opened.callback(self._process.kill)
            self.version = self._answer((b"\n",), time.monotonic() + _START_S).decode().strip()
            self._opened = opened.pop_all()

    def read(
        self, picture: Path, *, folder: Path, language: str, psm: int, dpi: int, timeout_s: float
    ) -> list[str]:
        """The word rows of a PGM of eight bits.

        Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCrashed`` and ``EngineFailed``; after any of them it can
        only be ended.
        """
        deadline = time.monotonic() + timeout_s
        fields = (folder, language, psm, dpi, picture)
        try:
            self._line.sendall(b"".join(os.fsencode(str(each)) + b"\0" for each in fields))
        except OSError as error:
            raise self._failure() from error
        answer = self._answer((host.DONE, host.UNKNOWN), deadline)
        if answer.endswith(host.UNKNOWN):
            raise EngineFailed(f"Tesseract cannot load the language `{language}`.")
        if _is_out_of_memory(self._newly_said()):
            raise MemoryLimit
        return answer.removesuffix(host.DONE).decode().splitlines()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def end(self) -> None:
        """Kill it at once; it holds nothing that could be lost."""
        self._opened.close()

    def _answer(self, ends: tuple[bytes, ...], deadline: float) -> bytes:
        answer = bytearray()
        while not answer.endswith(ends):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise PageTimeout
            self._line.settimeout(left_s)
            try:
                data = self._line.recv(_ANSWER_BYTES)
            except TimeoutError as error:
                raise PageTimeout from error
            except OSError as error:
                raise self._failure() from error
            if not data:
                raise self._failure()
            answer += data
        return bytes(answer)

    def _failure(self) -> OcrServiceError:
        """Why it ended by itself: ``new`` fails by SIGABRT, the kernel takes memory back by SIGKILL."""
        status, said = self._process.wait(), self._newly_said()
        log.warning("tesseract ended", extra={"status": status, "said": said})
        if status in (_SIGKILL, _SIGABRT) or _is_out_of_memory(said):
            return MemoryLimit()
        if status < 0:
            return DocumentCrashed(f"Tesseract was ended by signal {-status} while it read this page.")
        return EngineFailed(f"Tesseract ended with status {status}. See the worker's log.")

    def _newly_said(self) -> str:
        """What it said on standard error since it was asked last; no more than a log takes."""
        self._said.seek(self._heard)
        said = self._said.read(_SAID_BYTES).decode(errors="replace")
        self._heard = self._said.seek(0, os.SEEK_END)
        return said


def _is_out_of_memory(said: str) -> bool:
    """Python, glibc and the image library say so; the last goes on without the picture, as if it were empty."""
    return "MemoryError" in said or "alloc" in said


@dataclass(slots=True)
class TesseractProcesses:
    """The processes of one document: as many as pages are read at once, idle between them."""

    _idle: list[TesseractProcess] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def borrow(self, *, is_kept: bool) -> Iterator[TesseractProcess]:
        """An idle process or a new one; ended after the block when it raises or the process is not to be kept."""
        process = self._take() or TesseractProcess()
        is_well = False
        try:
            yield process
            is_well = True
        finally:
            if is_well and is_kept:
                with self._lock:
                    self._idle.append(process)
            else:
                process.end()

    def end_idle(self) -> None:
        """End those that read nothing now."""
        while process := self._take():
            process.end()

    def _take(self) -> TesseractProcess | None:
        with self._lock:
            return self._idle.pop() if self._idle else None


def library_version() -> str:
    """Version of the library that a process started here loads; empty when it loads none."""
    try:
        process = TesseractProcess()
    except (OcrServiceError, OSError) as error:
        log.info("tesseract library not usable", extra={"error": str(error)})
        return ""
    process.end()
    return process.version
