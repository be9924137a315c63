"""What feedback taught, where documents lie in a folder: files beside them, which API and workers share."""

from __future__ import annotations

from pathlib import Path

from ocr_service.domain.memory import Change
from ocr_service.feedback.owners import owner_folder
from ocr_service.storage.names import MEMORY_NAME


class LocalMemory:
    """The ``Memory`` of a folder."""

    def __init__(self, upload_dir: Path) -> None:
        self._root = upload_dir / MEMORY_NAME

    def folder(self, owner: str) -> Path:
        """The owner's folder."""
        return owner_folder(self._root, owner)

    def refresh(self, owner: str) -> None:
        """The files are the newest."""

    def change(self, owner: str, change: Change) -> None:
        """Change the files; who changes them locks them."""
        change(self.folder(owner))
