"""What a household has beside the queue, in numbers: the watched folder, the archive and receipts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr_service.errors import ArchiveUnavailable, ReceiptsUnavailable
from ocr_service.filing.watched import WatchedNumbers
from ocr_service.receipts.receipt import ReceiptNumbers

if TYPE_CHECKING:
    from ocr_service.api.context import ApiContext


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveNumbers:
    """``away`` says why the archive cannot be used now; its documents are not counted then. ``waiting`` are those on their way to it."""

    documents: int = 0
    bytes: int = 0
    waiting: int = 0
    away: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeNumbers:
    """None where there is no such thing; ``receipts_away`` while their database cannot be used."""

    archive: ArchiveNumbers | None = None
    watched: WatchedNumbers | None = None
    receipts: ReceiptNumbers | None = None
    receipts_away: bool = False


async def home_numbers(context: ApiContext) -> HomeNumbers:
    """Archive and watched folder, as they stand now."""
    archive = await asyncio.to_thread(_archive, context)
    return HomeNumbers(archive=archive, watched=await asyncio.to_thread(context.watched.numbers))


async def all_numbers(context: ApiContext) -> HomeNumbers:
    """Receipts as well; their database may let one wait."""
    home = await home_numbers(context)
    try:
        return replace(home, receipts=await context.receipt_numbers())
    except ReceiptsUnavailable:
        # The log says why; here it is a number of its own.
        return replace(home, receipts_away=True)


def _archive(context: ApiContext) -> ArchiveNumbers | None:
    archive = context.archive
    if archive is None:
        return None
    waiting = 0
    try:
        waiting = len(archive.parcels.waiting())
        archive.require()
        documents, size = archive.index.size(None)
    except ArchiveUnavailable as error:
        return ArchiveNumbers(waiting=waiting, away=error.detail)
    return ArchiveNumbers(documents=documents, bytes=size, waiting=waiting)
