"""Make files and folders survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def fsync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Make every file and folder below ``folder`` durable, the innermost first."""
    for inner, _, names in os.walk(folder, topdown=False):
        for name in names:
            fsync_file(Path(inner, name))
        fsync_folder(Path(inner))


def write_durably(path: Path, data: bytes) -> None:
    """Write a small file whole; its folder is the caller's to make durable."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
