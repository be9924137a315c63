"""Assemble and run the program that polls sources."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Callable

from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.bootstrap.door import intake_policy
from ocr_service.bootstrap.polling.building import Built, build_sources, environments
from ocr_service.bootstrap.polling.only_one import only_one
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskId
from ocr_service.intake.submit import Intake
from ocr_service.observability.logging import configure_logging
from ocr_service.poller.health import Health
from ocr_service.poller.in_hand import InHand
from ocr_service.poller.keeper import RowKeeper
from ocr_service.poller.order import Order
from ocr_service.poller.service import PollerService, stop_on_signals
from ocr_service.poller.source_poller import SourcePoller
from ocr_service.poller.taker import RowTaker, TakingRules
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.sources.moves import MoveCounts
from ocr_service.sources.row import SOURCES_FOLDER
from ocr_service.sources.source import Source
from ocr_service.variables import InvalidSettings

_LOCK_NAME, _ID_NAME = "lock", "id"


def run_poller(settings: Settings) -> int:
    """Poll until SIGTERM or SIGINT; returns the process's exit code. Raises ``InvalidSettings``."""
    configure_logging(level=settings.log.level, style=settings.log.format)
    built = build_sources(settings)
    if not environments(settings):
        raise InvalidSettings(
            "There is nothing to poll. Set PROD_SUPABASE_URL or PROD_DATABASE_URL (or those of STAGING_ and DEV_)."
        )
    if not built.sources:
        raise InvalidSettings(" ".join(built.wrong.values()))
    folder = settings.upload_dir / SOURCES_FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = only_one(folder / _LOCK_NAME, "program that polls sources")
        holder = holder_of(settings)
    except OSError as error:
        raise InvalidSettings(f"{folder} cannot be written: {error}.") from error
    try:
        return asyncio.run(_serve(settings, built, holder))
    finally:
        os.close(lock)


def holder_of(settings: Settings) -> str:
    """The name of this installation in tables; the same after each start, so that it knows its rows again. Raises ``OSError``."""
    if settings.sources.id:
        return settings.sources.id
    file = settings.upload_dir / SOURCES_FOLDER / _ID_NAME
    if not file.exists():
        fresh = file.with_suffix(".new")
        fresh.write_text(f"docvault-{uuid.uuid4().hex[:12]}")
        fresh.replace(file)
    return file.read_text().strip()


async def _serve(settings: Settings, built: Built, holder: str) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    queue = build_queue(settings)
    try:
        return await build_poller(
            settings, queue, build_store(settings), built, holder=holder, stop=stop
        ).run()
    finally:
        await queue.close()


def _health(settings: Settings, built: Built) -> dict[str, Health]:
    """How each environment is; what is wrong with the settings of some is known from the start."""
    health = {name: Health(name=name) for name in environments(settings)}
    for name, why in built.wrong.items():
        health[name].set(why)
    return health


def build_poller(
    settings: Settings,
    queue: RedisQueueManager,
    store: FileStore,
    built: Built,
    *,
    holder: str,
    stop: asyncio.Event,
) -> PollerService:
    """The program's parts around a queue, a store and the sources."""
    intake = Intake(queue, store, intake_policy(settings))
    in_hand = InHand(queue, settings.sources.in_hand)
    moves = MoveCounts(queue.count_moves)
    order = Order(list(built.sources))
    health = _health(settings, built)

    def poller(source: Source) -> SourcePoller:
        def keeper(taking: Callable[[], set[TaskId]]) -> RowKeeper:
            return RowKeeper(
                source,
                queue,
                queue,
                store,
                in_hand,
                holder=holder,
                lease_s=settings.sources.lease_seconds,
                taking=taking,
            )

        return SourcePoller(
            source,
            holder=holder,
            taker=RowTaker(intake, source, _rules(settings, source.name)),
            build_keeper=keeper,
            order=order,
            in_hand=in_hand,
            health=health[source.name],
            moves=moves,
            poll_s=settings.sources.poll_seconds,
            lease_s=settings.sources.lease_seconds,
            stop=stop,
        )

    pollers = [poller(each) for each in built.sources.values()]
    return PollerService(pollers, list(health.values()), queue.tell_sources, stop, moves)


def _rules(settings: Settings, name: str) -> TakingRules:
    sources = settings.sources
    return TakingRules(
        priority=environments(settings)[name].priority,
        owner=sources.owner,
        language=sources.language,
        profile="" if sources.profile is Profile.AUTO else sources.profile.value,
    )
