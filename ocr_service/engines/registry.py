"""Every engine by its name; an engine whose extra is not installed says so when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from ocr_service.domain.ports import Engine
from ocr_service.engines.tesseract import TesseractEngine


def build_engines() -> Mapping[str, Engine]:
    """The engines that can run here, the default first."""
    return {name: build() for name, (needs, build) in _ENGINES.items() if not needs or find_spec(needs)}


def missing_extra(name: str) -> str | None:
    """The optional dependency that would bring an engine, or None when the name is unknown or it is here."""
    needs = _ENGINES.get(name, ("", None))[0]
    return needs if needs and not find_spec(needs) else None


_ENGINES: Mapping[str, tuple[str, Callable[[], Engine]]] = {
    "tesseract": ("", TesseractEngine),
}
