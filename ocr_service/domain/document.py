"""One run over one document: what the child process is told, reports, and hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.facts import Category, Doubt, Facts, facts_to_json
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskId, TaskOptions

STORED_VERSION = 1
"""Of the form in which results are stored; ``results`` tells callers of them in the schema they ask for."""

TEXT_FILE = "text.txt"
PARTS_FOLDER = "parts"
"""The PDFs of a document that was parted at separator sheets."""
SCREEN_FOLDER = "screen"
"""Pictures of pages beside `images`, as large as a screen and small ones, for the web page."""
PAGES_FILE = "pages.ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one run. Times in seconds, memory in MiB, disk in MB, ``max_pixels`` per page; ``documents`` are read at once.

    ``processes_mb`` is what worker and fork server take of the memory, as was seen; 0: nobody looked.
    """

    max_pages: int = 2_000
    max_pixels: int = 100_000_000
    page_timeout_s: float = 60.0
    run_timeout_s: float = 3_600.0
    memory_mb: int = 128
    disk_mb: int = 2_000
    page_slots: int = 1
    documents: int = 1
    processes_mb: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """All a child process is told, but for ``key_id``, to which is charged what is asked for it. ``output_folder`` exists, is empty and belongs to this run alone."""

    task_id: TaskId
    source: Path
    media_type: str
    filename: str
    output_folder: Path
    options: TaskOptions = field(default_factory=TaskOptions)
    limits: Limits = field(default_factory=Limits)
    password: str | None = None
    request_id: str = ""
    owner: str = ""
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: percent 0-100, a phrase for people, pages done of all (0 when unknown).

    ``allowance_s`` is how long the next report may take at most (0: the worker's default); a large
    page asks for more, and silence beyond it ends the run.
    """

    percent: int
    message: str
    pages_done: int = 0
    pages_total: int = 0
    allowance_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document that was found in another between separator sheets; its pages in that one, from 1, and the task it becomes."""

    number: int
    task_id: TaskId
    first_page: int
    last_page: int

    @property
    def file(self) -> str:
        """Its PDF in the output folder."""
        return f"{PARTS_FOLDER}/{self.number:04}.pdf"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Part:
        """What ``to_json`` wrote."""
        return cls(
            number=int(data["number"]),
            task_id=str(data["task_id"]),
            first_page=int(data["first_page"]),
            last_page=int(data["last_page"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHead:
    """Everything of a result but its text and pages, which lie in the output folder.

    The folder holds ``text.txt`` (UTF-8, pages joined by form feeds), ``pages.ndjson`` (one
    ``Page.to_json`` a line, in order) and the renderings that ``outputs`` names:
    rendering name -> file name, or folder name for ``images`` (``images/0001.png`` …).
    ``confidence`` is 0-100, ``language`` the one most pages were read in, ``found_language`` the one most of
    the text is in (empty when it does not tell), ``processing_time_s`` wall time, ``stage_s`` seconds by stage.
    One that was parted has ``parts`` and no pages: each of them is a task of its own.
    """

    page_count: int
    confidence: float
    language: str
    found_language: str = ""
    processing_time_s: float
    facts: Facts = field(default_factory=dict)
    fields: Facts = field(default_factory=dict)
    category: Category = field(default_factory=Category)
    properties: Mapping[str, Any] = field(default_factory=dict)
    review: tuple[Doubt, ...] = ()
    warnings: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    stage_s: Mapping[str, float] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The head as it is stored; ``metadata`` holds properties and facts, as schema 1 tells them."""
        return {
            "schema_version": STORED_VERSION,
            "confidence": round(self.confidence, 2),
            "language": self.language,
            "found_language": self.found_language,
            "page_count": self.page_count,
            "processing_time": round(self.processing_time_s, 3),
            "properties": dict(self.properties),
            "metadata": {**self.properties, **facts_to_json(self.facts)},
            "category": self.category.name,
            "category_details": self.category.to_json(),
            "fields": facts_to_json(self.fields),
            "needs_review": bool(self.review),
            "review": [doubt.to_json() for doubt in self.review],
            "warnings": list(self.warnings),
            "outputs": dict(self.outputs),
            "stage_times": {name: round(seconds, 3) for name, seconds in self.stage_s.items()},
            **({"parts": [part.to_json() for part in self.parts]} if self.parts else {}),
        }


def parts_in(head: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of a stored head; none of a document that was read as one."""
    return tuple(map(Part.from_json, head.get("parts", ())))


def deliveries_in(head: Mapping[str, Any]) -> int | None:
    """How many single deliveries were found in a scorecard, by the head of its result; None for any other document."""
    if head.get("category") != Profile.SCORECARD.value:
        return None
    found = head.get("fields", {}).get("deliveries") or {}
    return int(found.get("value", {}).get("found", 0))
