"""Build a result's JSON from its head and files without holding more than a piece of them."""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

_PIECE_BYTES = 256 * 1024


class ResultFiles:
    """Text and pages of a result, opened so that their removal cannot interrupt an answer under way."""

    def __init__(self, text: Path, pages: Path) -> None:
        self._text = text.open("rb")
        try:
            self._pages = pages.open("rb")
        except OSError:
            self._text.close()
            raise

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


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
        yield piece


async def _json_string(file: BinaryIO) -> AsyncIterator[bytes]:
    """A UTF-8 file as the inside of a JSON string."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    async for piece in _pieces(file):
        yield json.dumps(decoder.decode(piece), ensure_ascii=False)[1:-1].encode()
    yield json.dumps(decoder.decode(b"", final=True), ensure_ascii=False)[1:-1].encode()


async def _json_members(file: BinaryIO) -> AsyncIterator[bytes]:
    """Lines of JSON as members of an array: inside JSON, a newline byte is only ever a line's end."""
    held = b""
    async for piece in _pieces(file):
        whole = held + piece
        held = b"\n" if whole.endswith(b"\n") else b""
        yield (whole[:-1] if held else whole).replace(b"\n", b",")
