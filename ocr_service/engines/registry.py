"""Every engine by its name; an engine whose extra is not installed, or does not start, is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ocr_service.domain.ports import Engine
from ocr_service.domain.status import AUTO_ENGINE, NEURAL_ENGINE
from ocr_service.engines.neural.engine import NeuralEngine
from ocr_service.engines.neural.models import is_installed as is_neural_installed
from ocr_service.engines.neural.models import is_possible as is_neural_possible
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.engines.tesserocr import TesserocrEngine
from ocr_service.engines.tesserocr_client import host_version
from ocr_service.errors import EngineUnavailable, ValidationFailed

# The modes of page segmentation that look for tables and pictures.
_WHOLE_PAGE = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKind:
    """How an engine comes to be: what builds it, whether it can run here, the extra it needs; ``auto`` means the one with the highest ``rank``.

    ``reading_mb`` and ``pixel_bytes`` are what its program takes for a picture of print and for each of its pixels, less for those
    of one block, where that is more than other engines take.
    """

    build: Callable[[], Engine]
    is_installed: Callable[[], bool] = lambda: True
    is_possible: Callable[[], bool] = lambda: True
    extra: str = ""
    reading_mb: float = 0
    pixel_bytes: float = 0
    pixel_bytes_as_block: float = 0
    rank: int = 0


ENGINES: Mapping[str, EngineKind] = {
    # Measured on pages of print at 150 to 300 dpi, Tesseract 5.3: its search for tables and pictures takes a third of it.
    "tesseract": EngineKind(
        build=TesseractEngine, reading_mb=16.5, pixel_bytes=10.4, pixel_bytes_as_block=7.0, rank=2
    ),
    "tesserocr": EngineKind(
        build=TesserocrEngine, is_installed=lambda: bool(host_version()), extra="fast", rank=3
    ),
    NEURAL_ENGINE: EngineKind(
        build=NeuralEngine, is_installed=is_neural_installed, is_possible=is_neural_possible, extra="neural"
    ),
}


def build_engines(*, neural_model: str = "tiny") -> Mapping[str, Engine]:
    """The engines that can run here, first what ``auto`` means; none of them loads its models yet.

    ``neural_model`` is empty where memory holds none.
    """
    by_rank = sorted(ENGINES.items(), key=lambda each: -each[1].rank)
    built = {name: kind.build for name, kind in by_rank if kind.is_installed()}
    if NEURAL_ENGINE in built:
        built[NEURAL_ENGINE] = partial(NeuralEngine, neural_model)
    return {name: build() for name, build in built.items() if name != NEURAL_ENGINE or neural_model}


def chosen(engines: Mapping[str, Engine], name: str) -> Engine:
    """The engine of that name, for ``auto`` the best there is. Raises ``EngineUnavailable``, ``ValidationFailed``."""
    if name == AUTO_ENGINE:
        name = next(iter(engines))
    if name in engines:
        return engines[name]
    if name not in ENGINES:
        raise ValidationFailed(f"There is no engine `{name}`. Choose among {', '.join(engines)}.")
    raise EngineUnavailable(f"The engine `{name}` cannot read here. {_remedy(ENGINES[name])}")


def _remedy(kind: EngineKind) -> str:
    if not kind.is_possible():
        return "There are builds of it for Linux on x86-64 and arm64 only."
    if not kind.is_installed():
        return f"Install the extra `{kind.extra}`."
    return "It needs more memory: raise WORKER_MEMORY_MB as docs/performance.md says, or choose a smaller NEURAL_MODEL."


def reading_bytes(name: str, pixels: int, psm: int) -> int:
    """What an engine's program takes at least for a page of so many pixels, as far as that is known."""
    kind = ENGINES.get(name)
    if kind is None:
        return 0
    each = kind.pixel_bytes if psm in _WHOLE_PAGE else kind.pixel_bytes_as_block
    return int(kind.reading_mb * (1 << 20) + each * pixels)
