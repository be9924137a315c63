"""Machines of their own: a network namespace, a disk and a clock each, and lines to Redis and the bucket that can be cut.

Needs root on Linux, and ``ip``. Nothing of it leaves the machine: each namespace has one virtual cable, to the caller.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from types import TracebackType

from tests.support.processes.proxy import Line, Proxy

ROOT = Path(__file__).parents[2]
_DISK = "size=256m"
_STOP_S = 20


class Host:
    """One machine, and the program that runs on it; a program that was killed is started again."""

    def __init__(self, number: int, folder: Path, program: list[str], variables: dict[str, str]) -> None:
        self.near, self.address = f"10.213.{number}.1", f"10.213.{number}.2"
        self.folder = folder / f"host{number}"
        self._name, self._cable = f"docvault{number}", f"dv{number}"
        self._program = [sys.executable, *program]
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None
        self._open = AsyncExitStack()
        self.lines: list[Proxy] = []

    async def start(self, redis: str, bucket: tuple[str, int]) -> None:
        """Build the machine, lay its lines and start its program."""
        self._open.enter_context(_Built(self._name, self._cable, self.near, self.address))
        self.folder.mkdir()
        _run("mount", "-t", "tmpfs", "-o", _DISK, "docvault", str(self.folder))
        self._open.callback(_run, "umount", "--lazy", str(self.folder))
        self.lines = [
            await self._open.enter_async_context(Proxy(far, host=self.near)) for far in (redis, bucket)
        ]
        self._variables |= {
            "REDIS_URL": f"redis://{self.near}:{self.lines[0].port}/0",
            "S3_ENDPOINT_URL": f"http://{self.near}:{self.lines[1].port}",
            "VAR_DIR": str(self.folder),
            "UPLOAD_DIR": str(self.folder / "uploads"),
            "PYTHONPATH": str(ROOT),
        }
        self.start_program()

    def start_program(self) -> None:
        """Start it, as supervisord would."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["ip", "netns", "exec", self._name, *self._program],
                env=os.environ | self._variables,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 of the program, and start it again."""
        self._end()
        self.start_program()

    def set_lines(self, line: Line, *, delay_s: float = 0.0) -> None:
        """How Redis and the bucket are reached from now on."""
        for each in self.lines:
            each.line, each.delay_s = line, delay_s

    def _end(self) -> None:
        if self._process is not None:
            # `ip netns exec` becomes the program: there is no shell between.
            self._process.kill()
            self._process.wait(_STOP_S)

    async def stop(self) -> None:
        """End its program and take the machine away."""
        self._end()
        await self._open.aclose()


class _Built:
    """A namespace with one cable."""

    def __init__(self, name: str, cable: str, near: str, address: str) -> None:
        self._name = name
        self._cable = cable
        self._near = near
        self._address = address
        self._undo = ExitStack()

    def __enter__(self) -> None:
        far = f"{self._cable}f"
        _run("ip", "netns", "add", self._name)
        self._undo.callback(_run, "ip", "netns", "del", self._name)
        _run("ip", "link", "add", self._cable, "type", "veth", "peer", "name", far, "netns", self._name)
        _run("ip", "addr", "add", f"{self._near}/30", "dev", self._cable)
        _run("ip", "link", "set", self._cable, "up")
        inside = ("ip", "-n", self._name)
        _run(*inside, "addr", "add", f"{self._address}/30", "dev", far)
        for device in ("lo", far):
            _run(*inside, "link", "set", device, "up")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()


def loopback_up() -> None:
    """In a network namespace that was just made the machine does not even reach itself."""
    _run("ip", "link", "set", "lo", "up")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
