"""Tesseract's library, in processes of its own that are forked with their model loaded.

Against one run of the program for each picture it saves the start, the loading of the model (0.08 s) and the
program's table, whose time grows with the square of the words (0.1 s for 700): a tenth of a page in all, with the
same words. Apart from this process, so that a picture that makes it crash, hang or grow costs only its reader.
"""

from __future__ import annotations

import logging
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from ocr_service.engines import tesseract_host as host
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

# Isolated and without site-packages: a quarter of the time and the memory of a usual start.
_CODE = f"import sys; sys.path.append({str(Path(__file__).parents[2])!r}); from {host.__name__} import main; main()"
_COMMAND = (sys.executable, "-I", "-S", "-c", _CODE)
# One thread: pages already run in parallel, and more of them slow Tesseract down by up to 9 x (tesseract issue 3109).
# One heap, page-sized blocks outside of it: what a page took goes back after it.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144"}
_START_S = 30.0
_ANSWER_BYTES = 1 << 16
_SAID_BYTES = 4_000
_SIGKILL, _SIGABRT = -9, -6
_ENDED = re.compile(rb"\0ended (\d+)\n\Z")

log = logging.getLogger(__name__)


class HostGone(Exception):
    """The process that forks readers has ended; another can be started."""


class TesseractHost:
    """The process with the library; this process and all that it forks can have pictures read by it.

    Raises ``EngineFailed`` or ``MemoryLimit`` when it does not start.
    """

    def __init__(self) -> None:
        self._starter = os.getpid()
        with ExitStack() as opened:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            opened.enter_context(self._orders)
            self._said = opened.enter_context(tempfile.TemporaryFile())
            with theirs:
                self._process = subprocess.Popen(
                    _COMMAND, stdin=theirs.fileno(), stderr=self._said, env={**os.environ, **_ENVIRONMENT}
                )
            opened.callback(self._process.wait)
            opened.callback(self._process.kill)
            self.version = self._hello()
            self._opened = opened.pop_all()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_own(self) -> bool:
        """True in the process that started it, which alone can say whether and how it ended, and end it."""
        return os.getpid() == self._starter

    @property
    def is_alive(self) -> bool:
        """False once it has ended."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill it, and with it what still reads; it holds nothing that could be lost."""
        self._opened.close()

    def failure(self) -> OcrServiceError:
        """Why it ended by itself."""
        return _failure(self._process.wait(), _text(self._said))

    def read(
        self, picture: Path, *, folder: Path, language: str, psm: int, dpi: int, timeout_s: float
    ) -> list[str]:
        """The word rows of a PGM of eight bits, read by a process that may map as much as this one.

        Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCrashed``, ``EngineFailed``, and ``HostGone`` when there
        is nobody to ask any more.
        """
        deadline = time.monotonic() + timeout_s
        most_bytes, _ = resource.getrlimit(resource.RLIMIT_AS)
        fields = (folder, language, psm, dpi, most_bytes, picture)
        with tempfile.TemporaryFile() as said, self._ordered(fields, said) as answers:
            return _rows(_all_of(answers, deadline), _text(said), language)

    def _ordered(self, fields: Iterable[object], said: IO[bytes]) -> socket.socket:
        """Where the answer to an order will come."""
        order = b"".join(os.fsencode(str(each)) + b"\0" for each in fields)
        answers, theirs = socket.socketpair()
        with theirs, suppress(BrokenPipeError, ConnectionResetError):
            # When nobody takes it, the answer ends at once.
            socket.send_fds(self._orders, [order], [theirs.fileno(), said.fileno()])
        return answers

    def _hello(self) -> str:
        self._orders.settimeout(_START_S)
        try:
            version = self._orders.recv(_SAID_BYTES)
        except TimeoutError as error:
            raise EngineFailed("Tesseract's library does not start.") from error
        if not version:
            raise self.failure()
        self._orders.settimeout(None)
        return version.decode()


class OwnHost:
    """The host of this process alone: started when a picture comes, ended when it reads none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._host: TesseractHost | None = None
        self._readings = 0

    @contextmanager
    def borrow(self) -> Iterator[TesseractHost]:
        """The host; when it goes in the block, the error says why, and whoever comes next starts another."""
        with self._lock:
            used = self._host = self._host or TesseractHost()
            self._readings += 1
        is_gone = False
        try:
            yield used
        except HostGone as error:
            is_gone = True
            raise used.failure() from error
        finally:
            with self._lock:
                self._readings -= 1
            if is_gone:
                self.end_idle()

    def end_idle(self) -> None:
        """End it unless it reads something now."""
        with self._lock:
            if self._host is not None and self._readings == 0:
                self._host.end()
                self._host = None


def library_version() -> str:
    """Version of the library that is loaded here; empty when none can be."""
    try:
        tesseract = TesseractHost()
    except (OcrServiceError, OSError) as error:
        log.info("tesseract library not usable", extra={"error": str(error)})
        return ""
    tesseract.end()
    return tesseract.version


def _all_of(answers: socket.socket, deadline: float) -> bytes:
    answer = bytearray()
    while True:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise PageTimeout
        answers.settimeout(left_s)
        try:
            data = answers.recv(_ANSWER_BYTES)
        except TimeoutError as error:
            raise PageTimeout from error
        if not data:
            return bytes(answer)
        answer += data


def _rows(answer: bytes, said: str, language: str) -> list[str]:
    rows, _, _ = answer.partition(b"\0")
    if ended := _ENDED.search(answer):
        raise _failure(os.waitstatus_to_exitcode(int(ended[1])), said)
    if answer.endswith(host.UNKNOWN):
        raise EngineFailed(f"Tesseract cannot load the language `{language}`.")
    if not answer.endswith(host.DONE):
        raise HostGone
    if _is_out_of_memory(said):
        raise MemoryLimit
    return rows.decode().splitlines()


def _failure(status: int, said: str) -> OcrServiceError:
    """``new`` fails by SIGABRT, the kernel takes memory back by SIGKILL."""
    log.warning("tesseract ended", extra={"status": status, "said": said})
    if status in (_SIGKILL, _SIGABRT) or _is_out_of_memory(said):
        return MemoryLimit()
    if status < 0:
        return DocumentCrashed(f"Tesseract was ended by signal {-status} while it read this page.")
    return EngineFailed(f"Tesseract ended with status {status}. See the worker's log.")


def _is_out_of_memory(said: str) -> bool:
    """Python, glibc and the image library say so; the last goes on without the picture, as if it were empty."""
    return "MemoryError" in said or "alloc" in said


def _text(said: IO[bytes]) -> str:
    """What was said on standard error; no more than a log takes."""
    said.seek(0)
    return said.read(_SAID_BYTES).decode(errors="replace")
