"""Keep some room free on the disk, so that running tasks and Redis can still write."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ocr_service.errors import StorageFull
from ocr_service.storage.disk_errors import named_disk_errors


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """The disk under ``folder`` and the bytes that uploads must leave free on it."""

    folder: Path
    min_free_bytes: int

    def free_bytes(self) -> int:
        """Room left on the disk, in bytes."""
        with named_disk_errors():
            return shutil.disk_usage(self.folder).free

    def ensure(self, wanted_bytes: int) -> None:
        """Raise ``StorageFull`` when ``wanted_bytes`` more would go below the reserve."""
        if self.free_bytes() - wanted_bytes < self.min_free_bytes:
            raise StorageFull
