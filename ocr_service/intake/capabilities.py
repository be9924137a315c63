"""Know which languages and engines the workers have right now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_service.clock import Clock
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.status import NEURAL_ENGINE, NEURAL_LANGUAGES
from ocr_service.domain.task_queue import QueueReader
from ocr_service.intake.policy import IntakePolicy

_KEPT_S = 5.0
# The best that a worker has; and what every worker has.
DEFAULT_ENGINE, _EVERYWHERE = "auto", "tesseract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What may be asked for. ``languages`` are sorted codes without ``auto``."""

    languages: tuple[str, ...]
    engines: tuple[str, ...]

    def languages_of(self, engine: str) -> tuple[str, ...]:
        """What may be asked for together with an engine: the networks have languages of their own, Tesseract those that are allowed."""
        return tuple(sorted(NEURAL_LANGUAGES)) if engine == NEURAL_ENGINE else self.languages


def capabilities_of(workers: Sequence[WorkerInfo], policy: IntakePolicy) -> Capabilities:
    """The allowed languages that some worker has; all allowed ones while no worker was seen."""
    reported = {language for worker in workers for language in worker.languages}
    allowed = (set(policy.languages) | {policy.default_language}) - {"auto"}
    engines = {engine for worker in workers for engine in worker.engines}
    return Capabilities(
        languages=tuple(sorted(allowed & reported if reported else allowed)),
        engines=tuple(sorted(engines or {_EVERYWHERE})),
    )


class CapabilityReader:
    """Asks the registry at most every five seconds, so that an upload does not pay for it."""

    def __init__(self, queue: QueueReader, policy: IntakePolicy, clock: Clock) -> None:
        self._queue = queue
        self._policy = policy
        self._clock = clock
        self._known: Capabilities | None = None
        self._read_at_s = 0.0

    async def read(self) -> Capabilities:
        """What the workers have. Raises ``BackendUnavailable``."""
        now_s = self._clock.monotonic_s()
        if self._known is None or now_s - self._read_at_s > _KEPT_S:
            self._known = capabilities_of(await self._queue.workers(), self._policy)
            self._read_at_s = now_s
        return self._known
