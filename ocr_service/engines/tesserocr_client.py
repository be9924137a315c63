"""Have pictures read by tesserocr, in processes of its own that are forked with their model loaded.

Against one run of the program for each picture this saves the start, the loading of the model (0.08 s) and the program's
table, whose time grows with the square of the words (0.1 s for 700). Apart from this process, so that a picture that
makes it crash, hang or grow costs only its reader.
"""

from __future__ import annotations

import logging
import resource
import sys
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ocr_service.domain.ports import PageImage
from ocr_service.engines.data_limits import ANY, HOST_DATA_KB, TOOL_DATA_KB, bound_data, told_bytes
from ocr_service.engines.hosting.host_process import LAST_MS, HostProcess, all_of, text_of
from ocr_service.engines.hosting.wire import SHARED, UNKNOWN
from ocr_service.engines.picture_file import gray_map
from ocr_service.errors import EngineFailed, OcrServiceError

# Isolated and without site-packages but for tesserocr itself: a third of the time and half of the memory of a usual start.
_START = Path(__file__).parent / "hosting" / "packages_alone.py"
_HOST = ("ocr_service.engines.tesserocr_host", f"ocr_service={Path(__file__).parents[2]}")
_COMMAND = (sys.executable, "-I", "-S", str(_START), *_HOST)
# One thread: pages already run in parallel, and more of them slow Tesseract down by up to 9 x (tesseract issue 3109).
# One heap, page-sized blocks outside of it: what a page took goes back after it.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144"}
# Host and reader have so much less beside their data than Tesseract's program, for which memory is given out.
_FEWER_LIBRARIES_BYTES = 4 << 20

log = logging.getLogger(__name__)


class ReaderHost(HostProcess):
    """The process with tesserocr; this process and all that it forks can have pictures read by it.

    One that ``is_shared`` has memory of its own, and each of its readers what a program may have beside it; any other has no
    more together with its readers. Raises ``EngineFailed`` or ``MemoryLimit`` when it does not start.
    """

    reader = "Tesseract"

    def __init__(self, *, is_shared: bool = False) -> None:
        self._is_shared = is_shared
        super().__init__(
            (*_COMMAND, f"tesserocr={_folder()}"),
            {**_ENVIRONMENT, SHARED: "1" if is_shared else ""},
            most_data=told_bytes(HOST_DATA_KB if is_shared else TOOL_DATA_KB),
        )

    def read(self, image: PageImage, *, folder: Path, language: str, psm: int, timeout_s: float) -> list[str]:
        """The rows of what was read, by a process that may map as much as this one, and has no more data than programs may have.

        Raises ``PageTimeout``, ``MemoryLimit``, ``DocumentCrashed``, ``EngineFailed``, and ``HostGone`` when there
        is nobody to ask any more.
        """
        deadline = time.monotonic() + timeout_s
        space_bytes, _ = resource.getrlimit(resource.RLIMIT_AS)
        most_bytes = told_bytes(TOOL_DATA_KB)
        if most_bytes != ANY:
            most_bytes += _FEWER_LIBRARIES_BYTES
        if not self._is_shared:
            bound_data(self.pid, most_bytes)
        time_ms = round(timeout_s * 1000) + LAST_MS
        with (
            tempfile.TemporaryFile() as said,
            gray_map(image) as picture,
            self.ordered(
                (folder, language, psm, image.dpi, space_bytes, most_bytes, time_ms), said, picture
            ) as answers,
        ):
            answer = all_of(answers, deadline)
            if answer.endswith(UNKNOWN):
                raise EngineFailed(f"Tesseract cannot load the language `{language}`.")
            return self.rows(answer, text_of(said))

    def tell_end(self, status: int, said: str) -> None:
        """As its program's."""
        log.warning("tesseract ended", extra={"status": status, "said": said})


@cache
def host_version() -> str:
    """Version of the Tesseract inside tesserocr, asked once; empty where it is not installed or does not start."""
    if not _folder():
        return ""
    try:
        host = ReaderHost()
    except (OcrServiceError, OSError) as error:
        log.warning("tesserocr not usable", extra={"error": str(error)})
        return ""
    host.end()
    return host.version


def _folder() -> str:
    """The folder of packages that tesserocr is in; empty where it is not installed."""
    found = find_spec("tesserocr")
    return str(Path(found.origin).parents[1]) if found is not None and found.origin else ""
