"""Build a result from its head and files, as one JSON object or page by page, without holding more than a piece of it."""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Any, TypeVar

from ocr_service.api.answers.file_answer import pieces_of
from ocr_service.domain.file_store import StoredFile
from ocr_service.results.facts import Scales
from ocr_service.results.selection import PAGES, TEXT, Selection
from ocr_service.results.stored_pages import number_of, parsed, scales_of, whole_lines

_PAGE_BREAK = "\f"
T = TypeVar("T")


class ResultFiles:
    """Text and pages of a result, opened so that their removal cannot interrupt an answer under way."""

    def __init__(self, text: StoredFile, pages: StoredFile) -> None:
        self._text, self._pages = text, pages

    def scales(self, pages: Collection[int]) -> Scales:
        """Points in one unit of each of these pages."""
        lines = (line for lines in whole_lines(self._pages.pieces()) for line in lines)
        return scales_of(lines, pages)

    def numbers(self) -> list[int]:
        """The numbers of all pages."""
        return [number_of(line) for lines in whole_lines(self._pages.pieces()) for line in lines]

    async def json_pieces(self, head: Mapping[str, Any], wanted: Selection) -> AsyncIterator[bytes]:
        """``{…head, "text": …, "pages": […]}`` as UTF-8; closes the files."""
        try:
            yield json.dumps(head, ensure_ascii=False)[:-1].encode()
            if wanted.wants(TEXT):
                yield b', "text": "'
                async for piece in self._texts(wanted):
                    yield piece
                yield b'"'
            if wanted.wants(PAGES):
                yield b', "pages": ['
                between = b""
                async for pages in self._told(wanted, lambda page: _dumped(wanted.page(page))):
                    yield between + b",".join(pages)
                    between = b","
                yield b"]"
            yield b"}"
        finally:
            self.close()

    async def lines(self, head: Mapping[str, Any], wanted: Selection) -> AsyncIterator[bytes]:
        """The head on a line of its own, then a line for each page; closes the files."""
        try:
            yield _dumped(head) + b"\n"
            if wanted.wants(PAGES):
                async for pages in self._told(wanted, lambda page: _dumped(wanted.page(page)) + b"\n"):
                    yield b"".join(pages)
        finally:
            self.close()

    def close(self) -> None:
        """Close the files; harmless when they are closed."""
        self._text.close()
        self._pages.close()

    async def _texts(self, wanted: Selection) -> AsyncIterator[bytes]:
        """The text of the wanted pages as the inside of a JSON string."""
        if wanted.pages is None:
            async for piece in _json_string(self._text):
                yield piece
            return
        between = ""
        async for texts in self._told(wanted, _text_of):
            yield json.dumps(between + _PAGE_BREAK.join(texts), ensure_ascii=False)[1:-1].encode()
            between = _PAGE_BREAK

    async def _told(
        self, wanted: Selection, told: Callable[[Mapping[str, Any]], T]
    ) -> AsyncIterator[list[T]]:
        """What is told of the wanted pages, some pages at a time, made beside the event loop."""
        pieces = whole_lines(self._pages.pieces())

        def some() -> list[T] | None:
            lines = next(pieces, None)
            if lines is None or number_of(lines[0]) > wanted.last_page:
                return None
            return [told(parsed(line)) for line in lines if wanted.wants_page(number_of(line))]

        while (found := await asyncio.to_thread(some)) is not None:
            if found:
                yield found


def _text_of(page: Mapping[str, Any]) -> str:
    text: str = page["text"]
    return text


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


async def _json_string(file: StoredFile) -> AsyncIterator[bytes]:
    """A UTF-8 file as the inside of a JSON string."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    async for piece in pieces_of(file):
        yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()
    yield json.dumps(decoder.decode(b"", final=True), ensure_ascii=False)[1:-1].encode()
