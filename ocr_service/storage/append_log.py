"""A file of lines that are only ever added, and read from its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ocr_service.storage.disk_errors import named_disk_errors

_BLOCK = 65_536


def append_line(path: Path, line: str) -> None:
    """Add one line durably; lines of several processes do not mix. Raises ``StorageFull``, ``StorageFailed``."""
    with named_disk_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write: O_APPEND keeps it in one piece.
            os.write(descriptor, line.replace("\n", " ").encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def lines_backwards(path: Path, end: int | None = None) -> Iterator[tuple[int, str]]:
    """Each whole line before offset ``end`` with the offset it starts at, the last one first."""
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END) if end is None else end
        rest = b""
        while position > 0:
            size = min(_BLOCK, position)
            position -= size
            file.seek(position)
            (*lines,) = (file.read(size) + rest).splitlines(keepends=True)
            rest = lines[0] if position else b""
            start = position + sum(map(len, lines))
            for line in reversed(lines[1:] if position else lines):
                start -= len(line)
                if line.endswith(b"\n"):
                    yield start, line.decode(errors="replace").rstrip("\n")
