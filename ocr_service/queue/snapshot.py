"""Copy all that Redis holds at one moment into a file."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ocr_service.errors import OcrServiceError

_TIMEOUT_S = 3_600


class SnapshotFailed(OcrServiceError):
    """Redis gave no snapshot."""

    code = "SNAPSHOT_FAILED"


def take_snapshot(url: str, target: Path) -> None:
    """Write an RDB file of the server at ``url``, taken while it goes on (``redis-cli --rdb``).

    Raises ``SnapshotFailed``: no ``redis-cli``, no server, an account without ``SYNC``, or a Sentinel or Cluster
    address, where each node has to be copied by name.
    """
    if shutil.which("redis-cli") is None:
        raise SnapshotFailed("redis-cli is not installed. Install redis-tools, then try again.")
    argv, environment = _call(url)
    done = subprocess.run(
        [*argv, "--rdb", str(target)],
        check=False,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        env={**os.environ, **environment},
    )
    if done.returncode or not target.exists() or not target.stat().st_size:
        reason = (done.stderr or done.stdout).strip().splitlines()
        raise SnapshotFailed(f"Redis gave no snapshot: {reason[-1] if reason else 'no reason was given'}")


def _call(url: str) -> tuple[list[str], dict[str, str]]:
    """The program's arguments, and in its environment the password, which nobody shall see in ``ps``."""
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise SnapshotFailed(
            "A snapshot is taken of one server. Give the address of the one that holds the data in --redis-url."
        )
    password = unquote(parts.password or "") or parse_qs(parts.query).get("password", [""])[0]
    user = unquote(parts.username or "") or parse_qs(parts.query).get("username", [""])[0]
    argv = ["redis-cli"]
    if parts.scheme == "unix":
        argv += ["-s", unquote(parts.path)]
    else:
        argv += ["-h", parts.hostname or "127.0.0.1", "-p", str(parts.port or 6379)]
        argv += ["--tls"] if parts.scheme == "rediss" else []
    argv += ["--user", user] if user else []
    return argv, {"REDISCLI_AUTH": password} if password else {}
