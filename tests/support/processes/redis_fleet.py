"""Start what a larger house has: a Redis Cluster of three nodes, a master watched by a sentinel, a server with TLS."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis

from tests.support.redis_server import RedisServer

_SLOTS = 16_384
_READY_S = 20.0


def free_port() -> int:
    """A port that was free a moment ago, low enough for the cluster bus at +10,000."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 55_000:
            return port


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A cluster of three nodes on loopback; gives its URL."""
    ports = [free_port() for _ in range(3)]
    with ExitStack() as stack:
        for port in ports:
            options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
            stack.enter_context(RedisServer(folder / str(port), port=port, options=options))
        _join(ports)
        yield f"redis+cluster://127.0.0.1:{ports[0]}"


def _join(ports: list[int]) -> None:
    nodes = [redis.Redis(port=port, decode_responses=True) for port in ports]
    share = _SLOTS // len(ports) + 1
    for index, node in enumerate(nodes):
        first, last = index * share, min((index + 1) * share, _SLOTS) - 1
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
        node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", index + 1)
        if index:
            nodes[0].execute_command("CLUSTER", "MEET", "127.0.0.1", ports[index])
    _wait_until(lambda: all(_is_complete(node) for node in nodes))
    for node in nodes:
        node.close()


def _is_complete(node: redis.Redis) -> bool:
    info = node.execute_command("CLUSTER INFO")
    return bool(info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == 3)


def _wait_until(is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        if is_ready():
            return
        time.sleep(0.02)
    raise TimeoutError("the servers did not find each other")


@contextmanager
def sentinel(folder: Path) -> Iterator[str]:
    """A master and a sentinel that watches it as ``ocr``; gives the URL of database 1."""
    port, own_port = free_port(), free_port()
    with RedisServer(folder / "master", port=port):
        config = folder / "sentinel.conf"
        config.write_text(
            f"port {own_port}\nbind 127.0.0.1\ndir {folder}\nsentinel monitor ocr 127.0.0.1 {port} 1\n"
        )
        with (folder / "sentinel.log").open("wb") as log:
            process = subprocess.Popen(["redis-server", str(config), "--sentinel"], stdout=log, stderr=log)
        try:
            _wait_until(lambda: _answers(own_port))
            yield f"redis+sentinel://127.0.0.1:{own_port}/ocr/1"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def tls(folder: Path) -> Iterator[str]:
    """A server that speaks TLS only, with a certificate made for it; gives its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate, port = folder / "key.pem", folder / "certificate.pem", free_port()
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *new_key, *subject, *files], check=True, capture_output=True)
    options = ("--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key))
    own = ("--tls-ca-cert-file", str(certificate), "--tls-auth-clients", "no")
    with RedisServer(folder / "server", options=(*options, *own)):
        yield f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}"
