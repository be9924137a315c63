"""Refuse a PDF with a page too large to be drawn, before anything of it is."""

from __future__ import annotations

import math
import re
from pathlib import Path

from ocr_service.errors import PageTooLarge
from ocr_service.pipeline.identify.inspection import Inspection, password_flags
from ocr_service.pipeline.limits.command import run_command

_TIMEOUT_S, _TIMEOUT_PAGE_S = 3.0, 0.02
_SIZE = re.compile(r"^Page\s+(\d+) size:\s+(\S+) x (\S+) pts")


def check_page_sizes(document: Inspection, max_pixels: int, folder: Path) -> None:
    """Raise ``PageTooLarge`` when a wanted page has more pixels than allowed even at 72 dpi."""
    listing, wanted = folder / ".sizes", set(document.numbers)
    first, last = document.numbers[0], document.numbers[-1]
    argv = ["pdfinfo", "-f", str(first), "-l", str(last), *password_flags(document), str(document.source)]
    try:
        timeout_s = _TIMEOUT_S + _TIMEOUT_PAGE_S * (last - first)
        run_command(argv, timeout_s=timeout_s, stdout=listing, is_opening=True)
        with listing.open(encoding="utf-8", errors="replace") as lines:
            for match in filter(None, map(_SIZE.match, lines)):
                if int(match[1]) in wanted:
                    _check(int(match[1]), float(match[2]), float(match[3]), max_pixels)
    finally:
        listing.unlink(missing_ok=True)


def _check(number: int, width: float, height: float, max_pixels: int) -> None:
    if not math.isfinite(width * height) or width * height > max_pixels:
        raise PageTooLarge(f"Page {number} measures {width:.0f} x {height:.0f} points; scale it down.")
