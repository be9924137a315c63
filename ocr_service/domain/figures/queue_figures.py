"""What the page for operators asks of the queue besides ``stats``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class QueueFigures(Protocol):
    """Nothing here changes a task. All raise ``BackendUnavailable``."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ...
