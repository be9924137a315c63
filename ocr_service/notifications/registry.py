"""Which ways there are to tell a subscriber: one line each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_service.domain.file_store import FileStore
from ocr_service.domain.notification import ARCHIVE, FILING, RECEIPTS, SOURCES, WEBHOOK
from ocr_service.domain.ports import Sink
from ocr_service.domain.task_queue import QueueReader
from ocr_service.notifications.allowed_hosts import AllowedHosts
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.sources.moves import Moves, nobody

if TYPE_CHECKING:
    from ocr_service.archive.archive import Archive
    from ocr_service.filing.filer import Filer
    from ocr_service.receipts.receipt import ReceiptStore
    from ocr_service.sources.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkParts:
    """What a sink may be built of. ``build_filer`` gives None where no folder is watched, ``open_archive`` where there is none."""

    queue: QueueReader
    store: FileStore
    allowed_hosts: AllowedHosts
    secrets: WebhookSecrets
    timeout_s: float
    version: str
    open_receipts: Callable[[], ReceiptStore]
    build_sources: Callable[[], Mapping[str, Source]] = dict
    count_moves: Callable[[Moves], Awaitable[None]] = nobody
    build_filer: Callable[[], Filer | None] = lambda: None
    open_archive: Callable[[], Archive | None] = lambda: None


def _webhook(parts: SinkParts) -> Sink:
    from ocr_service.notifications.guard import Guard
    from ocr_service.notifications.webhook import WebhookSink

    return WebhookSink(
        Guard(parts.allowed_hosts),
        parts.secrets.of,
        timeout_s=parts.timeout_s,
        user_agent=f"DocVault-OCR/{parts.version} (webhooks)",
    )


def _filing(parts: SinkParts) -> Sink:
    from ocr_service.notifications.filing import FilingSink

    return FilingSink(parts.queue, parts.build_filer)


def _receipts(parts: SinkParts) -> Sink:
    from ocr_service.notifications.receipts import ReceiptSink

    return ReceiptSink(parts.open_receipts)


def _archive(parts: SinkParts) -> Sink:
    from ocr_service.notifications.archive import ArchiveSink

    return ArchiveSink(parts.queue, parts.open_archive)


def _sources(parts: SinkParts) -> Sink:
    from ocr_service.notifications.sources import SourceSink
    from ocr_service.sources.moves import MoveCounts

    return SourceSink(parts.queue, parts.store, parts.build_sources, MoveCounts(parts.count_moves))


SINKS: Mapping[str, Callable[[SinkParts], Sink]] = {
    WEBHOOK: _webhook,
    FILING: _filing,
    RECEIPTS: _receipts,
    ARCHIVE: _archive,
    SOURCES: _sources,
}
"""The name that a subscription gives -> how the sink is built, when the first event for it comes."""
