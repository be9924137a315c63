"""Name what lies in a task's folder; only ids and fixed words ever become paths."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from ocr_service.domain.task import TaskId, is_task_id
from ocr_service.errors import StorageFailed

RECORD_NAME = "task.json"
ENDED_NAME = "ended"
CLOCK_NAME = ".clock"
MEMORY_NAME = ".memory"
PART_SUFFIX = ".part"
_SOURCE_STEM = "source"
_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "application/xml": "xml",
}
_OUTPUT_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


def source_name(media_type: str) -> str:
    """The document's file name, e.g. ``source.pdf``."""
    return f"{_SOURCE_STEM}.{_EXTENSIONS.get(media_type, 'bin')}"


def is_source(name: str) -> bool:
    """True for the name of a document."""
    return name.partition(".")[0] == _SOURCE_STEM


def task_folder(upload_dir: Path, task_id: TaskId) -> Path:
    """A task's folder. Raises ``StorageFailed`` for anything that is no task id."""
    if not is_task_id(task_id):
        raise StorageFailed("This is no task id.")
    return upload_dir / task_id


def split_reference(file_path: str) -> tuple[TaskId, str]:
    """Task id and name of a storage reference such as ``{task_id}/source.pdf``. Raises ``StorageFailed``."""
    task_id, _, name = file_path.partition("/")
    if not is_task_id(task_id) or not is_source(name) or not _OUTPUT_PART.fullmatch(name):
        raise StorageFailed("This is no reference to a stored document.")
    return task_id, name


def is_output_name(name: str) -> bool:
    """True for a plain relative name such as ``text.txt`` or ``images/0001.png``."""
    parts = PurePosixPath(name).parts
    return bool(parts) and all(_OUTPUT_PART.fullmatch(part) for part in parts)
