"""Tell answers that go on and on that their process is about to stop, or it would wait for them in vain.

uvicorn waits for every answer before it lets the app shut down, so the app has to hear of the signal itself.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType


class Closing:
    """Whether the process stops. ``when_it_begins`` is called once, in the loop."""

    def __init__(self, when_it_begins: Callable[[], None]) -> None:
        self.has_begun = False
        self._when_it_begins = when_it_begins

    def begin(self) -> None:
        """The process stops."""
        if not self.has_begun:
            self.has_begun = True
            self._when_it_begins()

    def listen_to_signals(self) -> None:
        """Hear SIGTERM and SIGINT, and pass them on to whoever heard them before; harmless outside the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            earlier = signal.getsignal(number)

            def heard(
                number: int,
                frame: FrameType | None,
                earlier: object = earlier,
            ) -> None:
                loop.call_soon_threadsafe(self.begin)
                if callable(earlier):
                    earlier(number, frame)

            signal.signal(number, heard)
