"""Answer every error as ``application/problem+json`` (RFC 9457), never with an exception's text."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketState

from ocr_service.api.answers.methods import allowed_methods
from ocr_service.api.sub_path import own_path
from ocr_service.errors import (
    EncodedBody,
    InputError,
    MethodNotAllowed,
    OcrServiceError,
    RouteNotFound,
    TaskNotFound,
    ValidationFailed,
)
from ocr_service.observability import request_context as log_context

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
_CLOSE_CODE = 4_000
"""Codes from here on are the application's own (RFC 6455, 7.4.2)."""
_TASK_PATHS = ("/api/v1/ocr/status/", "/api/v1/ocr/result/", "/api/v1/ocr/tasks/")


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = PROBLEM_TYPE


def problem_body(error: OcrServiceError, *, task_id: str = "") -> dict[str, Any]:
    """The members of a problem document: the standard ones, ``code``, ids, and the error's own."""
    body: dict[str, Any] = {
        "type": f"urn:ocr-service:problem:{error.code.lower().replace('_', '-')}",
        "title": error.title,
        "status": error.http_status,
        "code": error.code,
        "detail": error.detail,
    }
    # ``status`` is the HTTP status in every problem document, so a task's own has another name.
    body |= {("task_status" if name == "status" else name): value for name, value in error.extra.items()}
    for name, value in (("task_id", task_id), ("request_id", log_context.request_id.get())):
        if value:
            body.setdefault(name, value)
    return body


def problem(error: OcrServiceError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a named error, with ``Retry-After`` where waiting helps."""
    all_headers = dict(headers or {})
    retry_after_s = error.extra.get("retry_after_s", error.retry_after_s)
    if retry_after_s is not None:
        all_headers.setdefault("Retry-After", str(retry_after_s))
    if isinstance(error, EncodedBody):
        all_headers.setdefault("Accept-Encoding", "identity")
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        all_headers.setdefault("WWW-Authenticate", "Bearer")
    return ProblemResponse(problem_body(error), error.http_status, all_headers)


def add_problem_handlers(app: FastAPI) -> None:
    """Let the app answer all errors as problems (defects of ours are answered in ``request_ids``)."""
    on_named: Any = _on_named  # for both kinds of connection; Starlette declares either
    app.add_exception_handler(OcrServiceError, on_named)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_named(connection: HTTPConnection, error: Exception) -> Response | None:
    assert isinstance(error, OcrServiceError)  # noqa: S101 - the handler is registered for this class
    if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request refused", extra={"code": error.code}, exc_info=error.__cause__)
    if isinstance(connection, WebSocket):
        await _close(connection, error)
        return None
    return problem(error)


async def _close(socket: WebSocket, error: OcrServiceError) -> None:
    """Refuse a WebSocket so that a browser's page can read why, which it cannot of a refused handshake."""
    if socket.application_state is WebSocketState.CONNECTING:
        await socket.accept()
    await socket.close(_CLOSE_CODE + error.http_status, error.code)


async def _on_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return problem(validation_failed(error))


def validation_failed(error: RequestValidationError) -> ValidationFailed:
    """What FastAPI refused, as our own error: the first fault is its detail, all of them are its ``errors``."""
    wrong = [{"field": _field(each), "message": str(each["msg"])} for each in error.errors()]
    detail = f"`{wrong[0]['field']}`: {wrong[0]['message']}" if wrong else None
    return ValidationFailed(detail, errors=wrong)


def _field(wrong: Mapping[str, Any]) -> str:
    """``("query", "limit")`` → ``limit``; the body as a whole is ``body``."""
    place, *names = wrong["loc"]
    if wrong["type"] == "json_invalid":  # the name would be an offset
        return str(place)
    return ".".join(map(str, names)) or str(place)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return problem(MethodNotAllowed(), {"Allow": ", ".join(allowed_methods(request))})
    named: OcrServiceError
    if error.status_code == HTTPStatus.NOT_FOUND:
        # An id with a slash in it matches no route, yet it is a task that does not exist.
        named = TaskNotFound() if own_path(request.scope).startswith(_TASK_PATHS) else RouteNotFound()
    else:
        named = InputError()
    return problem(named, error.headers)


def unexpected_problem() -> Response:
    """The answer to a defect of ours."""
    return problem(OcrServiceError("Something went wrong on our side. Tell the operator the `request_id`."))
