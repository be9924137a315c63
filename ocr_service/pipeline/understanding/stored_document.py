"""The pages of a run on disk: written one by one, read back one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE
from ocr_service.domain.page import Page
from ocr_service.pipeline.limits.resource_limits import share


@dataclass(slots=True)
class PageWriter:
    """Writes ``pages.ndjson`` and ``text.txt`` page by page; remembers where each page begins, and counts their words."""

    folder: Path
    offsets: list[int] = field(default_factory=list)
    word_count: int = 0

    def write(self, pages: Iterable[Page]) -> Iterator[Page]:
        """Write each page, then hand it on."""
        with (self.folder / PAGES_FILE).open("wb") as lines, (self.folder / TEXT_FILE).open("wb") as text:
            for page in pages:
                self.offsets.append(lines.tell())
                lines.write(_line(page))
                self.word_count += len(page.words) or len(page.text.split())
                text.write((b"\f" if len(self.offsets) > 1 else b"") + page.text.encode())
                yield page


def _line(page: Page) -> bytes:
    try:
        return _encoded(page)
    except MemoryError:
        # A page of a very long strip has more words than a process has room for beside its shares.
        with share():
            return _encoded(page)


def _encoded(page: Page) -> bytes:
    # To look for circles takes a tenth of the time; a page has none.
    text = json.dumps(page.to_json(), ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.encode() + b"\n"


@dataclass(slots=True, kw_only=True)
class StoredDocument:
    """``domain.ports.Document`` over the files that ``PageWriter`` wrote."""

    folder: Path
    filename: str
    media_type: str
    properties: Mapping[str, Any]
    offsets: tuple[int, ...]
    page_count: int
    word_count: int
    read_attachments: Callable[[], tuple[Attachment, ...]]
    owner: str = ""
    _attachments: tuple[Attachment, ...] | None = None

    def pages(self) -> Iterator[Page]:
        """Every page in order."""
        with (self.folder / PAGES_FILE).open("rb") as lines:
            for line in lines:
                yield Page.from_json(json.loads(line))

    def page(self, number: int) -> Page:
        """One page by its place in the result, from 1."""
        if not 1 <= number <= len(self.offsets):
            raise IndexError(number)
        with (self.folder / PAGES_FILE).open("rb") as lines:
            lines.seek(self.offsets[number - 1])
            return Page.from_json(json.loads(lines.readline()))

    def change(self, changed: Callable[[Page], Page], numbers: Collection[int]) -> None:
        """Write the pages anew, those of these numbers as ``changed`` gives them. Raises ``OSError``."""
        offsets: list[int] = []
        part = self.folder / f"{PAGES_FILE}.part"
        with (self.folder / PAGES_FILE).open("rb") as lines, part.open("wb") as file:
            for line in lines:
                offsets.append(file.tell())
                data = json.loads(line)
                file.write(_line(changed(Page.from_json(data))) if data["page"] in numbers else line)
        part.replace(self.folder / PAGES_FILE)
        self.offsets = tuple(offsets)

    def attachments(self) -> tuple[Attachment, ...]:
        """Files embedded in the document, looked for once."""
        if self._attachments is None:
            self._attachments = self.read_attachments()
        return self._attachments
