"""Assemble and run the watcher."""

from __future__ import annotations

import asyncio
import os
import sqlite3

from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.bootstrap.door import intake_policy
from ocr_service.bootstrap.folders.watching import build_filer
from ocr_service.bootstrap.polling.only_one import only_one
from ocr_service.clock import SystemClock
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import Profile, Split
from ocr_service.filing.filer import Filer
from ocr_service.intake.submit import Intake
from ocr_service.observability.logging import configure_logging
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings
from ocr_service.watcher.events import FolderEvents
from ocr_service.watcher.folder import WatchedFolder
from ocr_service.watcher.levels import Level
from ocr_service.watcher.reconciler import Reconciler
from ocr_service.watcher.service import WatcherService, stop_on_signals
from ocr_service.watcher.settling import Settling
from ocr_service.watcher.taker import Taker, TakingRules
from ocr_service.watcher.telling import tell

LOCK_NAME = "lock"


def run_watcher(settings: Settings) -> int:
    """Watch until SIGTERM or SIGINT; returns the process's exit code. Raises ``InvalidSettings``."""
    configure_logging(level=settings.log.level, style=settings.log.format)
    store = build_store(settings)
    try:
        filer = build_filer(settings, store)
        lock = only_one(settings.journal_path.with_name(LOCK_NAME), "watcher") if filer else -1
    except (OSError, sqlite3.Error) as error:
        raise InvalidSettings(f"{settings.journal_path} cannot be written: {error}.") from error
    if filer is None:
        raise InvalidSettings("There is nothing to watch. Set WATCH_DIR and WATCH_OUTPUT_DIR.")
    try:
        return asyncio.run(_serve(settings, store, filer))
    finally:
        filer.journal.close()
        os.close(lock)


async def _serve(settings: Settings, store: FileStore, filer: Filer) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    queue = build_queue(settings)
    watcher = build_watcher(settings, queue, store, filer, stop)
    telling = await tell(settings.journal_path, watcher.state)
    try:
        return await watcher.run()
    finally:
        telling.close()
        await queue.close()


def build_watcher(
    settings: Settings, queue: RedisQueueManager, store: FileStore, filer: Filer, stop: asyncio.Event
) -> WatcherService:
    """The watcher's parts around a queue, a store and the folders."""
    watch = settings.watch
    events = FolderEvents(filer.folders.watched, watch.events)
    rules = TakingRules(
        levels=tuple(map(Level, watch.levels)),
        owner=watch.owner,
        language=watch.language,
        profile="" if watch.profile is Profile.AUTO else watch.profile.value,
        split="" if watch.split is Split.NONE else watch.split.value,
        skips_duplicates=watch.duplicates == "skip",
    )
    return WatcherService(
        folder=WatchedFolder(filer, events, poll_s=watch.poll_seconds, rescan_s=watch.rescan_seconds),
        events=events,
        settling=Settling(settle_s=watch.settle_seconds, patience_s=watch.patience_seconds),
        taker=Taker(Intake(queue, store, intake_policy(settings)), filer, rules),
        reconciler=Reconciler(queue, queue, filer, SystemClock()),
        filer=filer,
        in_hand=watch.in_hand,
        stop=stop,
    )
