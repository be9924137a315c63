"""Where the language packs of the installed Tesseract lie."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytesseract

from ocr_service.errors import EngineFailed

_TIMEOUT_S = 10
_FOLDER = re.compile(r'"([^"]+)"')


@cache
def tessdata_folder() -> Path:
    """The folder, as the program itself names it. Raises ``EngineFailed``."""
    argv = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
    try:
        said = subprocess.run(argv, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineFailed("Tesseract is not installed. Install the package tesseract-ocr.") from error
    named = _FOLDER.search(said.stdout + said.stderr)
    if named is None:
        raise EngineFailed("Tesseract does not name the folder of its languages. Set TESSDATA_PREFIX.")
    return Path(named[1])
