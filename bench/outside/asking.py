"""How long a question of a document takes to its worker and back, with an answer that costs nothing.

    python -m bench.outside.asking [QUESTIONS]

Prints the median and the 99th percentile in milliseconds for a small answer and for one of 100 kB, the size of a full page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from ocr_service.domain.document import DocumentRequest, Progress, ResultHead
from ocr_service.domain.outside.asking import Answer, Ask, Question
from ocr_service.worker.asking.broker import Broker
from ocr_service.worker.fork_server import ForkServer
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.server_process import ServerProcess

SIZES = (10, 100_000)


class Fill:
    """Answers with so many letters."""

    async def answer(self, question: Question) -> Answer:
        return {"text": "x" * int(question.request["size"])}

    async def close(self) -> None:
        pass


def ask_often(
    questions: int, request: DocumentRequest, report: Callable[[Progress], None], ask: Ask
) -> ResultHead:
    figures = {}
    for size in SIZES:
        taken = []
        for _ in range(questions):
            start = time.perf_counter()
            ask("fill", {"size": size}, deadline_s=10)
            taken.append(1000 * (time.perf_counter() - start))
        figures[f"{size} bytes"] = {
            "median_ms": round(median(taken), 3),
            "p99_ms": round(quantiles(taken, n=100)[98], 3),
        }
    return ResultHead(page_count=1, confidence=0, language="eng", processing_time_s=0, properties=figures)


def serve(questions: int, control: socket.socket) -> None:
    control.send(json.dumps({"languages": [], "engines": []}).encode())
    ForkServer(control, partial(ask_often, questions)).serve()


async def measure(server: ServerProcess) -> None:
    launcher = Launcher(server, stall_s=60)
    launcher.answer_by(Broker({"fill": Fill()}))
    await launcher.start()

    async def ignore(_: Progress) -> None:
        pass

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        request = DocumentRequest(
            task_id="bench", source=path, media_type="", filename="bench", output_folder=path
        )
        head = await launcher.run(request, ignore)
    await launcher.stop()
    print(json.dumps(head["properties"], indent=2))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a document's questions to its worker.")
    parser.add_argument("questions", type=int, nargs="?", default=2_000, metavar="QUESTIONS")
    given = parser.parse_args()
    asyncio.run(measure(ServerProcess.forked(partial(serve, given.questions))))


if __name__ == "__main__":
    main()
