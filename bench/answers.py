"""What a result costs to answer: bytes and processor time of each wish, for 120 pages of words.

python -m bench.answers [--pages 120]

Everything runs in this process against a folder of its own; times are of the processor (user and system), so that what
else runs beside it does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from ocr_service.api.answers.result_stream import ResultFiles
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, ResultHead
from ocr_service.domain.page import Box, Page, Word
from ocr_service.results.selection import Selection, members_named, pages_named, parts_named
from ocr_service.storage.local_file import LocalStoredFile

WORDS_OF_A_PAGE = 450
WISHES: dict[str, Selection] = {
    "all": Selection(),
    "schema=1": Selection(version=1),
    "pages=1-3": Selection(pages=pages_named("1-3")),
    "include=text": Selection(parts=parts_named("text")),
    "fields=text": Selection(members=members_named("text")),
    "fields=category,fields.total": Selection(members=members_named("category,fields.total")),
}
LEVELS = (1, 5, 9)


def write_document(folder: Path, pages: int) -> ResultHead:
    """A document of words with boxes as a scan has them."""
    dice = random.Random(7)
    letters = "eeeennnniiiirrrsssttaaadhulcgmobwfkzpv"
    vocabulary = ["".join(dice.choices(letters, k=dice.randint(2, 12))) for _ in range(4_000)]
    texts = []
    with (folder / PAGES_FILE).open("w", encoding="utf-8") as lines:
        for number in range(1, pages + 1):
            page = _page(number, dice.choices(vocabulary, k=WORDS_OF_A_PAGE), dice)
            lines.write(json.dumps(page.to_json(), ensure_ascii=False, separators=(",", ":")) + "\n")
            texts.append(page.text)
    (folder / TEXT_FILE).write_text("\f".join(texts), encoding="utf-8")
    return ResultHead(page_count=pages, confidence=94.2, language="deu", processing_time_s=60.0)


def _page(number: int, words: list[str], dice: random.Random) -> Page:
    placed = tuple(
        Word(
            word,
            Box(130 + 110 * (at % 12), 140 + 46 * (at // 12), 11 * len(word) + dice.randint(0, 5), 28),
            round(dice.uniform(82, 97), 2),
            1 + at // 90,
            1,
            1 + at // 12,
        )
        for at, word in enumerate(words)
    )
    return Page(
        number=number, text=" ".join(words), words=placed, width=1654, height=2339, dpi=200, confidence=94.2,
        language="deu", found_language="deu", quality=0.93, decisions={"source": "no text layer"},
    )  # fmt: skip


async def _whole(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def _peak(pieces: AsyncIterator[bytes]) -> int:
    """The most memory that answering takes at a time, in bytes, when nobody keeps what was sent."""
    tracemalloc.start()
    async for _ in pieces:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _timed(work: Callable[[], bytes]) -> tuple[bytes, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def _gzipped(content: bytes, level: int) -> bytes:
    return zlib.compress(content, level, 31)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=int, default=120)
    pages: int = options.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        head = write_document(folder, pages).to_json()

        def files() -> ResultFiles:
            text, pages = (LocalStoredFile(folder / name) for name in (TEXT_FILE, PAGES_FILE))
            return ResultFiles(text, pages)

        print(f"{pages} pages of {WORDS_OF_A_PAGE} words")
        print(f"{'wish':<30} {'bytes':>10} {'made in s':>10} {'gzip':>10} {'in s':>6}")
        for wish, wanted in WISHES.items():
            told = wanted.head(head, {})
            answer, made_s = _timed(lambda w=wanted, t=told: asyncio.run(_whole(files().json_pieces(t, w))))
            packed, packed_s = _timed(lambda a=answer: _gzipped(a, LEVELS[0]))
            print(f"{wish:<30} {len(answer):>10} {made_s:>10.3f} {len(packed):>10} {packed_s:>6.3f}")
        whole = asyncio.run(_whole(files().json_pieces(Selection().head(head, {}), Selection())))
        for level in LEVELS:
            packed, packed_s = _timed(lambda n=level: _gzipped(whole, n))
            print(f"gzip level {level}: {len(packed) / len(whole):.1%} in {packed_s:.3f} s")
        peak = asyncio.run(_peak(files().lines(Selection().head(head, {}), Selection())))
        print(f"most memory while the whole is sent page by page: {peak / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
