"""Start and end a private, real redis-server on a unix socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import redis

from tests.support.processes.patience import PATIENCE_S


class RedisServer:
    """One redis-server; its data and its socket lie in ``folder`` and survive ``kill`` and ``stop``.

    ``options`` are command-line options of redis-server (``("--appendonly", "yes")``); ``port`` 0
    listens on the unix socket only; ``env`` is added to the environment. As a context manager it starts, and stops at the end.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        options: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = port
        self._options = tuple(options)
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None
        # A socket's path may have 107 bytes at most; a test's folder is often deeper than that.
        self._socket_folder = Path(tempfile.mkdtemp(prefix="rs-"))

    @property
    def socket_path(self) -> Path:
        """Where the server listens."""
        return self._socket_folder / "redis.sock"

    @property
    def url(self) -> str:
        """URL of database 0."""
        return f"unix://{self.socket_path}?db=0"

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> RedisServer:
        """Start it and wait until it answers; what it had on disk is loaded."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._socket_folder.mkdir(exist_ok=True)
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, env=self._env)
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        """End it in good order and remove its socket; harmless when it does not run."""
        self._end("terminate")
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def kill(self) -> None:
        """End it as ``kill -9`` does; ``start`` brings it back with what its disk holds."""
        self._end("kill")

    def _command(self) -> list[str]:
        base = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        base += ["--unixsocket", str(self.socket_path), "--dir", str(self.folder), "--save", ""]
        return [*base, *self._options]

    def _end(self, how: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            getattr(process, how)()
            process.wait(timeout=PATIENCE_S)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"redis-server ended: {(self.folder / 'redis.log').read_text()[-500:]}")
            if self._answers():
                return
            time.sleep(0.01)
        raise TimeoutError("redis-server does not answer")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1.0)
            try:
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                # A server with a password answers NOAUTH: it is ready, too. LOADING is not.
                return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
            except OSError:
                return False

    def __enter__(self) -> RedisServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def contents(url: str) -> dict[str, bytes]:
    """By key its name and its value, of whatever type."""
    with redis.Redis.from_url(url) as client:
        return {key.decode(): key + repr(_value(client, key)).encode() for key in client.scan_iter()}


def _value(client: redis.Redis, key: bytes) -> Any:
    kind: bytes = client.type(key)
    match kind.decode():
        case "string":
            return client.get(key)
        case "hash":
            return client.hgetall(key)
        case "list":
            return client.lrange(key, 0, -1)
        case "set":
            return client.smembers(key)
        case "zset":
            return client.zrange(key, 0, -1)
        case "stream":
            return client.xrange(key)
    return b""
