"""Ports for servers that are started in a moment; nobody else is given them meanwhile.

A port that the kernel chose and that was closed again may belong to any connection on the machine a moment later. These lie below
what the kernel chooses from, and each is kept by a lock on its byte of one file until this process ends.
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

_FIRST, _LAST = 20_000, 32_000
_KEPT: set[int] = set()


def free_port() -> int:
    """A port of loopback that nobody listens on, and no other process of tests is given."""
    (port,) = free_ports(1)
    return port


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    ports: list[int] = []
    for port in random.sample(range(_FIRST, _LAST), _LAST - _FIRST):
        if len(ports) == count:
            break
        if port not in _KEPT and _is_kept_now(port) and _is_free(port):
            ports.append(port)
            _KEPT.add(port)
    return ports


@cache
def _locks() -> int:
    """The descriptor stays open: closing any of this file would give up all locks."""
    return os.open(
        Path(tempfile.gettempdir()) / f"docvault-ports-of-tests-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600
    )


def _is_kept_now(port: int) -> bool:
    try:
        fcntl.lockf(_locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
