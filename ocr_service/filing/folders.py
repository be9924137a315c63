"""What is watched, where results go, and what becomes of the files themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ocr_service.domain.status import Output
from ocr_service.filing.laying import Ownership

DONE_FOLDER = "done"
FAILED_FOLDER = "failed"
NOTE_SUFFIX = ".why.txt"
PASSWORD_SUFFIX = ".password"  # noqa: S105 - how files are called that hold one
EXTENSIONS = {
    Output.PDF: ".pdf",
    Output.PDF_A: ".pdfa.pdf",
    Output.TEXT: ".txt",
    Output.JSON: ".json",
    Output.HOCR: ".hocr",
    Output.ALTO: ".alto.xml",
    Output.TSV: ".tsv",
    Output.MARKDOWN: ".md",
    Output.HTML: ".html",
    Output.CSV: ".tables.csv",
}
"""What may lie in the folder of the results, and how it ends."""

_MOST_PASSWORD_BYTES = 1_024


class Conflict(StrEnum):
    """What is done when a file of the chosen name is there already."""

    SUFFIX = "suffix"
    SKIP = "skip"
    OVERWRITE = "overwrite"


class After(StrEnum):
    """What becomes of a file whose results are durable."""

    MOVE = "move"
    KEEP = "keep"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """``passwords`` are tried one after the other on PDFs that ask for one."""

    watched: Path
    results: Path
    template: str
    outputs: tuple[Output, ...]
    conflict: Conflict
    after: After
    ownership: Ownership
    passwords: tuple[str, ...] = ()

    def passwords_of(self, path: str) -> tuple[str, ...]:
        """What may open a file: the password in the text beside it, then those of the settings."""
        beside = self.watched / f"{path}{PASSWORD_SUFFIX}"
        try:
            with beside.open("rb") as file:
                text = file.read(_MOST_PASSWORD_BYTES).decode("utf-8-sig").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            return self.passwords
        return (text, *self.passwords) if text else self.passwords


def inner(path: str) -> str:
    """A file's path as it was when it was first put down: one that is tried again lies in the folder of those that failed."""
    return path.removeprefix(f"{FAILED_FOLDER}/")
