"""Settings of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """What is kept for years (docs/archive.md)."""

    PREFIX: ClassVar = ""

    archive: bool = setting(
        False, description="`on`: keep every document that was read, with its text, to be found for years"
    )
    archive_dir: Path | None = setting(
        None, description="folder of the archive, which must be there; empty: VAR_DIR/archive, which is made"
    )
    archive_index: Path | None = setting(
        None,
        description="file of the index; empty: beside the documents. On this machine's own disk where ARCHIVE_DIR is a share (SMB, NFS)",
    )
    archive_names: str = setting(
        "{owner}/{year}/{date} {sender} {title}",
        description="folder of a document, as in WATCH_NAMES",
    )
    archive_keep_days: int = setting(
        0, ge=0, description="days after which a document is removed, from the one on which it came; 0: never"
    )
    archive_keep_days_of: tuple[str, ...] = setting(
        (),
        description="the same for categories, such as `receipt:730,invoice:3650`; 0: never",
    )
