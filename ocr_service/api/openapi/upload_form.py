"""The upload form as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Any

from ocr_service.domain.notification import DEFAULT_EVENTS, OF_DOCUMENTS
from ocr_service.domain.status import Mode, Output, Priority, Profile, Split, Step
from ocr_service.intake.options import MAX_DPI, MAX_PASSWORD_BYTES, MIN_DPI


def _choice(kind: type[Mode | Priority | Profile], default: str, description: str) -> dict[str, Any]:
    return {
        "type": "string",
        "enum": [each.value for each in kind],
        "default": default,
        "description": description,
    }


FIELDS: dict[str, Any] = {
    "language": {
        "type": "string",
        "description": "a Tesseract code such as `eng`, several as `eng+deu`, or `auto`; default: DEFAULT_LANGUAGE",
        "example": "eng",
    },
    "priority": _choice(Priority, "normal", "the queue to wait in"),
    "pages": {
        "type": "string",
        "description": "page range such as `1-3,7` or `5-`; default: all",
        "example": "1-3,7",
    },
    "mode": _choice(
        Mode, "auto", "OCR where needed, on every page (`force`), or the text layer only (`text`)"
    ),
    "profile": _choice(Profile, "auto", "what kind of document to expect"),
    "dpi": {
        "type": "integer",
        "description": f"{MIN_DPI} to {MAX_DPI}, or 0 to let each page choose",
        "default": 0,
    },
    "engine": {
        "type": "string",
        "description": "an engine that a worker has, or auto: the best it has",
        "default": "auto",
    },
    "outputs": {
        "type": "string",
        "description": f"some of {', '.join(Output)}, separated by commas; json and text always come",
        "example": "text,pdf",
    },
    "prepare": {
        "type": "string",
        "description": f"what is done to a page's picture before it is read, some of {', '.join(Step)}, "
        "separated by commas; default: each page chooses",
        "example": "contrast,sharpen",
    },
    "split": {
        "type": "string",
        "enum": list(Split),
        "description": "separators: a PDF is parted at its separator sheets, and each part becomes a task of its own (needs the extra barcodes)",
        "default": "none",
    },
    "process": {
        "type": "boolean",
        "default": True,
        "description": "false: keep it PENDING until process-all",
    },
    "password": {
        "type": "string",
        "format": "password",
        "description": f"of an encrypted PDF, at most {MAX_PASSWORD_BYTES} bytes; never stored with the task",
    },
    "metadata": {"type": "string", "description": "a JSON object that comes back with the status"},
    "callback_url": {
        "type": "string",
        "format": "uri",
        "description": "http or https address that is told by a signed webhook when the document has ended",
        "example": "https://example.org/hooks/ocr",
    },
    "callback_events": {
        "type": "string",
        "description": f"what it is told, some of {', '.join(OF_DOCUMENTS)}, separated by commas; "
        f"default: {','.join(DEFAULT_EVENTS)}",
        "example": "task.completed,task.failed",
    },
}


def upload_body(file_field: str, *, is_many: bool) -> dict[str, Any]:
    """The ``requestBody`` of an upload route."""
    file: dict[str, Any] = {
        "type": "string",
        "format": "binary",
        "description": "PDF, PNG, JPEG, TIFF, WebP, BMP, GIF, HEIC or an invoice in XML (CII, UBL)",
    }
    files = {"type": "array", "items": file, "minItems": 1} if is_many else file
    schema = {
        "type": "object",
        "required": [file_field],
        "additionalProperties": False,
        "properties": {file_field: files, **FIELDS},
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
