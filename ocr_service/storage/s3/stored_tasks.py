"""Put the keys of a listing together by task, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ocr_service.domain.file_store import StoredTask
from ocr_service.domain.task import TaskId, is_task_id
from ocr_service.storage.names import ENDED_NAME, RECORD_NAME, is_source
from ocr_service.storage.s3.manifests import HOLDERS


@dataclass(slots=True)
class _Found:
    has_source: bool = False
    is_marked_ended: bool = False
    published: set[int] = field(default_factory=set)
    written: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)

    def see(self, place: str, rest: str) -> None:
        first, _, name = rest.partition("/")
        if place == "tasks" and not name:
            self.has_source |= first == RECORD_NAME or is_source(first)
            self.is_marked_ended |= first == ENDED_NAME
        elif first.isdecimal():
            kind = self.published if place == "tasks" else self.shared if name == HOLDERS else self.written
            kind.add(int(first))

    def tokens(self) -> tuple[int, ...]:
        """The runs that this task answers for: files that only other tasks count on are theirs."""
        return tuple(sorted(self.published | (self.written - self.shared)))


def gather(listed: Iterable[tuple[str, str]]) -> Iterator[StoredTask]:
    """A row for each task among keys of ``tasks`` and ``outputs``, each given as its place and what follows it.

    A listing that is late leaves a task out or shows one that is gone; both are harmless to who sweeps.
    """
    found: dict[TaskId, _Found] = {}
    for place, key in listed:
        task_id, _, rest = key.partition("/")
        if is_task_id(task_id):
            found.setdefault(task_id, _Found()).see(place, rest)
    for task_id, each in found.items():
        tokens = each.tokens()
        if tokens or each.has_source or each.is_marked_ended:
            yield StoredTask(
                id=task_id,
                has_source=each.has_source,
                tokens=tokens,
                is_marked_ended=each.is_marked_ended,
            )
