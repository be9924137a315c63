"""Read and replace the files of the memory; a reader sees the old file or the new one, never half of it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LOCK = ".lock"


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty when there is no file yet. Raises ``TypeError`` when it is no JSON object."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(data, dict):
        raise TypeError(f"{path.name} does not hold a JSON object")
    return data


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Replace a file by rename; its folder is made when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    new.replace(path)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Only one process changes the memory at a time; readers are not held up."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
