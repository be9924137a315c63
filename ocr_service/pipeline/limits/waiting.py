"""Say every few seconds that a run waits for memory that other pages have: who is silent for long is taken for stuck."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from ocr_service.domain.document import Progress
from ocr_service.domain.ports import ReportProgress

# Less than the silence that ends a run.
TOLD_EVERY_S = 20.0
_AT_MOST_EVERY_S = 0.1
_MESSAGE = "Waiting for other pages' memory"


class Heard:
    """Passes on how far a run is, and can say once more how far it was.

    Of pages that come faster than anybody reads of them (a hundred a second from text layers) some are passed over, never the last.
    """

    def __init__(self, report: ReportProgress, clock: Callable[[], float] = time.monotonic) -> None:
        self._report, self._clock = report, clock
        self._last, self._passed_on_s = Progress(percent=5, message=_MESSAGE), -_AT_MOST_EVERY_S

    def __call__(self, progress: Progress) -> None:
        """How far it is now."""
        is_one_of_many = self._last.pages_done < progress.pages_done < progress.pages_total
        self._last, now_s = progress, self._clock()
        if not is_one_of_many or now_s - self._passed_on_s >= _AT_MOST_EVERY_S:
            self._passed_on_s = now_s
            self._report(progress)

    def waits(self) -> None:
        """As far as it was, and waiting."""
        self._report(replace(self._last, message=_MESSAGE))


class _Teller:
    """Tells in a thread of its own, which is there before anybody waits.

    One that is started where memory is short may end before it begins, and CPython 3.11 waits for its beginning for ever:
    with the turnstile of all documents in hand.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self.waiting: list[object] = []
        self._tell, self._ended = tell, threading.Event()
        self._thread = threading.Thread(target=self._run, name="waiting", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(TOLD_EVERY_S):
            if self.waiting:
                # Where there is no memory for the words, they are said the next time.
                with suppress(MemoryError):
                    self._tell()

    def end(self) -> None:
        """Tell nothing any more."""
        self._ended.set()
        self._thread.join()


_TELLERS: list[_Teller] = []


@contextmanager
def waits_told(tell: Callable[[], None]) -> Iterator[None]:
    """Inside the block ``tell`` is called as long as a thread of this process waits."""
    teller = _Teller(tell)
    _TELLERS.append(teller)
    try:
        yield
    finally:
        _TELLERS.remove(teller)
        teller.end()


@contextmanager
def telling() -> Iterator[Callable[[], None]]:
    """Call what it gives when the waiting begins, as often as you like; it ends with the block."""
    teller, mine = _TELLERS[-1] if _TELLERS else None, object()

    def begin() -> None:
        if teller and mine not in teller.waiting:
            teller.waiting.append(mine)

    try:
        yield begin
    finally:
        if teller and mine in teller.waiting:
            teller.waiting.remove(mine)
