"""What a document's process asks of its worker, which alone has network, keys and shared limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ocr_service.domain.task import TaskId
from ocr_service.errors import NotAnswered

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as the worker gets it.

    ``request`` is plain JSON and comes from a process that reads strangers' files: whoever answers checks it. ``folder`` is
    the run's own; a path in the request is believed only below it. ``deadline_s`` is how long the answer may take.
    """

    kind: str
    request: Mapping[str, Any]
    task_id: TaskId
    owner: str
    key_id: str = ""
    folder: Path
    deadline_s: float


class Answerer(Protocol):
    """Answers the questions of one kind, in the worker's process and on its event loop."""

    async def answer(self, question: Question) -> Answer:
        """Plain JSON. It is cancelled at the deadline and when the run ends; whoever asked gets what it raises as ``OcrServiceError``."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class Ask(Protocol):
    """The way from a document to its worker; may be called from several threads."""

    def __call__(self, kind: str, request: Mapping[str, Any], *, deadline_s: float) -> Answer:
        """Wait for the answer, at most ``deadline_s`` seconds.

        Raises ``NotAnswered`` where nobody answers this kind, ``AnswerLate`` at the deadline, and what the answerer raised.
        """
        ...


def ask_nobody(kind: str, request: Mapping[str, Any], *, deadline_s: float) -> Answer:
    """Where no worker listens: a command that reads files, a test. Raises ``NotAnswered``."""
    raise NotAnswered(f"Nobody here answers `{kind}`; only a worker does, where it is configured.")
