"""A fork server whose documents do what their file name says; for tests of the launcher."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ocr_service.domain.document import DocumentRequest, Progress, ResultHead
from ocr_service.domain.outside.asking import Ask
from ocr_service.errors import DocumentCorrupt
from ocr_service.worker.fork_server import Callers, ForkServer


def run_toy(request: DocumentRequest, report: Callable[[Progress], None], ask: Ask) -> ResultHead:
    report(Progress(percent=10, message="Loaded"))
    match request.filename:
        case "corrupt":
            raise DocumentCorrupt
        case "bulky":
            raise OSError(errno.EFBIG, "File too large")
        case "defect":
            raise RuntimeError("a defect")
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            with subprocess.Popen(["sleep", "600"]) as sleeper:
                (request.output_folder / "pids").write_text(f"{os.getpid()} {sleeper.pid}")
                time.sleep(600)
        case "long":
            return _head(said="x" * 9_000_000)
        case "half":
            pipe = next(iter(logging.getLogger().handlers))._pipe  # type: ignore[attr-defined]
            pipe.write(b'{"head": {"page_cou')
            os.kill(os.getpid(), signal.SIGKILL)
        case "slow":
            report(Progress(percent=20, message="A large page", allowance_s=30))
            time.sleep(1.5)
        case "asks":
            answer = ask("echo", {"say": "hello"}, deadline_s=30)
            return _head(said=answer["said"])
        case "asks-in-vain":
            ask("unheard", {}, deadline_s=30)
        case "asks-and-waits":
            ask("slow", {}, deadline_s=30)
        case "asks-too-long":
            ask("slow", {}, deadline_s=0.1)
        case "asks-then-hangs":
            ask("echo", {"say": "hello"}, deadline_s=600)
            time.sleep(600)
        case "asks-side-by-side":
            with ThreadPoolExecutor(8) as pool:
                words = [f"{number} " + "é" * 50_000 for number in range(24)]
                said = pool.map(lambda word: ask("echo", {"say": word}, deadline_s=30)["said"], words)
                return _head(said=str(list(said) == words))
    return _head()


def _head(**properties: str) -> ResultHead:
    return ResultHead(
        page_count=3, confidence=90, language="eng", processing_time_s=0.1, properties=properties
    )


def fail_first_fork() -> None:
    """Let the first fork find no room, as on a machine that is out of processes or memory."""
    fork = os.fork

    def no_room() -> int:
        os.fork = fork
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    os.fork = no_room


if __name__ == "__main__":
    if "FIRST_FORK_FAILS" in os.environ:
        fail_first_fork()
    greeting = json.dumps({"languages": ["eng"], "engines": ["toy"]}).encode()
    with (
        socket.socket(fileno=int(sys.argv[1])) as control,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener,
    ):
        callers = None
        if address := os.environ.get("LISTEN"):
            listener.bind(address)
            listener.listen()
            callers = Callers(listener=listener, places=1, greeting=greeting)
        control.send(greeting)
        ForkServer(control, run_toy, callers=callers).serve()
