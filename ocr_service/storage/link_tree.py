"""Give a folder of finished files a second place without copying their bytes where possible."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ocr_service.storage.names import PART_SUFFIX


def link_tree(source: Path, target: Path) -> None:
    """Link every file below ``source`` into ``target``, which appears whole by one rename."""
    part = target.with_name(target.name + PART_SUFFIX)
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(source, part, copy_function=link_or_copy)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def link_or_copy(source: str, target: str) -> None:
    """Give one file a second name, or a copy of its bytes where links cannot be made."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links, or too many of them
        shutil.copyfile(source, target)
