"""Tell answers that go on and on that their process is about to stop, or it would wait for them in vain.

uvicorn waits for every answer before it lets the app shut down, so the app has to hear of the signal itself.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from types import FrameType

from ocr_service.domain.task_queue import QueueReader


class Closing:
    """Whether the process stops; those who listen to ``queue`` look up when it begins to."""

    def __init__(self, queue: QueueReader) -> None:
        self.has_begun = False
        self._queue = queue

    def begin(self) -> None:
        """The process stops."""
        if not self.has_begun:
            self.has_begun = True
            self._queue.wake_listeners()

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
