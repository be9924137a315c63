"""Run the notifier until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal

from ocr_service.errors import BackendUnavailable
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.notifier.archivist import Archivist
from ocr_service.notifier.courier import Courier
from ocr_service.notifier.dispatcher import Dispatcher
from ocr_service.notifier.watch import Watch

log = logging.getLogger(__name__)

_PAUSE_FIRST_S, _PAUSE_LAST_S = 0.1, 5.0
EXIT_STOPPED = 0
EXIT_BROKEN = 70
"""A role ended by itself: whoever restarts what failed must do so."""


class NotifierService:
    """Dispatcher, watch and archivist side by side; leaves nothing half done that ``grace_s`` allows to finish."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        courier: Courier,
        watch: Watch,
        secrets: WebhookSecrets,
        stop: asyncio.Event,
        grace_s: float,
        archivist: Archivist | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._courier = courier
        self._roles: dict[str, Watch | Archivist] = {"watch": watch}
        if archivist is not None:
            self._roles["archivist"] = archivist
        self._secrets = secrets
        self._stop = stop
        self._grace_s = grace_s

    async def run(self) -> int:
        """Tell what is due until told to stop; returns the process's exit code."""
        await self._connect()
        log.info("Notifier started")
        roles = [asyncio.create_task(role.run(), name=name) for name, role in self._roles.items()]
        for role in roles:
            role.add_done_callback(lambda _: self._stop.set())
        try:
            await self._dispatcher.run()
            broken = [role for role in roles if role.done()]
            for role in broken:
                log.critical(
                    "Notifier role ended", extra={"role": role.get_name()}, exc_info=role.exception()
                )
            await self._dispatcher.drain(self._grace_s)
        finally:
            for role in roles:
                role.cancel()
            await asyncio.gather(*roles, return_exceptions=True)
            await self._courier.close()
        log.info("Notifier stopped", extra={"delivered": self._dispatcher.delivered})
        return EXIT_BROKEN if broken else EXIT_STOPPED

    async def _connect(self) -> None:
        pause_s = _PAUSE_FIRST_S
        while not self._stop.is_set():
            try:
                await self._secrets.load()
                return
            except BackendUnavailable as error:
                log.warning("Waiting for Redis", extra={"code": error.code, "pause_s": pause_s})
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), pause_s)
                pause_s = min(2 * pause_s, _PAUSE_LAST_S)


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT (Ctrl+C) ask for the end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
