"""A process with a model loaded that reads pictures for this process and all that it forks: started, asked, ended.

What it is asked and what it answers is its engine's; ``forking_host.py`` is the other end.
"""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, ClassVar, Generic, TypeVar

from ocr_service.engines.data_limits import ANY, bound_data, complains_of_memory
from ocr_service.engines.hosting.wire import DONE, ENDED
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, OcrServiceError, PageTimeout

_START_S = 30.0
_ANSWER_BYTES = 1 << 16
_SAID_BYTES = 4_000
_DATA_PAGES = 5
# A reader whose time is over ends by SIGALRM; a little more than its client waits for it.
LAST_MS = 500
_SIGKILL, _SIGABRT, _SIGALRM = -9, -6, -14
_ENDED = re.compile(re.escape(ENDED).replace(b"%d", rb"(\d+)") + rb"\Z")


class HostGone(Exception):
    """The process that forks readers has ended; another can be started."""


class HostProcess(ABC):
    """Such a process, of whose data there may be ``most_data`` bytes. Raises ``EngineFailed`` or ``MemoryLimit`` when it does not start."""

    reader: ClassVar[str]
    """What errors call it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, most_data: int = ANY
    ) -> None:
        self._starter = os.getpid()
        with ExitStack() as opened:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            opened.enter_context(self._orders)
            self._said = opened.enter_context(tempfile.TemporaryFile())
            with theirs:
                self._process = subprocess.Popen(
                    command, stdin=theirs.fileno(), stderr=self._said, env={**os.environ, **environment}
                )
            bound_data(self._process.pid, most_data)
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
        return self._failure(self._process.wait(), text_of(self._said))

    def ordered(self, fields: Iterable[object], *attached: IO[bytes]) -> socket.socket:
        """Where the answer to an order will come."""
        order = b"".join(os.fsencode(str(each)) + b"\0" for each in fields)
        answers, theirs = socket.socketpair()
        with theirs, suppress(BrokenPipeError, ConnectionResetError):
            # When nobody takes it, the answer ends at once.
            descriptors = [theirs.fileno(), *(file.fileno() for file in attached)]
            socket.send_fds(self._orders, [order], descriptors)
        return answers

    def rows(self, answer: bytes, said: str) -> list[str]:
        """The rows of an answer that came whole. Raises why there are none."""
        rows, _, _ = answer.partition(b"\0")
        if ended := _ENDED.search(answer):
            raise self._failure(os.waitstatus_to_exitcode(int(ended[1])), said)
        if not answer.endswith(DONE):
            raise HostGone
        if complains_of_memory(said):
            raise MemoryLimit
        return rows.decode().splitlines()

    def _hello(self) -> str:
        self._orders.settimeout(_START_S)
        try:
            version = self._orders.recv(_SAID_BYTES)
        except TimeoutError as error:
            raise EngineFailed(f"{self.reader} does not start.") from error
        if not version:
            raise self.failure()
        self._orders.settimeout(None)
        return version.decode()

    @abstractmethod
    def tell_end(self, status: int, said: str) -> None:
        """Log that it or one of its readers ended by itself."""

    def _failure(self, status: int, said: str) -> OcrServiceError:
        """``new`` fails by SIGABRT, the kernel takes memory back by SIGKILL."""
        self.tell_end(status, said)
        if status in (_SIGKILL, _SIGABRT) or complains_of_memory(said):
            return MemoryLimit()
        if status == _SIGALRM:
            return PageTimeout()
        if status < 0:
            return DocumentCrashed(f"{self.reader} was ended by signal {-status} while it read this page.")
        return EngineFailed(f"{self.reader} ended with status {status}. See the worker's log.")


Host = TypeVar("Host", bound=HostProcess)
Answer = TypeVar("Answer")


class OwnHost(Generic[Host]):
    """The host of this process alone: started when a picture comes, ended when it reads none."""

    def __init__(self, start: Callable[[], Host]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._host: Host | None = None
        self._readings = 0

    @contextmanager
    def borrow(self) -> Iterator[Host]:
        """The host; when it goes in the block, the error says why, and whoever comes next starts another."""
        with self._lock:
            used = self._host = self._host or self._start()
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


class Hosts(Generic[Host]):
    """The host that all who were forked from this process share, once it was warmed, and the one of this process alone."""

    def __init__(self, start_shared: Callable[[], Host], start_own: Callable[[], Host]) -> None:
        self.own = OwnHost(start_own)
        self._start_shared = start_shared
        self.shared: Host | None = None

    def warm(self) -> None:
        """Start the shared one, unless it is there. Raises as ``HostProcess``."""
        if self.shared and self.shared.is_alive:
            return
        if self.shared:
            self.shared.end()
            self.shared = None
        self.shared = self._start_shared()

    def rest(self) -> None:
        """End those that this process started."""
        self.own.end_idle()
        if self.shared and self.shared.is_own:
            self.shared.end()
            self.shared = None

    def ask(self, question: Callable[[Host], Answer], *, may_share: bool = True) -> Answer:
        """Ask the shared host; the own one where there is none, or it is gone."""
        if self.shared and may_share:
            with suppress(HostGone):
                return question(self.shared)
        with self.own.borrow() as host:
            return question(host)


def all_of(answers: socket.socket, deadline: float) -> bytes:
    """What comes until the other end is closed. Raises ``PageTimeout``."""
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


def text_of(said: IO[bytes]) -> str:
    """What was said on standard error; no more than a log takes."""
    said.seek(0)
    return said.read(_SAID_BYTES).decode(errors="replace")
