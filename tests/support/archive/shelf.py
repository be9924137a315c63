"""An archive below a folder, filled without a queue."""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ocr_service.archive.archive import Archive
from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.index.found import Hit, Wanted
from ocr_service.archive.parcels import Parcels, Read
from ocr_service.archive.parts import Parts
from ocr_service.archive.tree import Tree
from ocr_service.clock import Clock
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE
from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskOptions, new_task_id
from ocr_service.filing.laying import Ownership
from ocr_service.results.pages import page_2
from ocr_service.storage.local import FileStorageManager

NAMES = "{owner}/{year}/{date} {sender} {title}"
SENT_AT, READ_AT = "2026-11-29T10:00:00.000+00:00", "2026-11-29T10:00:05.000+00:00"


class Shelf:
    """Folders below ``top``; ``opened()`` is the archive as a process that was started again has it."""

    def __init__(self, top: Path, clock: Clock | None = None) -> None:
        self.top, self.root, self.uploads = top, top / "archive", top / "uploads"
        self.root.mkdir(exist_ok=True)
        self.uploads.mkdir(exist_ok=True)
        self.clock = clock
        self.archive = self.opened()

    def opened(self) -> Archive:
        store = FileStorageManager(self.uploads)
        archive = Archive(
            Parts(
                Tree(self.root, NAMES, Ownership()),
                IndexDatabase(self.root / ".docvault/index.sqlite"),
                Parcels(self.uploads / ".archive", store, json.loads),
                self.clock,
            )
        )
        weakref.finalize(self, archive.close)
        return archive

    def read(
        self,
        *pages: str,
        owner: str = "",
        content: bytes | None = None,
        pdf: bytes | None = b"%PDF searchable",
        category: str = "letter",
        task_changes: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Read:
        """The result of a task, published in the store; words stand side by side, ten points each."""
        sent = " ".join(pages).encode() if content is None else content
        task = replace(self.task(sent, owner), **(task_changes or {}))
        folder = self.uploads / task.id / str(task.token)
        folder.mkdir(parents=True)
        (self.uploads / task.file_path).write_bytes(sent)
        (folder / TEXT_FILE).write_text("\f".join(pages))
        lines = [json.dumps(page(number, text)) for number, text in enumerate(pages, 1)]
        (folder / PAGES_FILE).write_text("".join(f"{line}\n" for line in lines))
        if pdf is not None:
            (folder / "document.pdf").write_bytes(pdf)
        told = {
            "schema_version": 2,
            "category": category,
            "fields": {name: {"value": value} for name, value in fields.items()},
        }
        return Read(task=task, stored={"outputs": {"pdf": "document.pdf"} if pdf else {}}, told=told)

    def file(self, *pages: str, **changes: Any) -> ArchivedDocument:
        """Archive a document of these pages."""
        filed = self.archive.take(self.archive.pack(self.read(*pages, **changes)))
        assert filed is not None
        return filed

    @staticmethod
    def task(content: bytes, owner: str) -> Task:
        task_id = new_task_id()
        return Task(
            id=task_id,
            status=TaskStatus.COMPLETED,
            priority=Priority.NORMAL,
            filename="scan.jpg",
            file_path=f"{task_id}/source.jpg",
            media_type="image/jpeg",
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
            options=TaskOptions(),
            token=1,
            owner=owner,
            created_at=SENT_AT,
            finished_at=READ_AT,
        )

    def find(self, text: str = "", **filters: Any) -> list[Hit]:
        return list(self.archive.find(Wanted(text=text, **filters)).hits)

    def titles(self, text: str = "", **filters: Any) -> list[str]:
        return [hit.shelved.document.title for hit in self.find(text, **filters)]

    def files(self) -> list[str]:
        """Everything in the tree but the archive's own."""
        paths = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(str(path) for path in paths if not path.parts[0].startswith("."))


def page(number: int, text: str) -> dict[str, Any]:
    """A page as schema 2 tells it; a box of 72 dots an inch is one of points."""
    words = tuple(
        Word(each, Box(10.0 * place, 20.0, 9.5, 8.0), 90.0, 1, 1, 1)
        for place, each in enumerate(text.split())
    )
    return page_2(Page(number=number, text=text, words=words, width=595, height=842).to_json())


def snapshot(archive: Archive, owners: Sequence[str] = ("",)) -> list[Any]:
    """All that the index says, to be compared with what another says."""
    found = archive.find(Wanted(limit=1_000)).hits
    return [found, *(archive.index.tags(owner) for owner in owners)]
