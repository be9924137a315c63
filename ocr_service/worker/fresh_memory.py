"""Get what feedback taught on other machines before a document is read."""

from __future__ import annotations

import asyncio
import logging

from ocr_service.domain.file_store import FileStore
from ocr_service.errors import OcrServiceError

log = logging.getLogger(__name__)


async def refresh_memory(store: FileStore, owner: str) -> None:
    """Look for news; a document is read without them rather than not at all."""
    try:
        await asyncio.to_thread(store.memory.refresh, owner)
    except OcrServiceError as error:
        log.warning("Memory not refreshed", extra={"code": error.code})
