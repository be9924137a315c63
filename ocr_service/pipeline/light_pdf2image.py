"""pdf2image whose programs are bounded like all others: in memory, and in what they may say."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import IO

import pdf2image.pdf2image
from pdf2image import pdfinfo_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError

from ocr_service.errors import PageTimeout
from ocr_service.pipeline.limits.command import Finished, check_memory, has_ended
from ocr_service.pipeline.limits.resource_limits import bound_tool

__all__ = ["PDFInfoNotInstalledError", "PDFPageCountError", "pdfinfo_from_path"]

_MOST_BYTES = 100_000


class BoundedPopen(subprocess.Popen[bytes]):
    """A program as pdf2image starts it. What it writes goes to files, for complaints can be endless."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str], **_pipes: int) -> None:
        with ExitStack() as files:
            self._output, self._complaints = (files.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            super().__init__(
                command, env=env, stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._complaints
            )
            self._files = files.pop_all()
        bound_tool(self.pid, is_opening=True)

    def communicate(self, input: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Output and complaints, no more of either than anybody reads. Raises ``PageTimeout``, ``MemoryLimit``."""
        with self, self._files:
            if not has_ended(self, timeout):
                self.kill()
                raise PageTimeout
            output, complaints = self._begin(self._output), self._begin(self._complaints)
            if not output:
                check_memory(Finished(status=self.wait(), stderr=complaints.decode(errors="replace")))
            return output, complaints

    @staticmethod
    def _begin(file: IO[bytes]) -> bytes:
        file.seek(0)
        return file.read(_MOST_BYTES)


# pdf2image has no other hook.
pdf2image.pdf2image.Popen = BoundedPopen  # type: ignore[attr-defined, assignment]
