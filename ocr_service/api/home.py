"""What a household has beside the queue, in numbers: the watched folder and the archive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_service.errors import ArchiveUnavailable
from ocr_service.filing.watched import WatchedNumbers

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
    """None where there is no such thing."""

    archive: ArchiveNumbers | None = None
    watched: WatchedNumbers | None = None


async def home_numbers(context: ApiContext) -> HomeNumbers:
    """Both, as they stand now."""
    archive = await asyncio.to_thread(_archive, context)
    return HomeNumbers(archive=archive, watched=await asyncio.to_thread(context.watched.numbers))


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
