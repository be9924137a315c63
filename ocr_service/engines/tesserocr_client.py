"""Have pictures read by tesserocr, in processes of its own that are forked with their model loaded.

Against one run of the program for each picture this saves the start, the loading of the model (0.08 s) and the program's
table, whose time grows with the square of the words (0.1 s for 700). Apart from this process, so that a picture that
makes it crash, hang or grow costs only its reader.
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
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from ocr_service.domain.ports import PageImage
from ocr_service.engines.data_limits import ANY, HOST_DATA_KB, TOOL_DATA_KB, bound_data, told_bytes
from ocr_service.engines.picture_file import gray_map
from ocr_service.engines.reader_wire import DONE, ENDED, SHARED, UNKNOWN
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

# Isolated and without site-packages but for those with tesserocr: half of the time and the memory of a usual start.
_CODE = "import sys; sys.path += sys.argv[1:]; from ocr_service.engines.tesserocr_host import main; main()"
_COMMAND = (sys.executable, "-I", "-S", "-c", _CODE, str(Path(__file__).parents[2]))
# One thread: pages already run in parallel, and more of them slow Tesseract down by up to 9 x (tesseract issue 3109).
# One heap, page-sized blocks outside of it: what a page took goes back after it.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144"}
_START_S = 30.0
_ANSWER_BYTES = 1 << 16
_SAID_BYTES = 4_000
_DATA_PAGES = 5
# Host and reader have so much less beside their data than Tesseract's program, for which memory is given out.
_FEWER_LIBRARIES_BYTES = 2 << 20
# A reader whose time is over ends by SIGALRM; a little more than its client waits for it.
_LAST_MS = 500
_SIGKILL, _SIGABRT, _SIGALRM = -9, -6, -14
_ENDED = re.compile(re.escape(ENDED).replace(b"%d", rb"(\d+)") + rb"\Z")

log = logging.getLogger(__name__)


class HostGone(Exception):
    """The process that forks readers has ended; another can be started."""


class ReaderHost:
    """The process with tesserocr; this process and all that it forks can have pictures read by it.

    One that ``is_shared`` has memory of its own, and each of its readers what a program may have beside it; any other has no
    more together with its readers. Raises ``EngineFailed`` or ``MemoryLimit`` when it does not start.
    """

    def __init__(self, *, is_shared: bool = False) -> None:
        self._starter, self._is_shared = os.getpid(), is_shared
        with ExitStack() as opened:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            opened.enter_context(self._orders)
            self._said = opened.enter_context(tempfile.TemporaryFile())
            with theirs:
                self._process = subprocess.Popen(
                    (*_COMMAND, *_packages()),
                    stdin=theirs.fileno(),
                    stderr=self._said,
                    env={**os.environ, **_ENVIRONMENT, SHARED: "1" if is_shared else ""},
                )
            bound_data(self._process.pid, told_bytes(HOST_DATA_KB if is_shared else TOOL_DATA_KB))
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
    def data_bytes(self) -> int:
        """What it takes; 0 where /proc does not tell, or when it has ended."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[_DATA_PAGES])
        except OSError:
            return 0
        return pages * resource.getpagesize()

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

    def read(self, image: PageImage, *, folder: Path, language: str, psm: int, timeout_s: float) -> list[str]:
        """The rows of what was read, by a process that may map as much as this one, and has no more data than programs may have.

        Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCrashed``, ``EngineFailed``, and ``HostGone`` when there
        is nobody to ask any more.
        """
        deadline = time.monotonic() + timeout_s
        space_bytes, _ = resource.getrlimit(resource.RLIMIT_AS)
        most_bytes = told_bytes(TOOL_DATA_KB)
        if most_bytes != ANY:
            most_bytes += _FEWER_LIBRARIES_BYTES
        if not self._is_shared:
            bound_data(self.pid, most_bytes)
        fields = (
            folder,
            language,
            psm,
            image.dpi,
            space_bytes,
            most_bytes,
            round(timeout_s * 1000) + _LAST_MS,
        )
        with (
            tempfile.TemporaryFile() as said,
            gray_map(image) as picture,
            self._ordered(fields, said, picture) as answers,
        ):
            return _rows(_all_of(answers, deadline), _text(said), language)

    def _ordered(self, fields: Iterable[object], *attached: IO[bytes]) -> socket.socket:
        """Where the answer to an order will come."""
        order = b"".join(os.fsencode(str(each)) + b"\0" for each in fields)
        answers, theirs = socket.socketpair()
        with theirs, suppress(BrokenPipeError, ConnectionResetError):
            # When nobody takes it, the answer ends at once.
            descriptors = [theirs.fileno(), *(file.fileno() for file in attached)]
            socket.send_fds(self._orders, [order], descriptors)
        return answers

    def _hello(self) -> str:
        self._orders.settimeout(_START_S)
        try:
            version = self._orders.recv(_SAID_BYTES)
        except TimeoutError as error:
            raise EngineFailed("tesserocr does not start.") from error
        if not version:
            raise self.failure()
        self._orders.settimeout(None)
        return version.decode()


class OwnHost:
    """The host of this process alone: started when a picture comes, ended when it reads none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._host: ReaderHost | None = None
        self._readings = 0

    @contextmanager
    def borrow(self) -> Iterator[ReaderHost]:
        """The host; when it goes in the block, the error says why, and whoever comes next starts another."""
        with self._lock:
            used = self._host = self._host or ReaderHost()
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

    def data_bytes(self) -> int:
        """What it takes; 0 when there is none."""
        with self._lock:
            return self._host.data_bytes if self._host is not None else 0

    def end_idle(self) -> None:
        """End it unless it reads something now."""
        with self._lock:
            if self._host is not None and self._readings == 0:
                self._host.end()
                self._host = None


@cache
def host_version() -> str:
    """Version of the Tesseract inside tesserocr, asked once; empty where it is not installed or does not start."""
    if not _packages():
        return ""
    try:
        host = ReaderHost()
    except (OcrServiceError, OSError) as error:
        log.warning("tesserocr not usable", extra={"error": str(error)})
        return ""
    host.end()
    return host.version


def _packages() -> tuple[str, ...]:
    """The folder of packages that tesserocr is in; nothing where it is not installed."""
    found = find_spec("tesserocr")
    return (str(Path(found.origin).parents[1]),) if found is not None and found.origin else ()


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
    if answer.endswith(UNKNOWN):
        raise EngineFailed(f"Tesseract cannot load the language `{language}`.")
    if not answer.endswith(DONE):
        raise HostGone
    if _is_out_of_memory(said):
        raise MemoryLimit
    return rows.decode().splitlines()


def _failure(status: int, said: str) -> OcrServiceError:
    """``new`` fails by SIGABRT, the kernel takes memory back by SIGKILL."""
    log.warning("tesseract ended", extra={"status": status, "said": said})
    if status in (_SIGKILL, _SIGABRT) or _is_out_of_memory(said):
        return MemoryLimit()
    if status == _SIGALRM:
        return PageTimeout()
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
