"""Keep webhooks beside Redis as well, and give them back to one that lost its memory."""

from __future__ import annotations

import asyncio
import logging

from ocr_service.domain.delivery.kept_subscriptions import SubscriptionFile
from ocr_service.domain.delivery.outbox import Subscriptions
from ocr_service.errors import StorageFailed, StorageFull

log = logging.getLogger(__name__)


class WebhookBook:
    """Every process has its own over the same store and file; the notifier looks into it every few seconds."""

    def __init__(self, store: Subscriptions, file: SubscriptionFile) -> None:
        self._store = store
        self._file = file

    async def reconcile(self) -> None:
        """Let store and file hold the same: what the store forgot comes from the file, all else from the store.

        Raises ``BackendUnavailable``, ``StorageFailed``, ``StorageFull``.
        """
        kept = await asyncio.to_thread(self._file.read)
        stored = await self._store.stored_subscriptions()
        if kept and stored.knows_less_than(kept):
            restored = await self._store.restore_subscriptions(kept)
            log.warning("Webhooks restored", extra={"webhooks": restored})
            stored = await self._store.stored_subscriptions()
        if stored.is_news_after(kept):
            await asyncio.to_thread(self._file.write, stored)

    async def try_to_reconcile(self) -> None:
        """The same for those who go on without the file: a disk that is full stops nobody from being told.

        Raises ``BackendUnavailable``.
        """
        try:
            await self.reconcile()
        except (StorageFailed, StorageFull) as error:
            log.warning("Webhooks not kept", extra={"code": error.code})
