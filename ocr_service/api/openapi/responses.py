"""Describe errors and headers of each route for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ocr_service import errors
from ocr_service.api.answers.problems import PROBLEM_TYPE, problem_body
from ocr_service.api.answers.wanted_result import JSON, NDJSON
from ocr_service.api.openapi.result_schemas import Result, ResultOfSchema1
from ocr_service.api.openapi.schemas import Problem
from ocr_service.errors import OcrServiceError
from ocr_service.results import schema_1

Answers = dict[int | str, dict[str, Any]]

COMMON: tuple[type[OcrServiceError], ...] = (
    errors.ValidationFailed,
    errors.Unauthorized,
    errors.AccessError,
    errors.CrossSiteRequest,
    errors.WrongHost,
    errors.TooManyRequests,
    OcrServiceError,
    errors.BackendUnavailable,
)
"""Every route under /api/v1 may answer these."""
TASK = (errors.TaskNotFound,)
JSON_BODY = (errors.BodyTooLarge, errors.EncodedBody, errors.UploadAborted, errors.UploadTimeout)
OPERATOR = (errors.AccessError,)
UPLOAD = (
    errors.BadMultipart,
    errors.UploadAborted,
    errors.UploadTimeout,
    errors.FileTooLarge,
    errors.TooManyParts,
    errors.DuplicateFile,
    errors.FieldTooLarge,
    errors.UnsupportedMediaType,
    errors.EncodedBody,
    errors.MediaTypeMismatch,
    errors.EmptyFile,
    errors.ImageTooLarge,
    errors.InvalidLanguage,
    errors.EngineUnavailable,
    errors.InvalidWebhookUrl,
    errors.BlockedWebhookUrl,
    errors.IdempotencyConflict,
    errors.QueueFull,
    errors.QuotaExceeded,
    errors.StorageFull,
    errors.StorageFailed,
)
RESULT = (
    errors.TaskNotFound,
    errors.ResultNotReady,
    errors.ResultExpired,
    errors.TaskFailed,
    errors.TaskCancelled,
)


_TEXTS = frozenset({"application/xml"})


def header(description: str, kind: str = "string") -> dict[str, Any]:
    """One header of an answer."""
    return {"description": description, "schema": {"type": kind}}


REQUEST_ID = {"X-Request-ID": header("the id of this call in all logs; send your own to set it")}
RETRY_AFTER = {"Retry-After": header("seconds to wait", "integer")}
ETAG = {"ETag": header("names this state; send it as If-None-Match")}
VARY = {"Vary": header("what else the answer hangs on")}
LOCATION = {"Location": header("address of the status")}
FILE = {
    "Content-Disposition": header("attachment with a file name"),
    "Accept-Ranges": header("bytes"),
    **ETAG,
}


def problems(*kinds: type[OcrServiceError]) -> Answers:
    """The ``responses`` of a route under /api/v1 that may fail in these ways, besides those common to all."""
    return open_problems(*kinds, *COMMON)


def open_problems(*kinds: type[OcrServiceError]) -> Answers:
    """The ``responses`` of a route without a key that may fail in these ways, grouped by status, with examples."""
    by_status: dict[int, list[type[OcrServiceError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.http_status, []).append(kind)
    return {status: _answer(kinds) for status, kinds in sorted(by_status.items())}


def _answer(kinds: Iterable[type[OcrServiceError]]) -> dict[str, Any]:
    named = {kind.__name__: kind() for kind in kinds}
    waits = any(error.retry_after_s is not None for error in named.values())
    return {
        "description": " · ".join(dict.fromkeys(f"`{error.code}`" for error in named.values())),
        "headers": {**REQUEST_ID, **(RETRY_AFTER if waits else {})},
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": f"#/components/schemas/{Problem.__name__}"},
                "examples": {
                    name: {"summary": error.code, "value": problem_body(error)}
                    for name, error in named.items()
                },
            }
        },
    }


def success(model: Any, description: str, *headers: dict[str, Any]) -> dict[str, Any]:
    """A good answer with its headers."""
    merged = dict(REQUEST_ID)
    for each in headers:
        merged |= each
    return {"model": model, "description": description, "headers": merged}


def result_success(description: str, *headers: dict[str, Any]) -> dict[str, Any]:
    """A result, in each form that it can be asked for."""
    of_schema_1 = {"$ref": f"#/components/schemas/{ResultOfSchema1.__name__}"}
    return {
        **success(Result, description, VARY, *headers),
        # The first is the one that generated clients read.
        "content": {
            JSON: {},
            f"{JSON}; schema={schema_1.VERSION}": {"schema": of_schema_1},
            NDJSON: {
                "schema": {
                    "type": "string",
                    "description": "a line with everything but text and pages, then a line for each page",
                }
            },
        },
    }


def file_answers(media_type: str, *others: str) -> Answers:
    """The good answers of a route that sends a file, of one kind or another."""
    kind = media_type.partition(";")[0]
    is_text = kind.startswith("text/") or kind in _TEXTS
    schema = {"type": "string"} if is_text else {"type": "string", "format": "binary"}
    content = {each: {"schema": schema} for each in (kind, *others)}
    headers = {**REQUEST_ID, **FILE}
    return {
        200: {"description": "the file", "headers": headers, "content": content},
        206: {
            "description": "the part that `Range` asked for",
            "headers": {**headers, "Content-Range": header("the part and the size of the whole")},
            "content": content,
        },
        304: {"description": "not changed since `If-None-Match`", "headers": headers},
    }
