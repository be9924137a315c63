"""One machine: a network namespace, a folder and a clock of its own, lines to Redis and the bucket, and its programs.

Needs root on Linux, ``ip``, ``nsenter`` and ``faketime``. Each namespace has one virtual cable, to the bench's own namespace.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes.proxy import Line, Proxy

ROOT = Path(__file__).parents[2]
_END_S = 20
_LIBRARY = "libfaketimeMT.so.1"
_LIBRARIES = Path("/usr/lib")


@dataclass(frozen=True, kw_only=True)
class Program:
    """What runs on a machine: words behind ``python``, and variables of its own."""

    name: str
    words: tuple[str, ...]
    variables: Mapping[str, str]


class Host:
    """One machine; a program that was killed is started again, as supervisord would."""

    def __init__(self, number: int, folder: Path, programs: Sequence[Program], *, clock_s: int = 0) -> None:
        self.near, self.address = f"10.213.{number}.1", f"10.213.{number}.2"
        self.folder = folder / f"host{number}"
        self.clock_s = clock_s
        self.lines: list[Proxy] = []
        self._number = number
        self._programs = {each.name: each for each in programs}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._shared: dict[str, str] = {}
        self._open = AsyncExitStack()

    @property
    def programs(self) -> list[str]:
        """Their names."""
        return list(self._programs)

    async def start(self, redis: str, bucket: tuple[str, int], shared: Mapping[str, str]) -> None:
        """Build the machine, lay its lines and start its programs. ``redis`` is a socket's path, or a URL that needs no line."""
        self._build()
        for name in ("scans", "documents"):
            (self.folder / name).mkdir(parents=True)
        line = await self._lay(bucket)
        url = redis if "://" in redis else f"redis://{self.near}:{(await self._lay(redis)).port}/0"
        self._shared = {
            **shared,
            "REDIS_URL": url,
            "S3_ENDPOINT_URL": f"http://{self.near}:{line.port}",
            "PYTHONPATH": str(ROOT),
            **_clock(self.clock_s),
        }
        for name in self._programs:
            self._start(name)

    async def _lay(self, far: str | tuple[str, int]) -> Proxy:
        line = await self._open.enter_async_context(Proxy(far, host=self.near))
        self.lines.append(line)
        return line

    def kill(self, name: str) -> None:
        """kill -9 of a program, and start it again."""
        self._end(name)
        self._start(name)

    def set_lines(self, line: Line, *, delay_s: float = 0.0) -> None:
        """How Redis and the bucket are reached from now on."""
        for each in self.lines:
            each.line, each.delay_s = line, delay_s

    def log(self, name: str) -> str:
        """What a program said so far."""
        return (self.folder / f"{name}.log").read_text()

    async def stop(self) -> None:
        """End its programs and take the machine away."""
        for name in list(self._running):
            self._end(name)
        await self._open.aclose()

    def _start(self, name: str) -> None:
        program = self._programs[name]
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        own = {"VAR_DIR": str(folder), "UPLOAD_DIR": str(folder / "uploads"), **program.variables}
        with (self.folder / f"{name}.log").open("ab") as log:
            # nsenter becomes the program: there is no shell between.
            self._running[name] = subprocess.Popen(
                ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", sys.executable, *program.words],
                env=os.environ | self._shared | own,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _end(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        process.wait(_END_S)

    def _build(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo; exec sleep infinity"], stdout=-1
        )
        assert self._holder.stdout is not None
        self._holder.stdout.readline()  # it is in its namespace
        self._open.callback(self._holder.wait)
        self._open.callback(self._holder.kill)
        cable, pid = f"dv{self._number}", str(self._holder.pid)
        inside = ("nsenter", f"--net=/proc/{pid}/ns/net")
        run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", pid)
        run("ip", "addr", "add", f"{self.near}/30", "dev", cable)
        run("ip", "link", "set", cable, "up")
        run(*inside, "ip", "addr", "add", f"{self.address}/30", "dev", "eth0")
        for device in ("lo", "eth0"):
            run(*inside, "ip", "link", "set", device, "up")
        run(*inside, "ip", "route", "add", "default", "via", self.near)


def run(*command: str) -> None:
    """A command that must work."""
    subprocess.run(command, check=True)


def _clock(offset_s: int) -> dict[str, str]:
    if not offset_s:
        return {}
    library = next(_LIBRARIES.glob(f"*/faketime/{_LIBRARY}"), None)
    if library is None or shutil.which("faketime") is None:
        raise SystemExit("faketime is missing: apt-get install faketime")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{offset_s:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
