"""Fill the disk at every stage of a document: each run must end as STORAGE_FULL or whole, never anything between.

    python -m bench.full_disk [FILE…]          (needs root: the small disks are tmpfs mounts)

Each document is read with all outputs on disks of many sizes, so that picture, table, text and outputs find no room in turn.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.chaos.full import small_disk
from ocr_service.domain.document import Limits
from ocr_service.domain.status import Output
from ocr_service.errors import OcrServiceError
from ocr_service.sample.scan import save_as_scan
from tests.support.drawings import draw_page, sentence, text_pdf
from tests.support.pipeline_runs import Setting, run

SMALLEST_KB = (4, 64, 160, 300)
STEPS = 16
# What pages take while they are read, beside what stays.
PASSING_KB = 12_000
AMPLE_KB = 300_000
LIKE = 0.03
FORK = multiprocessing.get_context("fork")


def documents(folder: Path) -> list[Path]:
    """A scan, a text layer of forty pages, and pictures; drawn here."""
    scan = folder / "scan.pdf"
    save_as_scan(scan)
    page = draw_page(sentence(seed=7, length=120), inch=(8.27, 6)).picture
    for name in ("page.png", "page.jpg", "page.tif"):
        page.convert("RGB").save(folder / name)
    lines = [[" ".join(sentence(seed=number, length=12)) for number in range(50)]] * 40
    return [
        scan,
        text_pdf(folder / "layer.pdf", lines),
        *(folder / name for name in ("page.png", "page.jpg", "page.tif")),
    ]


def read(source: Path, disk: Path, slots: int) -> tuple[str, Any]:
    """How the run ended: a code, or "whole" with what it wrote."""
    outputs = tuple(each for each in Output if each is not Output.PDF_A)
    limits = Limits(memory_mb=208, page_slots=slots)
    try:
        ran = run(source, disk / "out", Setting(slots=slots, limits=limits), outputs=outputs)
    except OcrServiceError as error:
        return error.code, None
    except (OSError, RuntimeError, ValueError, LookupError) as error:
        # What the document's process would call a defect.
        return f"{type(error).__name__}: {error}"[:60], None
    failed = sum(page.error is not None for page in ran.pages)
    return "whole", (ran.text, failed, sorted(ran.head.outputs), sizes(ran.folder))


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of each output file."""
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def on_disk_of(kilobytes: int, source: Path, slots: int) -> tuple[str, Any]:
    """Run in a process of its own on a disk of that size."""
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder), kilobytes=kilobytes):
        receiver, sender = FORK.Pipe(duplex=False)
        process = FORK.Process(target=lambda: sender.send(read(source, Path(folder), slots)))
        process.start()
        ended: tuple[str, Any] = receiver.recv()
        process.join()
    return ended


def disk_sizes_kb(whole: Any) -> tuple[int, ...]:
    """From next to nothing to room for all."""
    most = sum(whole[3].values()) // 1024 + PASSING_KB
    return (*SMALLEST_KB, *(most * step // STEPS for step in range(1, STEPS + 1)))


def is_same(found: Any, whole: Any) -> bool:
    """Text and outputs are equal, files as long as they were but for dates in them."""
    if found[:3] != whole[:3] or found[3].keys() != whole[3].keys():
        return False
    return all(abs(size - whole[3][name]) <= LIKE * whole[3][name] + 64 for name, size in found[3].items())


def main() -> None:
    """Print a row for each document; exit code 1 when a run ended in between."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args().files
    is_well = True
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'document':<14} slots  runs  STORAGE_FULL  whole  in between")
        for source in given or documents(Path(folder)):
            for slots in (1, 2):
                _, whole = on_disk_of(AMPLE_KB, source, slots)
                counted: Counter[str] = Counter()
                sizes_kb = disk_sizes_kb(whole)
                for kilobytes in sizes_kb:
                    code, found = on_disk_of(kilobytes, source, slots)
                    if code == "whole" and not is_same(found, whole):
                        code = f"cut, and called whole at {kilobytes} kB"
                    counted[code] += 1
                between = {
                    code: count for code, count in counted.items() if code not in ("STORAGE_FULL", "whole")
                }
                is_well = is_well and not between
                print(
                    f"{source.name:<14} {slots:>5} {len(sizes_kb):>5} {counted['STORAGE_FULL']:>13} {counted['whole']:>6}  {between or 'none'}",
                    flush=True,
                )
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
