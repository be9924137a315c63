"""File documents with all their files, and make the index again from them."""

from __future__ import annotations

import time
from pathlib import Path

from bench.archive.drawn import Texts
from ocr_service.archive.archive import Archive
from tests.support.archive.shelf import Shelf

_SCAN_BYTES = 150_000


def tell_filing(folder: Path, texts: Texts, count: int) -> None:
    """How many documents a second are filed, durably, and how many a rebuild reads."""
    top = folder / "filed"
    top.mkdir()
    shelf = Shelf(top)
    reads = [
        shelf.read(
            *(" ".join(page.words) for page in drawn.pages),
            content=bytes(_SCAN_BYTES) + str(number).encode(),
            pdf=bytes(_SCAN_BYTES),
            **drawn.document.found,
        )
        for number, drawn in enumerate(texts.documents(10_000_000, count))
    ]
    archive: Archive = shelf.archive
    start_s = time.monotonic()
    for read in reads:
        archive.take(archive.pack(read))
    took_s = time.monotonic() - start_s
    print(
        f"filed {count} documents of two files of {_SCAN_BYTES // 1000} kB: {count / took_s:.0f} documents/s, {took_s / count * 1000:.0f} ms each"
    )
    start_s = time.monotonic()
    indexed, _ = archive.healing.rebuild()
    took_s = time.monotonic() - start_s
    print(
        f"made the index again: {indexed / took_s:.0f} documents/s; 100,000 in {100_000 * took_s / indexed / 60:.0f} min"
    )
    archive.close()
