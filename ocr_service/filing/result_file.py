"""The result of a document as one JSON file, as `GET /ocr/result` tells it, a page at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ocr_service.domain.file_store import StoredFile

TellPage = Callable[[bytes], Mapping[str, Any]]
"""Gives a stored page, a line of JSON, in the schema of the day."""


def json_pieces(
    head: Mapping[str, Any], text: StoredFile, pages: StoredFile, tell_page: TellPage
) -> Iterator[bytes]:
    """``{…head, "text": …, "pages": […]}`` as UTF-8, the pages on lines of their own."""
    yield json.dumps(head, ensure_ascii=False)[:-1].encode()
    yield b', "text": "'
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in text.pieces():
        yield _escaped(decoder.decode(piece))
    yield _escaped(decoder.decode(b"", final=True))
    yield b'", "pages": [\n'
    for number, line in enumerate(_lines(pages)):
        page = json.dumps(tell_page(line), ensure_ascii=False, separators=(",", ":"))
        yield (",\n" if number else "").encode() + page.encode()
    yield b"\n]}\n"


def _escaped(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def _lines(file: StoredFile) -> Iterator[bytes]:
    held = b""
    for piece in file.pieces():
        *ended, rest = (held + piece).split(b"\n")
        yield from filter(None, ended)
        held = rest
    if held:
        yield held
