"""Cut a multipart body into parts while it streams; nothing is kept but the piece at hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ocr_service.errors import BadMultipart, UnsupportedMediaType, ValidationFailed

# The parser warns of every malformed body; the request's own log line says it already.
logging.getLogger("python_multipart").setLevel(logging.ERROR)

MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 16


@dataclass(frozen=True, slots=True)
class PartBegin:
    """A part begins. ``filename`` is None for a plain field."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class PartData:
    """A piece of the current part."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The current part is complete."""


PartEvent = PartBegin | PartData | PartEnd


def boundary_of(content_type: str) -> bytes:
    """The boundary in a Content-Type header.

    Raises ``BadMultipart`` when it is missing, ``ValidationFailed`` for JSON, ``UnsupportedMediaType`` for the rest.
    """
    kind, options = parse_options_header(content_type)
    if kind == b"application/json":
        raise ValidationFailed("Send the document as multipart/form-data in the part `file`, not as JSON.")
    if kind != b"multipart/form-data":
        raise UnsupportedMediaType("Send the document as multipart/form-data in the part `file`.")
    if not options.get(b"boundary"):
        raise BadMultipart("The Content-Type names no boundary. Let your HTTP library write this header.")
    return options[b"boundary"]


class PartParser:
    """Feeds bytes in, gives events out."""

    def __init__(self, boundary: bytes) -> None:
        self._events: list[PartEvent] = []
        self._field = self._value = b""
        self._disposition = b""
        self._is_ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_begin": self._on_header_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": lambda: self._events.append(PartEnd()),
                    "on_end": self._on_end,
                },
                max_header_size=MAX_HEADER_BYTES,
                max_header_count=MAX_HEADERS,
            )
        except FormParserError as error:
            raise BadMultipart from error

    def feed(self, chunk: bytes) -> Iterator[PartEvent]:
        """Events of the next piece of the body. Raises ``BadMultipart``."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadMultipart from error
        events, self._events = self._events, []
        yield from events

    def finish(self) -> None:
        """Raise ``BadMultipart`` unless the closing boundary was seen."""
        if not self._is_ended:
            raise BadMultipart("The body ends before its closing boundary. Send it again.")

    def _on_part_begin(self) -> None:
        self._disposition = b""

    def _on_header_begin(self) -> None:
        self._field = self._value = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise BadMultipart("A part has no name. Send the document in the part `file`.")
        filename = options.get(b"filename")
        name = options[b"name"].decode(errors="replace")
        self._events.append(PartBegin(name, None if filename is None else filename.decode(errors="replace")))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(PartData(data[start:end]))

    def _on_end(self) -> None:
        self._is_ended = True
