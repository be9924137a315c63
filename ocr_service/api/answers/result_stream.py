"""Build a result's JSON from its head and files without holding more than a piece of them."""

from __future__ import annotations

import codecs
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ocr_service.api.answers.file_answer import pieces_of
from ocr_service.domain.file_store import StoredFile


class ResultFiles:
    """Text and pages of a result, opened so that their removal cannot interrupt an answer under way."""

    def __init__(self, text: StoredFile, pages: StoredFile) -> None:
        self._text, self._pages = text, pages

    async def json_pieces(self, head: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """``{…head, "text": …, "pages": […]}`` as UTF-8; closes the files."""
        try:
            opening = json.dumps(head, ensure_ascii=False)[:-1]
            yield f'{opening}, "text": "'.encode()
            async for piece in _json_string(self._text):
                yield piece
            yield b'", "pages": ['
            async for piece in _json_members(self._pages):
                yield piece
            yield b"]}"
        finally:
            self.close()

    def close(self) -> None:
        """Close the files; harmless when they are closed."""
        self._text.close()
        self._pages.close()


async def _json_string(file: StoredFile) -> AsyncIterator[bytes]:
    """A UTF-8 file as the inside of a JSON string."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    async for piece in pieces_of(file):
        yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()
    yield json.dumps(decoder.decode(b"", final=True), ensure_ascii=False)[1:-1].encode()


async def _json_members(file: StoredFile) -> AsyncIterator[bytes]:
    """Lines of JSON as members of an array: inside JSON, a newline byte is only ever a line's end."""
    held = b""
    async for piece in pieces_of(file):
        whole = held + piece
        held = b"\n" if whole.endswith(b"\n") else b""
        yield (whole[:-1] if held else whole).replace(b"\n", b",")
