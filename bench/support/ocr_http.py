"""A running service as a benchmark sees it: documents in over HTTP, texts out, with the time and memory of all its processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx2
import psutil

from bench.support.ocr_measure import Measured
from ocr_service.worker.process_memory import tree_pss_mb

_API = "/api/v1/ocr"
_SAMPLE_S = 0.05
_FINAL = ("COMPLETED", "FAILED", "CANCELLED")


@dataclass
class ServiceClient:
    """Talks to the service at ``url``; ``worker_pid`` is the process whose tree counts as memory."""

    url: str
    worker_pid: int
    _serial: count[int] = field(default_factory=count)

    def read(self, sources: Sequence[Path], **form: str) -> Measured:
        """Upload all at once and wait for the last result; ``value`` is the text of each page in order.

        Its memory is not watched, for that takes a twentieth of a core. Raises ``RuntimeError`` when a
        document is not read.
        """
        start, before = time.monotonic(), self._cpu_s()
        with ThreadPoolExecutor(len(sources)) as pool:
            texts = list(pool.map(lambda source: self._read(source, form), sources))
        wall_s, cpu_s = time.monotonic() - start, self._cpu_s() - before
        pages = [page for text in texts for page in text.split("\f")]
        return Measured(wall_s=wall_s, cpu_s=cpu_s, value=pages)

    def peak_mb(self, sources: Sequence[Path], **form: str) -> float:
        """The most memory of the worker while it reads them, in MiB of PSS."""
        with MemoryCurve(self.worker_pid) as curve:
            self.read(sources, **form)
        return curve.peak_mb

    def seconds_around(self, source: Path) -> float:
        """Seconds from upload to result that were not spent in the document's own process."""
        with httpx2.Client(base_url=self.url, timeout=60) as client:
            start = time.monotonic()
            task_id = self._submitted(client, source, {})
            total_s = time.monotonic() - start
            result = client.get(f"{_API}/result/{task_id}").raise_for_status().json()
        return total_s - float(result["processing_time"])

    def _read(self, source: Path, form: dict[str, str]) -> str:
        with httpx2.Client(base_url=self.url, timeout=120) as client:
            task_id = self._submitted(client, source, form)
            return client.get(f"{_API}/result/{task_id}/text").raise_for_status().text

    def _submitted(self, client: httpx2.Client, source: Path, form: dict[str, str]) -> str:
        """The id of the task, once it is done. Each upload differs, so that no earlier result is given back."""
        data = source.read_bytes() + f"\n%{next(self._serial)}\n".encode()
        answer = client.post(f"{_API}/process", files={"file": (source.name, data)}, data=form)
        task_id = str(answer.raise_for_status().json()["task_id"])
        status = {"status": ""}
        while status["status"] not in _FINAL:
            status = client.get(f"{_API}/status/{task_id}?wait=30").raise_for_status().json()
        if status["status"] != "COMPLETED":
            raise RuntimeError(f"{source.name} was not read: {status}")
        return task_id

    def _cpu_s(self) -> float:
        """Processor time of API, worker and Redis with all their children so far."""
        return sum(sum(each.cpu_times()[:4]) for each in psutil.Process().children(recursive=True))


class MemoryCurve:
    """The memory of a process tree inside the block, in MiB of PSS, sampled every 50 ms."""

    def __init__(self, pid: int) -> None:
        self.samples: list[float] = []
        self._pid, self._stop = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def peak_mb(self) -> float:
        """The largest sample."""
        return max(self.samples, default=0.0)

    def _watch(self) -> None:
        while not self._stop.wait(_SAMPLE_S):
            self.samples.append(tree_pss_mb(self._pid))

    def __enter__(self) -> MemoryCurve:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def worker_pid() -> int:
    """The worker among the processes that this one started."""
    return next(each.pid for each in psutil.Process().children() if each.cmdline()[-1:] == ["worker"])
