"""What the settings say of webhooks: which addresses may be called, what signs, when to stop."""

from __future__ import annotations

from ocr_service.bootstrap.policies import standing_subscriptions
from ocr_service.domain.delivery.delivery_policy import DeliveryPolicy
from ocr_service.domain.delivery.outbox import Subscriptions
from ocr_service.notifications.allowed_hosts import AllowedHosts, parse_allowed_hosts
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.desk import SubscriptionDesk
from ocr_service.notifications.guard import Guard
from ocr_service.notifications.signing import checked_secret
from ocr_service.notifications.thresholds import Thresholds
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.settings import Settings
from ocr_service.storage.webhook_file import WebhookFile
from ocr_service.variables import InvalidSettings


def allowed_hosts(settings: Settings) -> AllowedHosts:
    """Machines that may be told although they are not on the internet. Raises ``InvalidSettings``."""
    try:
        return parse_allowed_hosts(settings.webhook.allowed_hosts)
    except ValueError as error:
        raise InvalidSettings(f"WEBHOOK_ALLOWED_HOSTS is wrong: {error}.") from error


def build_guard(settings: Settings) -> Guard:
    """Which addresses may be told. Raises ``InvalidSettings``."""
    return Guard(allowed_hosts(settings))


def build_book(settings: Settings, store: Subscriptions) -> WebhookBook:
    """Where webhooks are kept beside Redis."""
    return WebhookBook(store, WebhookFile(settings.upload_dir))


def build_desk(settings: Settings, store: Subscriptions, guard: Guard) -> SubscriptionDesk:
    """Where webhooks are made, renewed and removed. Raises ``InvalidSettings``."""
    return SubscriptionDesk(store, build_book(settings, store), guard, standing_subscriptions(settings))


def build_webhook_secrets(settings: Settings, store: Subscriptions) -> WebhookSecrets:
    """What signs where no subscription of its own does. Raises ``InvalidSettings``."""
    try:
        configured = [checked_secret(each) for each in settings.webhook.secret]
        return WebhookSecrets(configured, store, build_book(settings, store))
    except ValueError as error:
        raise InvalidSettings(f"WEBHOOK_SECRET is wrong: {error}.") from error


def delivery_policy(settings: Settings) -> DeliveryPolicy:
    """How often and how long a delivery is tried."""
    return DeliveryPolicy(
        max_attempts=settings.webhook.max_attempts,
        max_age_s=settings.webhook.max_age_seconds,
        backoff_s=settings.webhook.backoff_seconds,
        backoff_max_s=settings.webhook.backoff_max_seconds,
    )


def thresholds(settings: Settings) -> Thresholds:
    """From when on somebody should look."""
    return Thresholds(
        error_rate=settings.notice.error_rate,
        queue_age_s=settings.notice.queue_age_seconds,
        free_bytes=settings.notice.free_mb * 1_000_000,
        no_worker_s=settings.notice.no_worker_seconds,
        limit_use=settings.notice.limit_use,
    )
