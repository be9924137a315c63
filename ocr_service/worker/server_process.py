"""The fork server as its worker sees it: a socket to order through, and a process that ends."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial

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


def _serve(serve: Callable[[socket.socket], None], control: socket.socket) -> None:
    os.setsid()
    name_process(FORK_SERVER)
    serve(control)
