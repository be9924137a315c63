"""Say every few seconds that a run waits for memory that other pages have: who is silent for long is taken for stuck."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from ocr_service.domain.document import Progress
from ocr_service.domain.ports import ReportProgress

# Less than the silence that ends a run.
TOLD_EVERY_S = 20.0
_MESSAGE = "Waiting for other pages' memory"
_TELLERS: list[Callable[[], None]] = []


class Heard:
    """Passes on how far a run is, and can say once more how far it was."""

    def __init__(self, report: ReportProgress) -> None:
        self._report = report
        self._last = Progress(percent=5, message=_MESSAGE)

    def __call__(self, progress: Progress) -> None:
        """How far it is now."""
        self._last = progress
        self._report(progress)

    def waits(self) -> None:
        """As far as it was, and waiting."""
        self._report(replace(self._last, message=_MESSAGE))


@contextmanager
def waits_told(tell: Callable[[], None]) -> Iterator[None]:
    """Inside the block ``tell`` is called as long as a thread of this process waits."""
    _TELLERS.append(tell)
    try:
        yield
    finally:
        _TELLERS.remove(tell)


@contextmanager
def telling() -> Iterator[Callable[[], None]]:
    """Call what it gives when the waiting begins, as often as you like; it ends with the block."""
    ended, threads = threading.Event(), list[threading.Thread]()

    def tell(teller: Callable[[], None]) -> None:
        while not ended.wait(TOLD_EVERY_S):
            teller()

    def begin() -> None:
        if _TELLERS and not threads:
            threads.append(threading.Thread(target=tell, args=_TELLERS[-1:], name="waiting", daemon=True))
            # Where there is no memory for its stack, nobody is told.
            with suppress(RuntimeError):
                threads[0].start()

    try:
        yield begin
    finally:
        ended.set()
