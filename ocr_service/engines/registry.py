"""Every engine by its name; an engine whose extra is not installed, or does not start, is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from ocr_service.domain.ports import Engine
from ocr_service.engines.rapidocr import RapidOcrEngine
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.engines.tesserocr import TesserocrEngine
from ocr_service.engines.tesserocr_client import host_version
from ocr_service.errors import ValidationFailed

AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKind:
    """How an engine comes to be: what builds it, whether it can run here, the extra it needs.

    ``memory_mb`` is what it takes in this process per page slot; ``auto`` means the one with the highest ``rank``.
    """

    build: Callable[[], Engine]
    is_installed: Callable[[], bool] = lambda: True
    extra: str = ""
    memory_mb: int = 0
    rank: int = 0


ENGINES: Mapping[str, EngineKind] = {
    "tesseract": EngineKind(build=TesseractEngine, rank=1),
    "tesserocr": EngineKind(
        build=TesserocrEngine, is_installed=lambda: bool(host_version()), extra="fast", rank=2
    ),
    "rapidocr": EngineKind(
        build=RapidOcrEngine,
        is_installed=lambda: find_spec("rapidocr") is not None,
        extra="rapidocr",
        memory_mb=4_000,
    ),
}


def build_engines() -> Mapping[str, Engine]:
    """The engines that can run here, first what ``auto`` means; none of them loads its models yet."""
    by_rank = sorted(ENGINES.items(), key=lambda each: -each[1].rank)
    return {name: kind.build() for name, kind in by_rank if kind.is_installed()}


def chosen(engines: Mapping[str, Engine], name: str) -> Engine:
    """The engine of that name, for ``auto`` the best there is. Raises ``ValidationFailed`` that says which extra is missing."""
    if name == AUTO:
        name = next(iter(engines))
    if name in engines:
        return engines[name]
    kind = ENGINES.get(name)
    remedy = (
        f"Install the extra `{kind.extra}`" if kind and kind.extra else f"Choose among {', '.join(engines)}"
    )
    raise ValidationFailed(f"The engine `{name}` is not installed here. {remedy}.")


def memory_mb(name: str) -> int:
    """Address space an engine takes inside this process for each page slot, beyond that of the pipeline."""
    return ENGINES[name].memory_mb if name in ENGINES else 0
