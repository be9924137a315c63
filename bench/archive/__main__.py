"""What an archive of many documents costs, and how fast it finds.

python -m bench.archive --documents 100000                       everything, in a folder of its own
python -m bench.archive --documents 100000 --keep F --seconds 150   fill the archive in F for so long, then end; go on next time
python -m bench.archive --keep F --search 40                      search what is in F

Texts are drawn (``drawn.py``): one to three pages of some 220 words, of 60,000 words of which two thirds are compounds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.archive.drawn import SENDERS, TAGS, Texts
from bench.archive.filed import tell_filing
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.index.found import Wanted
from ocr_service.archive.index.reader import IndexReader
from ocr_service.archive.index.writer import IndexWriter

_AT_ONCE = 200


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--owners", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where the index is kept from one run to the next"
    )
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="longest time of filling in this run"
    )
    parser.add_argument("--search", type=int, default=40, metavar="N", help="searches of each kind, 0: none")
    parser.add_argument(
        "--filed",
        type=int,
        default=200,
        metavar="N",
        help="documents that are filed with their files, 0: none",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archive-") as name:
        folder = arguments.keep or Path(name)
        database = IndexDatabase(folder / "index.sqlite")
        database.make()
        texts = Texts()
        is_full = _fill(database, texts, arguments)
        if is_full and arguments.search:
            _search(IndexReader(database), texts, arguments.search, owners=arguments.owners)
            _tell_memory()
        if is_full and arguments.filed:
            tell_filing(Path(name), texts, arguments.filed)
        database.close()
    return 0


def _fill(database: IndexDatabase, texts: Texts, arguments: argparse.Namespace) -> bool:
    """Index what is missing; True when all is there."""
    reader, writer = IndexReader(database), IndexWriter(database)
    there, _ = reader.size(None)
    start_s, added, pages = time.monotonic(), 0, 0
    drawn = texts.documents(there, arguments.documents - there, owners=arguments.owners)
    while some := list(islice(drawn, _AT_ONCE)):
        if time.monotonic() - start_s > arguments.seconds:
            break
        with database.change():
            for each in some:
                writer.put(each.document, each.document.id, each.pages, size_bytes=200_000)
                pages += len(each.pages)
        added += len(some)
    database.shrink_log()
    took_s = time.monotonic() - start_s
    size = database.path.stat().st_size
    count = there + added
    if added:
        print(
            f"indexed {added} documents, {pages} pages: {added / took_s:.0f} documents/s, {pages / took_s:.0f} pages/s (drawing the texts included)"
        )
    print(f"{count} documents: index {size / 1e6:.0f} MB, {size / count:.0f} bytes a document")
    return count >= arguments.documents


def _search(reader: IndexReader, texts: Texts, times: int, *, owners: int) -> None:
    """By the clock, and by the processor, which other work on the machine slows less."""
    everything: list[Taken] = []
    for kind, wanted in _kinds(texts, owners).items():
        taken = [_timed(reader, each) for each in islice(wanted, times)]
        everything += taken
        print(
            f"{kind:34} {_spread(taken)}  {statistics.mean(each.hits for each in taken):4.1f} documents of 20"
        )
    print(f"{'all kinds':34} {_spread(everything)}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one search took, in milliseconds."""

    wall: float
    processor: float
    hits: int


def _spread(taken: Sequence[Taken]) -> str:
    walls, processors = sorted(each.wall for each in taken), sorted(each.processor for each in taken)
    middle, late = len(taken) // 2, int(len(taken) * 0.95)
    return (
        f"p50 {walls[middle]:6.1f} ms  p95 {walls[late]:6.1f} ms"
        f"  (processor {processors[middle]:5.1f}, {processors[late]:5.1f} ms)"
    )


def _timed(reader: IndexReader, wanted: Wanted) -> Taken:
    wall_s, processor_s = time.perf_counter(), time.process_time()
    found = reader.search(wanted)
    return Taken(
        (time.perf_counter() - wall_s) * 1000, (time.process_time() - processor_s) * 1000, len(found.hits)
    )


def _kinds(texts: Texts, owners: int) -> dict[str, Iterator[Wanted]]:
    """Ways to search, each an endless row of searches."""
    words = texts.words
    owner = "owner0" if owners > 1 else ""

    def row(kind: int) -> Iterator[Wanted]:
        for n in range(10_000):
            common, middle, rare = words[n % 60], words[200 + 7 * n % 3_000], words[20_000 + 11 * n % 30_000]
            yield (
                Wanted(text=common, owner=owner),
                Wanted(text=middle, owner=owner),
                Wanted(text=rare, owner=owner),
                Wanted(text=f"{common} {middle}", owner=owner),
                Wanted(text=f"{middle} {rare}", owner=owner),
                Wanted(text=f'"{common} {words[(n + 1) % 60]}"', owner=owner),
                Wanted(text=f"{middle[:4]}*", owner=owner),
                Wanted(text=f"{common} -{words[(n + 1) % 60]}", owner=owner),
                Wanted(
                    text=common, owner=owner, since=f"{2011 + n % 14}-01-01", until=f"{2011 + n % 14}-03-31"
                ),
                Wanted(text=common, owner=owner, tags=(TAGS[n % len(TAGS)],), category="invoice"),
                Wanted(text=common, owner=owner, least=300.0 + n),
                Wanted(owner=owner, sender=words[n % SENDERS]),
                Wanted(owner=owner),
                Wanted(text="nowhereatall", owner=owner),
            )[kind]

    names = (
        "a common word",
        "a word of the middle",
        "a rare word",
        "a common word and another",
        "two words that seldom meet",
        "a phrase of common words",
        "a beginning of four letters",
        "a common word without another",
        "a common word in three months",
        "a common word, tag and category",
        "a common word, a large amount",
        "a sender",
        "the newest",
        "a word that is nowhere",
    )
    return {name: row(kind) for kind, name in enumerate(names)}


def _tell_memory() -> None:
    print(
        f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the drawn vocabulary included"
    )


if __name__ == "__main__":
    sys.exit(main())
