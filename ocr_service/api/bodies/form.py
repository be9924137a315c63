"""Read an upload form: files go to the store as they arrive, fields are kept within limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from ocr_service.api.bodies.body import Body, check_plain
from ocr_service.api.bodies.multipart import PartBegin, PartData, PartEnd, PartEvent, PartParser, boundary_of
from ocr_service.api.turns import Turns
from ocr_service.errors import (
    BadMultipart,
    DuplicateFile,
    FieldTooLarge,
    FileTooLarge,
    InputError,
    OcrServiceError,
    TooManyParts,
)
from ocr_service.intake.options import FIELD_NAMES, invalid
from ocr_service.intake.upload import Upload

MAX_FIELDS = 32
MAX_FIELD_BYTES = 128 * 1024
MAX_FIELDS_BYTES = 256 * 1024
MAX_OVERHEAD_BYTES = 8_000_000
"""Headers, boundaries, preamble, epilogue and dropped parts together."""
_REPEATABLE = ("outputs", "callback_events")
_FILE_FIELDS = {
    "file": "Send one document in the part `file`; several at once go to `/api/v1/ocr/batch` in parts `files`.",
    "files": "Send each document of a batch in a part `files`; a single one goes to `/api/v1/ocr/process` as `file`.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    """``file_field`` names the parts that are files, whether or not they carry a file name."""

    file_field: str
    max_files: int
    max_file_bytes: int
    pause_s: float


@dataclass(slots=True)
class Form:
    """What was read: finished uploads in their order, and fields."""

    uploads: list[Upload] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def read_form(
    request: Request, begin: Callable[[str], Upload], rules: FormRules
) -> AsyncIterator[Form]:
    """The form of a request. Uploads that the block does not commit are discarded at its end.

    Raises the errors of the body, of the form and of ``Upload``.
    """
    reader = _FormReader(begin, rules)
    turns: Turns = request.app.state.context.turns
    try:
        async with turns.turn() as turn:
            body = Body(request, pause_s=rules.pause_s, turn=turn)
            await _read_or_drain(reader, request, body)
        yield reader.form
    finally:
        for upload in reader.form.uploads:
            await upload.discard()


async def _read_or_drain(reader: _FormReader, request: Request, body: Body) -> None:
    try:
        await reader.read(request, body)
    except OcrServiceError:
        await body.drain()
        raise


class _FormReader:
    def __init__(self, begin: Callable[[str], Upload], rules: FormRules) -> None:
        self.form = Form()
        self._begin = begin
        self._rules = rules
        self._parts = 0
        self._field_bytes = 0
        self._overhead = 0
        self._name = ""
        self._value = bytearray()
        self._upload: Upload | None = None
        self._surplus_files = 0
        self._fault: InputError | None = None
        self._is_dropped = False
        self._is_misplaced = False

    async def read(self, request: Request, body: Body) -> None:
        check_plain(request)
        self._check_announced(request.headers.get("content-length", ""))
        parser = PartParser(boundary_of(request.headers.get("content-type", "")))
        async for chunk in body.chunks():
            await self._take_in(parser, chunk)
            del chunk  # or it would be held until the next one comes
        parser.finish()
        self._check_files()

    async def _take_in(self, parser: PartParser, chunk: bytes) -> None:
        self._count_overhead(len(chunk))
        for event in parser.feed(chunk):
            await self._on(event)

    def _check_announced(self, content_length: str) -> None:
        """Refuse at once what says that it is too large."""
        limit = self._rules.max_files * self._rules.max_file_bytes + MAX_OVERHEAD_BYTES
        if content_length.isdecimal() and int(content_length) > limit:
            raise FileTooLarge(max_bytes=self._rules.max_file_bytes)

    def _count_overhead(self, received: int) -> None:
        """Everything received counts, until ``_on_data`` takes off what went into a file."""
        self._overhead += received
        if self._overhead > MAX_OVERHEAD_BYTES:
            raise self._fault or BadMultipart(
                "The body has too much besides its files. Send the files alone."
            )

    async def _on(self, event: PartEvent) -> None:
        match event:
            case PartBegin():
                self._on_begin(event)
            case PartData():
                await self._on_data(event.data)
            case PartEnd():
                await self._on_end()

    def _on_begin(self, part: PartBegin) -> None:
        self._parts += 1
        if self._parts > self._rules.max_files + MAX_FIELDS:
            raise TooManyParts(max_parts=self._rules.max_files + MAX_FIELDS)
        self._name, self._value, self._upload = part.name, bytearray(), None
        is_file = part.name == self._rules.file_field
        self._is_misplaced = not is_file and _is_document(part)
        is_surplus = is_file and len(self.form.uploads) >= self._rules.max_files
        self._surplus_files += is_surplus
        self._is_dropped = is_surplus or (is_file and self._fault is not None)
        if is_file and not self._is_dropped:
            self._upload = self._begin(part.filename or "")
            self.form.uploads.append(self._upload)

    async def _on_data(self, data: bytes) -> None:
        if self._upload is not None:
            self._overhead -= len(data)
            with _naming(self._upload):
                await self._upload.write(data)
        elif self._is_misplaced:
            raise invalid({"field": self._name, "message": _FILE_FIELDS[self._rules.file_field]})
        elif not self._is_dropped:
            self._field_bytes += len(data)
            self._value += data
            if len(self._value) > MAX_FIELD_BYTES or self._field_bytes > MAX_FIELDS_BYTES:
                raise FieldTooLarge(max_bytes=MAX_FIELD_BYTES)

    async def _on_end(self) -> None:
        if self._upload is not None:
            try:
                with _naming(self._upload):
                    await self._upload.finish()
            except InputError as error:  # told when the form itself has turned out to be right
                self._fault = error
            self._upload = None
        elif not self._is_dropped and not self._is_misplaced:
            self._add_field(self._name, _text(self._name, bytes(self._value)))

    def _add_field(self, name: str, value: str) -> None:
        if name not in self.form.fields:
            self.form.fields[name] = value
        elif name in _REPEATABLE:
            self.form.fields[name] += f",{value}"
        else:
            raise invalid({"field": name, "message": "Give this field once."})

    def _check_files(self) -> None:
        if self._surplus_files and self._rules.max_files == 1:
            raise DuplicateFile
        if self._surplus_files:
            raise TooManyParts(max_files=self._rules.max_files)
        if self._fault is not None:
            raise self._fault
        if not self.form.uploads:
            raise invalid(
                {"field": self._rules.file_field, "message": "Send at least one file in this part."}
            )


def _is_document(part: PartBegin) -> bool:
    """Whether a part that is not the form's file means to be one: some send a field's value as a file, too."""
    return part.name in _FILE_FIELDS or (part.filename is not None and part.name not in FIELD_NAMES)


@contextmanager
def _naming(upload: Upload) -> Iterator[None]:
    """Tell in an error which of several files it is about."""
    try:
        yield
    except InputError as error:
        error.extra.setdefault("filename", upload.filename)
        raise


def _text(name: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise invalid({"field": name, "message": "Send text in UTF-8."}) from None
