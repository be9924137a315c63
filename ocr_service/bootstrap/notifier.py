"""Assemble and run the notifier."""

from __future__ import annotations

import asyncio
import os
import socket
from functools import partial

from ocr_service import __version__
from ocr_service.archive.archive import Archive
from ocr_service.bootstrap.build import build_queue, build_receipts, build_store
from ocr_service.bootstrap.folders.archive import build_archive, keep_days_of
from ocr_service.bootstrap.folders.watching import build_filer
from ocr_service.bootstrap.lanes import build_served_lanes
from ocr_service.bootstrap.outside import configured_limits
from ocr_service.bootstrap.policies import told_by_settings
from ocr_service.bootstrap.polling.building import build_sources
from ocr_service.bootstrap.webhooks import (
    allowed_hosts,
    build_book,
    build_webhook_secrets,
    delivery_policy,
    thresholds,
)
from ocr_service.clock import Clock, SystemClock
from ocr_service.domain.file_store import FileStore
from ocr_service.notifications.registry import SINKS, SinkParts
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.notifier.archivist import Archivist
from ocr_service.notifier.courier import Courier
from ocr_service.notifier.dispatcher import Dispatcher
from ocr_service.notifier.payload import Payloads
from ocr_service.notifier.service import NotifierService, stop_on_signals
from ocr_service.notifier.untold_receipts import UntoldReceipts
from ocr_service.notifier.watch import Watch
from ocr_service.observability.logging import configure_logging
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings

# Looking up the name, the delivery, and writing down how it went.
_LEASE_MARGIN_S = 10.0
_WATCHES_A_LEASE = 3


def run_notifier(settings: Settings) -> int:
    """Run the notifier until SIGTERM or SIGINT; returns the process's exit code."""
    configure_logging(level=settings.log.level, style=settings.log.format)
    return asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    queue = build_queue(settings)
    try:
        return await build_notifier(settings, queue, build_store(settings), stop).run()
    finally:
        await queue.close()


def build_notifier(
    settings: Settings, queue: RedisQueueManager, store: FileStore, stop: asyncio.Event
) -> NotifierService:
    """The notifier's parts around a queue and a store. Raises ``InvalidSettings``."""
    secrets = build_webhook_secrets(settings, queue)
    timeout_s = settings.webhook.timeout_seconds
    archive = build_archive(settings, store)
    courier = build_courier(settings, queue, store, secrets, archive=archive)
    dispatcher = Dispatcher(
        outbox=queue,
        courier=courier,
        notifier_id=f"{socket.gethostname()}-{os.getpid()}",
        lanes=build_served_lanes(settings),
        concurrency=settings.webhook.concurrency,
        lane_share=queue.policy.lane_share,
        lease_s=timeout_s + _LEASE_MARGIN_S,
        stop=stop,
    )
    watch = Watch(
        outbox=queue,
        queue=queue,
        store=store,
        thresholds=thresholds(settings),
        book=build_book(settings, queue),
        every_s=settings.worker.lease_seconds / _WATCHES_A_LEASE,
        summary_hour=settings.notice.summary_hour,
        limit_used=partial(_limit_used, settings, queue) if configured_limits(settings) else None,
        also=[UntoldReceipts(build_receipts(settings), queue, queue, courier).look],
    )
    return NotifierService(
        dispatcher=dispatcher,
        courier=courier,
        watch=watch,
        archivist=build_archivist(settings, queue, store, archive) if archive else None,
        secrets=secrets,
        stop=stop,
        grace_s=timeout_s + 1,
    )


async def _limit_used(settings: Settings, queue: RedisQueueManager) -> float:
    """The share in use of the limit that is used most. Raises ``BackendUnavailable``."""
    policies = configured_limits(settings).values()
    used = [(await queue.limit_use(policy)).shares(policy).values() for policy in policies]
    return max((share for shares in used for share in shares), default=0.0)


def build_courier(
    settings: Settings,
    queue: RedisQueueManager,
    store: FileStore,
    secrets: WebhookSecrets,
    *,
    clock: Clock | None = None,
    archive: Archive | None = None,
) -> Courier:
    """Who brings what was claimed; ``clock`` says how old it is. Raises ``InvalidSettings``."""
    parts = SinkParts(
        queue=queue,
        store=store,
        allowed_hosts=allowed_hosts(settings),
        secrets=secrets,
        timeout_s=settings.webhook.timeout_seconds,
        version=__version__,
        open_receipts=lambda: build_receipts(settings),
        build_filer=lambda: build_filer(settings, store),
        open_archive=lambda: archive,
        build_sources=lambda: build_sources(settings).sources,
        count_moves=queue.count_moves,
    )
    return Courier(
        outbox=queue,
        subscriptions=queue,
        payloads=_payloads(settings, queue, store),
        policy=delivery_policy(settings),
        standing={each.id: each for each in told_by_settings(settings)},
        open_sink=lambda name: SINKS[name](parts),
        clock=clock or SystemClock(),
    )


def build_archivist(
    settings: Settings, queue: RedisQueueManager, store: FileStore, archive: Archive
) -> Archivist:
    """Who keeps the archive whole. Raises ``InvalidSettings``."""
    return Archivist(
        archive=archive,
        queue=queue,
        payloads=_payloads(settings, queue, store),
        results_live_s=settings.storage.result_ttl_seconds,
        keep_days=settings.archive.archive_keep_days,
        keep_days_of=keep_days_of(settings),
    )


def _payloads(settings: Settings, queue: RedisQueueManager, store: FileStore) -> Payloads:
    link_base = settings.api.public_url or settings.api.root_path
    return Payloads(queue, store, link_base.rstrip("/"))
