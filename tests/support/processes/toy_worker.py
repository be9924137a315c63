"""A real worker around toy documents, that can die at a failpoint or live in another time.

``FAILPOINT=7`` kills the process right after the seventh call that its processor made to queue,
store or runner; ``CLOCK_OFFSET_S=3600`` shifts its clock.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.bootstrap.worker import build_service
from ocr_service.environment import read_settings
from ocr_service.observability.logging import configure_logging
from ocr_service.settings import Settings
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.service import Stopping, stop_on_signals
from tests.support.processes.spawned_server import spawned_server

DOCUMENTS = Path(__file__).with_name("toy_documents.py")
QUEUE_CALLS = {"claim", "password", "progress", "complete", "retry", "defer", "crash", "fail", "release"}
STORE_CALLS = {"begin_output", "fetch", "publish", "discard_output", "cleanup_task_files"}


class Failpoints:
    """Counts calls, and kills the process after the n-th."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._calls = 0

    def hit(self) -> None:
        self._calls += 1
        if self._calls == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """A queue or a store whose named calls are counted once they have been carried out."""

    def __init__(self, target: Any, names: set[str], failpoints: Failpoints) -> None:
        self._target = target
        self._names = names
        self._failpoints = failpoints

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._target, name)
        if name not in self._names:
            return call
        return self._watch_async(call) if asyncio.iscoroutinefunction(call) else self._watch(call)

    def _watch_async(self, call: Callable[..., Any]) -> Callable[..., Any]:
        async def watched(*args: Any, **kwargs: Any) -> Any:
            answer = await call(*args, **kwargs)
            if answer is not None or call.__name__ != "claim":
                self._failpoints.hit()
            return answer

        return watched

    def _watch(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            answer = call(*args, **kwargs)
            self._failpoints.hit()
            return answer

        return watched


class WatchedLauncher(Launcher):
    """A launcher whose runs are counted."""

    failpoints: Failpoints

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        head = await super().run(*args, **kwargs)
        self.failpoints.hit()
        return head


def shift_clock(offset_s: float) -> None:
    """Let this process live in another time."""
    real_s, real_ns = time.time, time.time_ns
    time.time = lambda: real_s() + offset_s
    time.time_ns = lambda: real_ns() + round(offset_s * 1e9)


async def serve(settings: Settings) -> int:
    """Run the worker as bootstrap does, with watched parts."""
    failpoints = Failpoints(int(os.environ.get("FAILPOINT", "0")))
    stopping = Stopping()
    stop_on_signals(stopping)
    launcher = WatchedLauncher(spawned_server(DOCUMENTS), stall_s=30)
    launcher.failpoints = failpoints
    queue = build_queue(settings)
    try:
        await launcher.start()
        service = build_service(
            settings,
            settings.worker.id,
            queue=Watched(queue, QUEUE_CALLS, failpoints),  # type: ignore[arg-type]
            store=Watched(build_store(settings), STORE_CALLS, failpoints),  # type: ignore[arg-type]
            launcher=launcher,
            stopping=stopping,
        )
        return await service.run()
    finally:
        await launcher.stop()
        await queue.close()


if __name__ == "__main__":
    shift_clock(float(os.environ.get("CLOCK_OFFSET_S", "0")))
    settings = read_settings()
    configure_logging(level="INFO", style="json")
    sys.exit(asyncio.run(serve(settings)))
