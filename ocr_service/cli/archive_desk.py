"""What commands that use the archive share: the archive itself, and days as people write them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from ocr_service.archive.archive import Archive
from ocr_service.bootstrap.build import build_store
from ocr_service.bootstrap.folders.archive import build_archive
from ocr_service.errors import ArchiveOff
from ocr_service.settings import Settings


@contextmanager
def open_archive(settings: Settings) -> Iterator[Archive]:
    """The archive of this machine. Raises ``ArchiveOff``, ``InvalidSettings``."""
    archive = build_archive(settings, build_store(settings))
    if archive is None:
        raise ArchiveOff
    try:
        yield archive
    finally:
        archive.close()


def day(text: str) -> str:
    """A day, a month or a year: ``2026-11-29``, ``2026-11``, ``2026``."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-29 and no year") from None
    return text
