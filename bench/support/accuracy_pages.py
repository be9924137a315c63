"""Read the documents of a corpus once through the pipeline and keep their pages, so that rules are scored in seconds."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.document import DocumentRequest, Limits
from ocr_service.domain.facts import Category
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.ports import AnotherReading, Document, Extraction, PagePicture, ReadingRoom
from ocr_service.domain.task import TaskOptions, new_task_id
from ocr_service.layout.plain_text import page_from_text

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
}
# The last two are what the extractor may ask for; the weights are fitted on all of them.
REREAD = ("receipt", "receipt-wide", "receipt-soft", "receipt-x2")


@dataclass(frozen=True)
class CachedDocument:
    """A document's pages, second passes and attachments as they were once read; its own reading room."""

    filename: str
    media_type: str
    page_count: int
    properties: Mapping[str, Any]
    all_pages: tuple[Page, ...]
    second: Mapping[str, Page] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    owner: str = ""

    @property
    def word_count(self) -> int:
        return sum(len(page.words) for page in self.all_pages)

    def pages(self) -> Iterable[Page]:
        return self.all_pages

    def page(self, number: int) -> Page:
        return self.all_pages[number - 1]

    def read(self, request: AnotherReading) -> Page | None:
        return self.second.get(request.preparation) if request.page == 1 else None

    def draw(self, request: PagePicture) -> None:
        return None

    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(Attachment(name=name, content=content) for name, content in self.files.items())


@dataclass
class Recorder:
    """An extractor that writes down what it is shown."""

    target: Path
    looks: tuple[str, ...] = REREAD
    name: str = "recorder"

    def extract(self, document: Document, category: Category, room: ReadingRoom) -> Extraction:
        pages = list(document.pages())
        is_picture = len(pages) == 1 and pages[0].source is not PageSource.TEXT_LAYER
        second = (
            {name: room.read(AnotherReading(page=1, preparation=name)) for name in self.looks}
            if is_picture
            else {}
        )
        data = {
            "pages": [page.to_json() for page in pages],
            "second": {name: page.to_json() for name, page in second.items() if page is not None},
            "files": {
                file.name: base64.b64encode(file.content).decode()
                for file in document.attachments()
                if file.content is not None
            },
            "properties": {name: str(value) for name, value in document.properties.items()},
        }
        # Whole or not at all: a program that is interrupted goes on from what it read.
        half = self.target.with_suffix(".part")
        half.write_text(json.dumps(data))
        half.replace(self.target)
        return Extraction()


def text_document(path: Path) -> CachedDocument:
    """A document that is its true text."""
    page = page_from_text(path.read_text(encoding="utf-8"))
    return CachedDocument(path.name, "text/plain", 1, {}, (page,))


def read_document(
    path: Path,
    language: str,
    cache: Path,
    *,
    looks: tuple[str, ...] = REREAD,
    engine: str = "auto",
    neural_model: str = "tiny",
) -> CachedDocument:
    """The document from the cache, read through the pipeline first when it is not there, with further ``looks`` at a picture."""
    kept = cache / f"{path.parent.name}-{path.name}.json"
    if not kept.exists():
        _read(path, language, kept, looks, engine, neural_model)
    data = json.loads(kept.read_text())
    return CachedDocument(
        path.name,
        MEDIA_TYPES[path.suffix.lower()],
        len(data["pages"]),
        data["properties"],
        tuple(Page.from_json(page) for page in data["pages"]),
        {name: Page.from_json(page) for name, page in data["second"].items()},
        {name: base64.b64decode(content) for name, content in data["files"].items()},
    )


def _read(
    path: Path, language: str, kept: Path, looks: tuple[str, ...], engine: str, neural_model: str
) -> None:
    from dataclasses import replace

    from ocr_service.bootstrap.pipeline import build_parts
    from ocr_service.pipeline.run import run_document

    kept.parent.mkdir(parents=True, exist_ok=True)
    built = build_parts(slots=1, languages=("eng",), feedback_folder=None, neural_model=neural_model)
    parts = replace(built, extractors=(Recorder(kept, looks),))
    with tempfile.TemporaryDirectory() as folder:
        request = DocumentRequest(
            task_id=new_task_id(),
            source=path,
            media_type=MEDIA_TYPES[path.suffix.lower()],
            filename=path.name,
            output_folder=Path(folder),
            options=TaskOptions(language=language, engine=engine, outputs=()),
            limits=Limits(memory_mb=1024),
        )
        run_document(request, parts, lambda progress: None)
