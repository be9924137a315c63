"""Assemble and run the API."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from ocr_service import __version__
from ocr_service.access.audit_log import AuditLog
from ocr_service.access.sessions import Sessions
from ocr_service.api.api_keys import parse_keys
from ocr_service.api.app import create_app
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext
from ocr_service.api.open_files import allow_open_files
from ocr_service.api.sub_path import parse_sub_path
from ocr_service.api.upload_links import UploadLinks
from ocr_service.bootstrap.build import build_key_ring, build_queue, build_receipts, build_store
from ocr_service.bootstrap.door import intake_policy, receipt_rules, upload_rules
from ocr_service.bootstrap.folders.archive import build_archive
from ocr_service.bootstrap.folders.watched import WatchedFolder
from ocr_service.bootstrap.outside import configured_limits
from ocr_service.bootstrap.sizing import size_here
from ocr_service.bootstrap.webhooks import build_desk, build_guard, build_webhook_secrets
from ocr_service.domain.outside.limits import LimitPolicy, LimitUse
from ocr_service.environment import read_settings
from ocr_service.intake.receipt_desk import ReceiptDesk
from ocr_service.intake.submit import Intake
from ocr_service.intake.upload_sessions import UploadSessions
from ocr_service.observability.logging import configure_logging
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.receipts.counting import ReceiptCounter
from ocr_service.settings import Settings
from ocr_service.storage.link_secret import link_secret

# Idle connections of clients that poll are kept for longer than the pause between two polls.
_KEEP_ALIVE_S = 30
_GRACE_S = 10
# A listener has nothing to say.
_SOCKET_BYTES = 4_096


def run_api(settings: Settings) -> int:
    """Serve HTTP until SIGTERM or SIGINT; returns the process's exit code."""
    # Every API process reads the environment anew, and flags of the command line must reach them.
    os.environ.update({"REDIS_URL": settings.redis.url, "LOG_LEVEL": settings.log.level})
    uvicorn.run(
        "ocr_service.bootstrap.api:create_from_environment",
        factory=True,
        host=settings.api.host,
        port=settings.api.port,
        workers=size_here(settings).api_processes,
        http="ocr_service.api.http_protocol:SmallReads",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the app itself listens to proxies: it must see who the proxy is
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
        ws_max_size=_SOCKET_BYTES,
    )
    return 0


def create_from_environment() -> FastAPI:
    """The app of one API process; each of several makes its own connections."""
    end_with_parent()
    return create_service(read_settings())


def end_with_parent() -> None:
    """Let an API process of several stop when the one that started it was killed; it would hold the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def create_service(settings: Settings) -> FastAPI:
    """The app with the real queue and store."""
    configure_logging(level=settings.log.level, style=settings.log.format)
    most_connections = allow_open_files(settings.api.max_listeners)
    secret = link_secret(settings.upload_dir)
    queue, store, guard = build_queue(settings), build_store(settings), build_guard(settings)
    intake = Intake(queue, store, intake_policy(settings), guard=guard)
    receipts, archive = build_receipts(settings), build_archive(settings, store)
    watched = WatchedFolder(settings)

    async def close() -> None:
        await queue.close()
        receipts.close()
        watched.close()
        if archive is not None:
            archive.close()

    return create_app(
        ApiContext(
            queue=queue,
            store=store,
            intake=intake,
            uploads=UploadSessions(queue, store, intake, upload_rules(settings)),
            upload_links=UploadLinks(secret=secret),
            sessions=Sessions(secret),
            receipts=ReceiptDesk(queue, store, intake, receipts, receipt_rules(settings)),
            archive=archive,
            watched=watched,
            config=replace(api_config(settings), max_connections=most_connections),
            keys=build_key_ring(settings, queue),
            audit_log=AuditLog(settings.upload_dir),
            webhooks=build_desk(settings, queue, guard),
            webhook_secrets=build_webhook_secrets(settings, queue),
            close=close,
            limits_used=_limits_used(settings, queue),
            sources=queue.sources,
            receipt_numbers=ReceiptCounter(receipts).numbers,
        )
    )


def _limits_used(
    settings: Settings, queue: RedisQueueManager
) -> Callable[[], Awaitable[Mapping[str, tuple[LimitUse, LimitPolicy]]]]:
    """What of the limits of services outside is in use, by service; of those that are configured."""
    policies = configured_limits(settings)

    async def used() -> Mapping[str, tuple[LimitUse, LimitPolicy]]:
        return {name: (await queue.limit_use(policy), policy) for name, policy in policies.items()}

    return used


def api_config(settings: Settings) -> ApiConfig:
    """What the API must be told."""
    return ApiConfig(
        version=__version__,
        keys=parse_keys(settings.api.keys),
        operator_keys=parse_keys(settings.api.operator_keys),
        max_file_bytes=settings.limits.file_mb * 1_000_000,
        max_batch_files=settings.limits.batch_files,
        upload_timeout_s=settings.api.upload_timeout_seconds,
        max_wait_s=settings.api.max_wait_seconds,
        default_language=settings.ocr.default_language,
        rate_per_minute=settings.api.rate_per_minute,
        max_listeners=settings.api.max_listeners,
        allowed_hosts=settings.api.allowed_hosts,
        cors_origins=settings.api.cors_origins,
        root_path=parse_sub_path(settings.api.root_path),
        trusted_proxies=settings.api.trusted_proxies,
    )
