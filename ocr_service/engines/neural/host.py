"""A process with both networks loaded that forks a reader for each picture, as ``hosting/forking_host.py`` says.

It loads them with the first picture, and starts itself anew when none came for a while: it waits in 10 MB. ``client.py``
starts it. An order has no fields of its own; the table is one of words.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import os
import resource
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_service.engines.hosting.forking_host import (
    ForkingHost,
    Order,
    bound,
    orders_of_this_process,
    pgm_size,
)
from ocr_service.engines.neural.models import MODELS, NeuralModel, WrongWeights

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_service.engines.neural.reading import Reader

_FORGET_AFTER_MS = 60_000
_MB = 1_000_000
# Address space is more than memory.
_SPACE_SURPLUS_MB = 96


class Host(ForkingHost):
    """Has one model, once somebody needs it."""

    _reader: Reader | None = None

    def __init__(self, model: NeuralModel) -> None:
        super().__init__(orders_of_this_process(), idle_ms=_FORGET_AFTER_MS)
        self._model = model

    def prepared(self, order: Order) -> Callable[[], str] | None:
        """None where the weights are not those that were tried."""
        if self._reader is None:
            # With it come NumPy and ONNX Runtime: 60 MB that a process which is never asked does without.
            from ocr_service.engines.neural.reading import Reader

            try:
                self._reader = Reader(self._model)
            except (OSError, WrongWeights) as error:
                sys.stderr.write(f"{error!r}\n")
                return None
            gc.freeze()
            # What loading took beside the networks; nothing goes back by itself here (``client.py``), and readers would copy it.
            # Only glibc has it.
            with suppress(AttributeError):
                ctypes.CDLL(None).malloc_trim(0)
        return partial(_read, order, self._reader, self._model)

    def rest(self) -> None:
        """Libraries and networks go with the process; the line of orders stays open."""
        if self._reader is not None:
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this very command


def _read(order: Order, reader: Reader, model: NeuralModel) -> str:
    import numpy as np
    from PIL import Image

    with os.fdopen(order.picture, "rb") as file:
        file.seek(0)
        width, height = pgm_size(file)
        start = file.tell()
        # Mapped: of a picture of a hundred megapixels only what is looked at is in memory, and the kernel may take it back.
        mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    if len(mapped) < start + width * height:
        raise ValueError("The picture is torn.")
    bound(resource.RLIMIT_AS, _mapped_bytes() + (model.page_mb + _SPACE_SURPLUS_MB) * _MB)
    pixels = np.frombuffer(mapped, np.uint8, width * height, start)
    return reader.table(Image.frombuffer("L", (width, height), pixels, "raw", "L", 0, 1))


def _mapped_bytes() -> int:
    """The address space of this process."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def main() -> None:
    """Serve the socket that is this process's standard input; the last argument names the model."""
    # Bounds of the process that started this one are for what it reads itself.
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))
    model = MODELS[sys.argv[-1]]
    Host(model).serve(model.name.encode())
