"""The fork server as those see it who order from it: a socket to order through, and an end."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ocr_service.errors import ProcessLost
from ocr_service.worker.forked import end_after
from ocr_service.worker.process_name import FORK_SERVER, name_process


class ServerProcess:
    """A child of this process; ``control`` is our end of its socket."""

    def __init__(self, pid: int, control: socket.socket) -> None:
        self.pid = pid
        self.control = control
        self._exit_code: int | None = None

    @classmethod
    def forked(cls, serve: Callable[[socket.socket], None]) -> ServerProcess:
        """Fork a process in a session of its own that calls ``serve`` with its end and then ends.

        Call it before any thread is started.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            ours.close()
            end_after(partial(_serve, serve, theirs))
        theirs.close()
        return cls(pid, ours)

    def end(self) -> None:
        """Kill it and what is left of its group."""
        os.killpg(self.pid, signal.SIGKILL)

    def reap(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        if self._exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._exit_code = os.waitstatus_to_exitcode(status) if pid else None
        return self._exit_code


class ServerConnection:
    """A place at a fork server that others started and share; it is one's own once the server greets."""

    pid = 0

    def __init__(self, control: socket.socket) -> None:
        self.control = control

    @classmethod
    def opened(cls, address: Path) -> ServerConnection:
        """Stand in line. Raises ``ProcessLost`` where no server listens."""
        control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            control.connect(str(address))
        except OSError as error:
            control.close()
            raise ProcessLost("The process that reads documents is not there yet, or gone.") from error
        return cls(control)

    def end(self) -> None:
        """Leave; what was ordered ends."""
        self.control.close()

    def reap(self) -> int:
        """Nothing is to be waited for: the server goes on."""
        return 0


def _serve(serve: Callable[[socket.socket], None], control: socket.socket) -> None:
    os.setsid()
    name_process(FORK_SERVER)
    serve(control)
