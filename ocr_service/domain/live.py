"""What somebody follows as it happens, and his place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ocr_service.domain.task import TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Whose events somebody follows: one task's, a batch's, an owner's, or all (``owner`` None is everyone's)."""

    task_id: TaskId = ""
    batch_id: str = ""
    owner: str | None = None

    def concerns(self, event: Mapping[str, Any]) -> bool:
        """True for an event of the stream that belongs to it."""
        wanted = (
            ("task_id", self.task_id or None),
            ("batch_id", self.batch_id or None),
            ("owner", self.owner),
        )
        return all(value is None or event[name] == value for name, value in wanted)


EVERYTHING = Topic()


class Follower(Protocol):
    """One reader's place among the events."""

    async def begin(self) -> bool:
        """Wait until nothing that happens from now on is missed; True when events in between are gone for good."""
        ...

    async def next(self, timeout_s: float) -> Sequence[Mapping[str, Any]]:
        """The next events, oldest first; empty on timeout or when all were woken."""
        ...

    def was_interrupted(self) -> bool:
        """Was the queue away since the last call? What happened meanwhile may never have become an event."""
        ...
