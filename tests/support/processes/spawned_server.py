"""A fork server from a program of its own: a test's process has threads and is not forked."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from ocr_service.worker.server_process import ServerProcess


def spawned_server(program: Path) -> ServerProcess:
    """Start ``program`` with the number of its end of the control socket as its only argument."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        theirs.set_inheritable(True)
        argv = [sys.executable, str(program), str(theirs.fileno())]
        pid = os.posix_spawn(sys.executable, argv, os.environ, setsid=True)
    return ServerProcess(pid, ours)
