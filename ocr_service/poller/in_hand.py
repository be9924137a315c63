"""How many documents of rows are in the queue or being read, over all environments."""

from __future__ import annotations

from collections.abc import Iterable

from ocr_service.domain.task import TaskId
from ocr_service.domain.task_queue import QueueReader


class InHand:
    """At most ``most``: rows wait in their tables, where others may take them, not once more on our disk."""

    def __init__(self, queue: QueueReader, most: int) -> None:
        self._queue = queue
        self._most = most
        self._open: set[TaskId] = set()

    def add(self, task_ids: Iterable[TaskId]) -> None:
        """These are in hand."""
        self._open.update(task_ids)

    async def has_room(self) -> bool:
        """True when one more may be taken; the queue is asked only when it looks full. Raises ``BackendUnavailable``."""
        if len(self._open) >= self._most:
            known = await self._queue.known(list(self._open))
            # What ended counts no more, also while its environment is away and its end cannot be written back.
            self._open = {task_id for task_id, task in known.items() if not task.status.is_final}
        return len(self._open) < self._most
