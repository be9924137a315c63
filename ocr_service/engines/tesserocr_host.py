"""A process with tesserocr and a model loaded that forks a reader for each picture, as ``hosting/forking_host.py`` says.

Loading costs a tenth of a page's time and 30 MB, and readers share both. ``tesserocr_client.py`` starts it. It says which
version of Tesseract it has; an order's own fields are folder of the models, language, page segmentation mode and dots per
inch; the table is Tesseract's of words, or for mode 0 the clockwise turn that makes the page upright with its confidence.
``UNKNOWN`` is a language that cannot be loaded.

It loads next to nothing of the service.
"""

from __future__ import annotations

import gc

import tesserocr

from ocr_service.engines.hosting.forking_host import ForkingHost, Order, orders_of_this_process, pixels_of

# Not typing.TYPE_CHECKING: importing it takes longer than this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# A model that nobody asked for so long is forgotten: 14 MB.
_FORGET_AFTER_MS = 30_000
_ORIENTATION = 0
# Less is not believed.
_LEAST_DPI = 70


class Model:
    """One Tesseract with the model of one language, or of several (``deu+eng``). Raises ``RuntimeError``."""

    def __init__(self, folder: str, language: str) -> None:
        self.source = (folder, language)
        self.tesseract: Any = tesserocr.PyTessBaseAPI(path=folder, lang=language)

    def forget(self) -> None:
        """Give back all it loaded."""
        self.tesseract.End()
        tesserocr.PyTessBaseAPI.ClearPersistentCache()


class Host(ForkingHost):
    """Has the model of the language that was asked for last, which the next pictures most likely have, too."""

    _model: Model | None = None

    def __init__(self) -> None:
        super().__init__(orders_of_this_process(), idle_ms=_FORGET_AFTER_MS)

    def prepared(self, order: Order) -> Callable[[], str] | None:
        """None where the language cannot be loaded."""
        folder, language, psm, dpi = order.wishes
        if int(psm) == _ORIENTATION:
            # Its reader loads what it needs: rare, and nothing that the next picture has a use for.
            return lambda: turn(order, folder, language, int(dpi))
        model = self._loaded(folder, language)
        return None if model is None else lambda: words(order, model, int(psm), int(dpi))

    def rest(self) -> None:
        """Nobody has a use for the model."""
        if self._model is not None:
            self._model.forget()
            self._model = None

    def _loaded(self, folder: str, language: str) -> Model | None:
        if self._model is None or self._model.source != (folder, language):
            self.rest()
            try:
                self._model = Model(folder, language)
            except RuntimeError:
                return None
            gc.freeze()
        return self._model


def words(order: Order, model: Model, psm: int, dpi: int) -> str:
    """Tesseract's table of one picture; there is no second."""
    model.tesseract.SetPageSegMode(psm)
    show(order, model.tesseract, dpi)
    if not model.tesseract.Recognize():
        raise ValueError("Tesseract cannot read this picture.")
    return str(model.tesseract.GetTSVText(0))


def turn(order: Order, folder: str, language: str, dpi: int) -> str:
    """The turn that makes the page upright, in degrees clockwise, and its confidence; empty when there is too little text."""
    tesseract = tesserocr.PyTessBaseAPI(path=folder, lang=language, psm=_ORIENTATION)
    show(order, tesseract, dpi)
    found = tesseract.DetectOrientationScript()
    return f"{-found['orient_deg'] % 360}\t{found['orient_conf']}" if found else ""


def show(order: Order, tesseract: Any, dpi: int) -> None:
    """Hand over the pixels, which Tesseract copies."""
    pixels, width, height = pixels_of(order)
    tesseract.SetImageBytes(pixels, width, height, 1, width)
    tesseract.SetSourceResolution(max(dpi, _LEAST_DPI))


def main() -> None:
    """Serve the socket that is this process's standard input."""
    # Leptonica goes on without memory as if the picture were empty, and tesserocr keeps it from saying so.
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.ERROR)
    Host().serve(tesserocr.PyTessBaseAPI.Version().encode())
