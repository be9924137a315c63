"""Start what a larger house has: a Redis Cluster of three nodes, a master watched by a sentinel, a server with TLS."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis

from tests.support.processes.patience import PATIENCE_S, until
from tests.support.processes.ports import free_port, free_ports
from tests.support.redis_server import RedisServer

_SLOTS = 16_384


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A cluster of three nodes on loopback; gives its URL."""
    # The cluster's own line lies 10,000 above a port, where the kernel gives ports to anybody, unless it is named.
    ports = list(zip(free_ports(3), free_ports(3), strict=True))
    with ExitStack() as stack:
        for port, line in ports:
            options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
            options += ("--cluster-port", str(line))
            stack.enter_context(RedisServer(folder / str(port), port=port, options=options))
        _join(ports)
        yield f"redis+cluster://127.0.0.1:{ports[0][0]}"


def _join(ports: list[tuple[int, int]]) -> None:
    nodes = [redis.Redis(port=port, decode_responses=True) for port, _ in ports]
    share = _SLOTS // len(ports) + 1
    for index, node in enumerate(nodes):
        first, last = index * share, min((index + 1) * share, _SLOTS) - 1
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
        node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", index + 1)
        if index:
            nodes[0].execute_command("CLUSTER", "MEET", "127.0.0.1", *ports[index])
    until(lambda: all(_is_complete(node) for node in nodes))
    for node in nodes:
        node.close()


def _is_complete(node: redis.Redis) -> bool:
    info = node.execute_command("CLUSTER INFO")
    return bool(info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == 3)


@contextmanager
def sentinel(folder: Path) -> Iterator[str]:
    """A master and a sentinel that watches it as ``ocr``; gives the URL of database 1."""
    port, own_port = free_ports(2)
    with RedisServer(folder / "master", port=port):
        config = folder / "sentinel.conf"
        config.write_text(
            f"port {own_port}\nbind 127.0.0.1\ndir {folder}\nsentinel monitor ocr 127.0.0.1 {port} 1\n"
        )
        with (folder / "sentinel.log").open("wb") as log:
            process = subprocess.Popen(["redis-server", str(config), "--sentinel"], stdout=log, stderr=log)
        try:
            until(lambda: _answers(own_port))
            yield f"redis+sentinel://127.0.0.1:{own_port}/ocr/1"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


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
