"""Every engine by its name; an engine whose extra is not installed is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from ocr_service.domain.ports import Engine
from ocr_service.engines.rapidocr import RapidOcrEngine
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.engines.tesserocr import TesserocrEngine
from ocr_service.errors import ValidationFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKind:
    """How an engine comes to be: what builds it, the module and the extra it needs, memory it takes in this process per page slot."""

    build: Callable[[], Engine]
    module: str = ""
    extra: str = ""
    memory_mb: int = 0

    @property
    def is_installed(self) -> bool:
        """True when it can run here."""
        return not self.module or find_spec(self.module) is not None


ENGINES: Mapping[str, EngineKind] = {
    "tesseract": EngineKind(build=TesseractEngine),
    "tesserocr": EngineKind(build=TesserocrEngine, module="tesserocr", extra="fast", memory_mb=400),
    "rapidocr": EngineKind(build=RapidOcrEngine, module="rapidocr", extra="rapidocr", memory_mb=4_000),
}


def build_engines() -> Mapping[str, Engine]:
    """The engines that can run here, the default first; none of them loads its models yet."""
    return {name: kind.build() for name, kind in ENGINES.items() if kind.is_installed}


def chosen(engines: Mapping[str, Engine], name: str) -> Engine:
    """The engine of that name. Raises ``ValidationFailed`` that says which extra is missing."""
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
