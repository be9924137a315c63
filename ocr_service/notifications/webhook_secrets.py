"""Which secrets sign a message: the subscription's own, or those of the service for what an upload or the settings name."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.clock import Clock, SystemClock
from ocr_service.domain.delivery.outbox import Subscriptions
from ocr_service.domain.notification import SETTINGS_SUBSCRIPTION, Message
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.signing import new_secret, owners_secret


class WebhookSecrets:
    """WEBHOOK_SECRET, several while it is changed; where it is empty, one that the service made and keeps in Redis and beside it."""

    def __init__(
        self, configured: Sequence[str], store: Subscriptions, book: WebhookBook, clock: Clock | None = None
    ) -> None:
        self._service = tuple(configured)
        self._store = store
        self._book = book
        self._clock = clock or SystemClock()

    async def load(self) -> None:
        """Know the service's secrets from now on. Raises ``BackendUnavailable``."""
        if not self._service:
            await self._book.try_to_reconcile()
            self._service = (await self._store.signing_secret(new_secret()),)
            await self._book.try_to_reconcile()

    def of(self, message: Message) -> tuple[str, ...]:
        """All that a message is signed with, the newest first."""
        own = message.subscription.live_secrets(self._clock.now_ms())
        if own:
            return own
        is_service = message.subscription.id == SETTINGS_SUBSCRIPTION
        return self.of_owner("" if is_service else message.event.owner)

    def of_owner(self, owner: str) -> tuple[str, ...]:
        """What callbacks of an owner's uploads are signed with, after ``load``."""
        return tuple(owners_secret(secret, owner) for secret in self._service)
