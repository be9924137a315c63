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
# The modes of page segmentation that look for tables and pictures.
_WHOLE_PAGE = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKind:
    """How an engine comes to be: what builds it, whether it can run here, the extra it needs.

    ``memory_mb`` is what it takes in this process per page slot; ``auto`` means the one with the highest ``rank``.
    ``reading_mb`` and ``pixel_bytes`` are what its program takes for a picture of print and for each of its pixels, less for those
    of one block, where that is more than other engines take.
    """

    build: Callable[[], Engine]
    is_installed: Callable[[], bool] = lambda: True
    extra: str = ""
    memory_mb: int = 0
    reading_mb: float = 0
    pixel_bytes: float = 0
    pixel_bytes_as_block: float = 0
    rank: int = 0


ENGINES: Mapping[str, EngineKind] = {
    # Measured on pages of print at 150 to 300 dpi, Tesseract 5.3: its search for tables and pictures takes a third of it.
    "tesseract": EngineKind(
        build=TesseractEngine, reading_mb=16.5, pixel_bytes=10.4, pixel_bytes_as_block=7.0, rank=1
    ),
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


def reading_bytes(name: str, pixels: int, psm: int) -> int:
    """What an engine's program takes at least for a page of so many pixels, as far as that is known."""
    kind = ENGINES.get(name)
    if kind is None:
        return 0
    each = kind.pixel_bytes if psm in _WHOLE_PAGE else kind.pixel_bytes_as_block
    return int(kind.reading_mb * (1 << 20) + each * pixels)
