"""What worker, fork server and child say to each other: one JSON object a message.

Server to worker, over a sequenced-packet socket: what it can read (``languages``, ``engines``) once it is warm, or the ``error``
that keeps it from that. Worker to server, over the same socket: ``{"run": id, "request": …}`` with the write end
of a report pipe and the read end of an answer pipe, and ``{"kill": id}``. Into the report pipe, one object a line: the
child writes ``progress``, ``log``, ``ask`` and one of ``head`` or ``error``; the server adds ``exit`` when the child is gone,
on a line of its own even if the child was killed within one. Into the answer pipe the worker writes, for each ``ask``, one
line with its ``number`` and ``answer`` or ``error``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest, Limits, Progress
from ocr_service.domain.task import TaskOptions

MESSAGE_BYTES = 65_536


def encode_request(request: DocumentRequest) -> dict[str, Any]:
    """The request as plain values."""
    return {
        "task_id": request.task_id,
        "source": str(request.source),
        "media_type": request.media_type,
        "filename": request.filename,
        "output_folder": str(request.output_folder),
        "options": request.options.to_json(),
        "limits": asdict(request.limits),
        "password": request.password,
        "request_id": request.request_id,
        "owner": request.owner,
    }


def decode_request(data: Mapping[str, Any]) -> DocumentRequest:
    """The request that ``encode_request`` made plain."""
    return DocumentRequest(
        task_id=data["task_id"],
        source=Path(data["source"]),
        media_type=data["media_type"],
        filename=data["filename"],
        output_folder=Path(data["output_folder"]),
        options=TaskOptions.from_json(data["options"]),
        limits=Limits(**data["limits"]),
        password=data["password"],
        request_id=data["request_id"],
        owner=data["owner"],
    )


def encode_object(value: Mapping[str, Any]) -> bytes:
    """One line of a pipe. A lone half of a surrogate pair, as JSON may name one, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, default=str).encode(errors="replace") + b"\n"


def encode_line(kind: str, value: Any) -> bytes:
    """One line of a report pipe."""
    return encode_object({kind: value})


def write_all(pipe_fd: int, line: bytes) -> None:
    """Write a whole line, however small the pipe is."""
    view = memoryview(line)
    while view:
        view = view[os.write(pipe_fd, view) :]


def encode_progress(progress: Progress) -> bytes:
    """A progress line."""
    return encode_line("progress", asdict(progress))


def decode_progress(data: Mapping[str, Any]) -> Progress:
    """The progress of a progress line."""
    return Progress(**data)


def encode_error(error: errors.OcrServiceError) -> bytes:
    """An error line."""
    return encode_line("error", plain_error(error))


def plain_error(error: errors.OcrServiceError) -> dict[str, str]:
    """What of an error goes over a pipe."""
    return {"code": error.code, "detail": error.detail}


def decode_error(data: Mapping[str, str]) -> errors.OcrServiceError:
    """The error of an error line, as the class that carries its code."""
    kinds = _subclasses(errors.DocumentError) + _subclasses(errors.ProcessingError)
    kinds += [
        errors.StorageFull,
        errors.InvalidLanguage,
        errors.EngineUnavailable,
        errors.UnsupportedMediaType,
        errors.ImageTooLarge,
    ]
    by_code = {kind.code: kind for kind in kinds}
    kind = by_code.get(data["code"], errors.ProcessingError)
    return kind(data["detail"])


def _subclasses(kind: type[errors.OcrServiceError]) -> list[type[errors.OcrServiceError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _subclasses(child))]
