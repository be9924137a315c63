"""Which requests of the bucket a one-page task and an upload by a link need: seen on the way, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bench.uploads import services
from bench.uploads.documents import one_page, other_bytes
from tests.support.processes.s3_server import S3Server
from tests.support.processes.s3_troubles import S3Troubles

_SWEEPS_NEVER = {"WORKER_SWEEP_SECONDS": "3600", "ENABLE_OCR": "false"}


def show(folder: Path, server: S3Server) -> None:
    """Print them."""
    folder.mkdir()
    document = one_page(folder)
    with (
        S3Troubles(server.endpoint) as between,
        services.service(
            folder / "seen", server, S3_ENDPOINT_URL=between.endpoint, **_SWEEPS_NEVER
        ) as running,
        services.client(running) as http,
    ):
        services.read(http, document)
        _print("a one-page task", between, lambda: services.read(http, other_bytes(document, 1)))
        begun = services.initiate(http)
        services.send(begun, document, len(document))
        _print("complete", between, lambda: services.complete(http, begun, len(document)))
        _print("initiate", between, lambda: services.initiate(http))


def _print(what: str, between: S3Troubles, call: Callable[[], object]) -> None:
    time.sleep(1)  # what still comes of the one before
    between.seen.clear()
    call()
    time.sleep(1)
    print(what)
    for method, address in between.seen:
        path = urlsplit(address)
        print(
            f"  {method:6} {'/'.join(path.path.split('/')[3:])}{'?' + path.query[:40] if path.query else ''}",
            flush=True,
        )
