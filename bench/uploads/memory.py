"""How much memory API and worker take while a large file comes, by a link and through the API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.uploads import services
from bench.uploads.documents import one_page, padded
from tests.support.processes.s3_server import S3Server
from tests.support.service import RunningService

_EVERY_S = 0.1


def show(folder: Path, server: S3Server, *, size: int) -> None:
    """Print by how much the PSS of each process grew at its highest; the second time, as the first brings buffers."""
    folder.mkdir()
    document, large = one_page(folder), folder / "large.pdf"
    with services.service(folder / "bucket", server) as running, services.client(running) as http:
        for wanted, sent in ((size // 10, False), (size, True)):
            mb = padded(document, large, wanted)
            begun = services.initiate(http)
            with _peaks(running, f"{mb / 1e6:.0f} MB by a link", is_told=sent):
                with large.open("rb") as file:
                    services.send(begun, file, mb)
                services.complete(http, begun, mb)
            services.until_read(http, begun["upload_id"])
            with _peaks(running, f"{mb / 1e6:.0f} MB through the API, and read", is_told=sent):
                with large.open("rb") as file:
                    task = (
                        http.post("/ocr/process", files={"file": ("page.pdf", file)})
                        .raise_for_status()
                        .json()
                    )
                services.until_read(http, task["task_id"])


@contextmanager
def _peaks(running: RunningService, what: str, *, is_told: bool) -> Iterator[None]:
    names, stop = ("api", "worker"), threading.Event()
    before = {name: running.pss_mb(name) for name in names}
    highest = dict(before)

    def look() -> None:
        while not stop.wait(_EVERY_S):
            for name in names:
                highest[name] = max(highest[name], running.pss_mb(name))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    after = {name: running.pss_mb(name) for name in names}
    rows = ", ".join(
        f"{name} {before[name]:.1f} MB, at most {highest[name] - before[name]:+.1f}, left {after[name] - before[name]:+.1f}"
        for name in names
    )
    print(f"{what}: {rows}" if is_told else f"{what} (warming up): {rows}", flush=True)
