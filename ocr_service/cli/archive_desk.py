"""What commands that use the archive share: the archive itself, and days as people write them."""

from __future__ import annotations

import argparse
from calendar import monthrange
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


def first_day(text: str) -> str:
    """The first day of a year, a month or a day: of ``2026-11`` the ``2026-11-01``."""
    try:
        return date.fromisoformat(f"{text}-01-01"[:10]).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is no day such as 2026-11-29, no month and no year"
        ) from None


def last_day(text: str) -> str:
    """Likewise the last."""
    first = date.fromisoformat(first_day(text))
    if len(text) == len("2026-11-29"):
        return first.isoformat()
    month = 12 if len(text) == len("2026") else first.month
    return first.replace(month=month, day=monthrange(first.year, month)[1]).isoformat()
