"""How much memory and time a worker, the API and Redis may take on this machine, and why: one decision for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from ocr_service.bootstrap.machine import Machine, this_machine
from ocr_service.domain.document import Limits
from ocr_service.engines.neural.models import MODELS, NeuralModel, is_installed
from ocr_service.pipeline.limits.memory_table import usual_mb
from ocr_service.settings import Settings

SMALL_MB = 2_000_000_000 // (1 << 20)
"""Below 2 GB memory decides, not cores: one page at a time in 128 MiB, at most two API processes."""

_ONE_SLOT_MB = 128
_SMALL_API_PROCESSES = 2
# The workers' share of a larger machine; a NAS serves files beside.
_WORKERS_SHARE = 4
_REDIS_SHARE = 10
_REDIS_LEAST_MB, _REDIS_MOST_MB = 48, 1024
# Small machines have slow cores: on two x86-64 ones that eight times as many programs shared, 5 of 76 pages took over 60 s.
_PAGE_S, _SLOW_PAGE_S = 60.0, 240.0
_WIDE_BITS = 64
_BEYOND_A_PAGE_S = 30.0
# pytesseract loads NumPy wherever it is installed, once Tesseract's program reads: 12 MB (PSS) of all processes together
# (docs/decisions/0141).
NUMPY_MB = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """What was chosen: pages at once, MiB and documents at once of each worker, processes of the API, Redis' MiB.

    ``neural_mb`` of the worker's memory are for the networks of ``neural_model``, which is empty where they have no room;
    ``libraries_mb`` for what comes with the extra whether or not they are read with.
    """

    page_slots: int
    worker_mb: int
    documents: int
    api_processes: int
    redis_mb: int
    reason: str
    neural_model: str = ""
    neural_mb: int = 0
    libraries_mb: int = 0

    @property
    def documents_mb(self) -> int:
        """What is left for documents and all that reads them."""
        return self.worker_mb - self.neural_mb - self.libraries_mb


def sized(
    machine: Machine, settings: Settings, models: Sequence[NeuralModel] = (), *, libraries_mb: int = 0
) -> Sizing:
    """What ``settings`` leave open is chosen by the machine; what they say is done, but for too many API processes.

    ``models`` are what the extra ``neural`` may read with, the best first; none is taken where a worker's memory holds none.
    """
    is_small = machine.memory_mb < SMALL_MB
    # A small machine has no more for it: there its pages get less.
    added_mb = 0 if is_small else libraries_mb
    room_mb = _room_mb(machine, settings, is_small=is_small) - libraries_mb
    model = _fitting_model(machine.cores, room_mb, settings, models)
    slots = settings.ocr.page_slots or _fitting_slots(machine.cores, room_mb, settings, model)
    api_most = _SMALL_API_PROCESSES if is_small else settings.api.workers
    return Sizing(
        page_slots=slots,
        worker_mb=settings.worker.memory_mb or _needs_mb(slots, settings, model) + added_mb,
        documents=settings.worker.concurrency or _documents(slots),
        api_processes=min(settings.api.workers, api_most),
        redis_mb=min(max(machine.memory_mb // _REDIS_SHARE, _REDIS_LEAST_MB), _REDIS_MOST_MB),
        reason=_reason(machine, settings, is_small=is_small),
        neural_model=model.name if model else "",
        neural_mb=model.worker_mb(slots) if model else 0,
        libraries_mb=libraries_mb,
    )


def _room_mb(machine: Machine, settings: Settings, *, is_small: bool) -> int:
    """The memory of one worker that was named, or its part of a quarter of the machine's."""
    share_mb = machine.memory_mb // _WORKERS_SHARE // max(1, settings.worker.count)
    return settings.worker.memory_mb or (_ONE_SLOT_MB if is_small else share_mb)


def _fitting_model(
    cores: int, room_mb: int, settings: Settings, models: Sequence[NeuralModel]
) -> NeuralModel | None:
    """The best that takes no page slot away; else the least, where it fits beside one."""
    slots = settings.ocr.page_slots or _fitting_slots(cores, room_mb, settings, None)
    for model in models:
        if _needs_mb(slots, settings, model) <= room_mb:
            return model
    least = models[-1] if models else None
    fits = least and _needs_mb(settings.ocr.page_slots or 1, settings, least) <= room_mb
    return least if fits else None


def _fitting_slots(cores: int, room_mb: int, settings: Settings, model: NeuralModel | None) -> int:
    """As many as cores, where the room holds them."""
    slots = 1
    while slots < cores and _needs_mb(slots + 1, settings, model) <= room_mb:
        slots += 1
    return slots


def _needs_mb(slots: int, settings: Settings, model: NeuralModel | None) -> int:
    documents = settings.worker.concurrency or _documents(slots)
    return usual_mb(shares=slots, documents=documents) + (model.worker_mb(slots) if model else 0)


def _documents(slots: int) -> int:
    """One more than slots, so that the next document is prepared while the last pages of the one before are read."""
    return 1 if slots == 1 else slots + 1


def _reason(machine: Machine, settings: Settings, *, is_small: bool) -> str:
    owner = "this container may use" if machine.is_limited else "this machine has"
    said = [f"{owner} {machine.memory_mb} MiB and {machine.cores} core{'s' if machine.cores > 1 else ''}"]
    if is_small:
        said.append("below 2 GB one page at a time in 128 MiB")
    named = {"PAGE_SLOTS": settings.ocr.page_slots, "WORKER_MEMORY_MB": settings.worker.memory_mb}
    said += [f"{name}={value} was named" for name, value in named.items() if value]
    if is_small and settings.api.workers > _SMALL_API_PROCESSES:
        said.append(f"API_WORKERS={settings.api.workers} is too many below 2 GB")
    return "; ".join(said)


def size_here(settings: Settings) -> Sizing:
    """The sizes on the machine or in the container that this process runs on."""
    models = _models_named(settings.ocr.neural_model) if is_installed() else ()
    return sized(_here(), settings, models, libraries_mb=NUMPY_MB if find_spec("numpy") else 0)


def _models_named(name: str) -> Sequence[NeuralModel]:
    if name == "auto":
        return [MODELS["small"], MODELS["tiny"]]
    return [MODELS[name]] if name in MODELS else ()


_here = cache(this_machine)


def page_timeout_s(settings: Settings) -> float:
    """The longest time for one page of 10 million pixels, in seconds, on this machine."""
    return settings.ocr.page_timeout_seconds or usual_page_s(_here())


def usual_page_s(machine: Machine) -> float:
    """That time where nobody named one: longer below 2 GB and on 32-bit processors."""
    return _SLOW_PAGE_S if machine.memory_mb < SMALL_MB or machine.bits < _WIDE_BITS else _PAGE_S


def stall_s(settings: Settings) -> float:
    """Seconds of silence that end a run; a page must be able to take its own time, and say so, before."""
    return max(settings.worker.stall_seconds, page_timeout_s(settings) + _BEYOND_A_PAGE_S)


def document_limits(settings: Settings) -> Limits:
    """Bounds of one run on this machine."""
    size = size_here(settings)
    return Limits(
        max_pages=settings.limits.pages,
        max_pixels=settings.limits.pixels,
        page_timeout_s=page_timeout_s(settings),
        run_timeout_s=settings.ocr.task_timeout_seconds,
        memory_mb=size.documents_mb,
        disk_mb=settings.ocr.task_disk_mb,
        page_slots=size.page_slots,
        documents=size.documents,
    )
