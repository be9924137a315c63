"""What of Tesseract is installed here, as the program itself says it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ocr_service.errors import EngineFailed

_TIMEOUT_S = 10
_FOLDER = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Version, folder of the language packs, and the codes of those that read text."""

    version: str
    folder: Path
    languages: frozenset[str]


@cache
def installation() -> Installation:
    """Ask the program, once for a process and all that it forks. Raises ``EngineFailed``."""
    said = _said("--list-langs")
    named = _FOLDER.search(said)
    if named is None:
        raise EngineFailed("Tesseract does not name the folder of its languages. Set TESSDATA_PREFIX.")
    _, _, packs = said.partition("\n")
    return Installation(
        version=_said("--version").split()[1],
        folder=Path(named[1]),
        languages=frozenset(packs.split()) - {"osd"},
    )


def _said(option: str) -> str:
    argv = ["tesseract", option]
    try:
        said = subprocess.run(argv, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineFailed("Tesseract is not installed. Install the package tesseract-ocr.") from error
    return said.stdout or said.stderr
