"""A task: one document on its way through the service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ocr_service.domain.facts import Correction
from ocr_service.domain.status import Mode, Output, Priority, Profile, Split, Step, TaskStatus

TaskId = str
TASK_VERSION = 2
"""The latest form of a task that this release runs. A task is written in the earliest form that has all it asks for, so that
workers of an earlier release run what they can, and leave alone what they cannot.
"""
_SINCE_2 = frozenset({Output.HTML, Output.CSV})
_ENGINES_OF_1 = frozenset({"auto", "tesseract", "tesserocr", "rapidocr"})
FROM_PAGE = "page"
"""The ``source`` of a task that the web page sent."""
NO_METADATA: Mapping[str, Any] = MappingProxyType({})


def new_task_id() -> TaskId:
    """A fresh random id (UUID 4, canonical form)."""
    return str(uuid.uuid4())


def part_id(task_id: TaskId, number: int) -> TaskId:
    """The id of the task that a part of this one's document becomes: the same whoever makes it, and however often."""
    return str(uuid.uuid5(uuid.UUID(task_id), f"part {number}"))


def is_task_id(text: str) -> bool:
    """True for the canonical form of a UUID, the only form that ever becomes a path or a key."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOptions:
    """What the caller asked for; part of the content cache's key.

    ``language`` is Tesseract's form (``eng``, ``eng+deu``) or ``auto``; ``pages`` is a range such as
    ``1-3,7`` or empty for all; ``dpi`` 0 lets each page choose; ``prepare`` names what is done to
    its picture, empty: each page chooses;
    ``engine`` is a name or ``auto``, the best that is installed; ``split`` says whether it is a pile of documents.
    """

    language: str = "eng"
    pages: str = ""
    mode: Mode = Mode.AUTO
    profile: Profile = Profile.AUTO
    dpi: int = 0
    engine: str = "auto"
    outputs: tuple[Output, ...] = (Output.JSON, Output.TEXT)
    prepare: tuple[Step, ...] = ()
    split: Split = Split.NONE

    @property
    def version(self) -> int:
        """The earliest form of a task that has all of this: 2 for what 0.1 does not know."""
        is_asked = self.prepare or self.split is not Split.NONE
        is_new = is_asked or _SINCE_2 & set(self.outputs) or self.engine not in _ENGINES_OF_1
        return 2 if is_new else 1

    def to_json(self) -> dict[str, Any]:
        """Plain values, in a fixed order; nothing of what every release chooses by itself, as 0.1 has no engine ``auto``."""
        return {
            "language": self.language,
            "pages": self.pages,
            "mode": self.mode.value,
            "profile": self.profile.value,
            "dpi": self.dpi,
            **({} if self.engine == "auto" else {"engine": self.engine}),
            "outputs": [output.value for output in self.outputs],
            "prepare": [step.value for step in self.prepare],
            **({} if self.split is Split.NONE else {"split": self.split.value}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TaskOptions:
        """The options that ``to_json`` wrote; unknown members are ignored, missing ones default."""
        plain = cls()
        return cls(
            language=str(data.get("language", plain.language)),
            pages=str(data.get("pages", plain.pages)),
            mode=Mode(data.get("mode", plain.mode)),
            profile=Profile(data.get("profile", plain.profile)),
            dpi=int(data.get("dpi", plain.dpi)),
            engine=str(data.get("engine", plain.engine)),
            outputs=tuple(Output(name) for name in data.get("outputs", plain.outputs)),
            prepare=tuple(Step(name) for name in data.get("prepare", plain.prepare)),
            split=Split(data.get("split", plain.split)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskError:
    """Why a run of a task ended badly, as it is stored and shown."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Where the sender of a document wants to be told of it, and of which kinds of event."""

    url: str = ""
    events: tuple[str, ...] = ()


NO_CALLBACK = Callback()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRecord:
    """What must be known to run a document even when Redis has forgotten it.

    Written as ``task.json`` beside the file before the enqueue. ``file_path`` is the storage
    reference that ``FileStore`` gave; ``hold`` keeps the task PENDING until process-all.
    Never holds a password.
    """

    id: TaskId
    file_path: str
    filename: str
    media_type: str
    sha256: str
    bytes: int
    options: TaskOptions = field(default_factory=TaskOptions)
    priority: Priority = Priority.NORMAL
    owner: str = ""
    batch_id: str = ""
    key_id: str = ""
    hold: bool = False
    has_password: bool = False
    user_metadata: Mapping[str, Any] = field(default_factory=dict)
    request_id: str = ""
    source: str = "http"
    callback: Callback = NO_CALLBACK
    created_at_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task as Redis holds it (``task:{id}``). Times are ISO-8601 in UTC, empty when not yet.

    ``retry_count`` counts transient errors, ``child_crashes`` deaths of the document's own child
    process, ``lost_leases`` workers that vanished with it; ``spent_ms`` is the time of all runs that these
    ended. ``token`` is the fencing token of the
    last claim; of a COMPLETED task it names the published output folder. ``progress`` is 0-100.
    ``keep_s`` is how long its key keeps what it led to after its end, 0: as the service does.
    ``corrections`` are values that a person put right, by their names in schema 2.
    ``damaged`` names what Redis holds of it and nobody can read; it stands at its default then.
    """

    id: TaskId
    status: TaskStatus
    priority: Priority
    filename: str
    file_path: str
    media_type: str
    sha256: str
    bytes: int
    options: TaskOptions
    progress: int = 0
    message: str = ""
    pages_done: int = 0
    pages_total: int = 0
    retry_count: int = 0
    child_crashes: int = 0
    lost_leases: int = 0
    spent_ms: int = 0
    token: int = 0
    worker: str = ""
    owner: str = ""
    batch_id: str = ""
    key_id: str = ""
    keep_s: int = 0
    has_password: bool = False
    error: TaskError | None = None
    user_metadata: Mapping[str, Any] = field(default_factory=dict)
    request_id: str = ""
    source: str = "http"
    cached_from: TaskId = ""
    category: str = ""
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    version: int = TASK_VERSION
    history: tuple[Mapping[str, Any], ...] = ()
    damaged: tuple[str, ...] = ()
    created_at: str = ""
    updated_at: str = ""
    started_at: str = ""
    finished_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One worker's right to run one task until its lease ends; every write carries ``token``."""

    task: Task
    token: int
    worker_id: str
