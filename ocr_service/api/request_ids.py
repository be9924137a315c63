"""Give every request an id that goes through answer, logs, task and child."""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocr_service.api.answers.problems import unexpected_problem
from ocr_service.api.sub_path import own_path
from ocr_service.observability.request_context import bound

log = logging.getLogger(__name__)

_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}", re.ASCII)
_QUIET_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/work"})


class RequestIds:
    """ASGI middleware: takes ``X-Request-ID`` when it is harmless, makes one otherwise, logs the call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get("x-request-id", "")
        request_id = sent if _ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
        call = _Call(send, request_id)
        with bound(request=request_id):
            try:
                await self._app(scope, receive, call.send)
            except Exception:
                log.exception("request failed")
                if call.is_started:  # too late for an answer: the server closes the connection
                    raise
                await unexpected_problem()(scope, receive, call.send)
            finally:
                call.log(scope)


class _Call:
    """One request under way: adds the header, remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self._status = 0
        self._started_s = time.monotonic()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await self._send(message)

    @property
    def is_started(self) -> bool:
        return self._status != 0

    def log(self, scope: Scope) -> None:
        level = logging.DEBUG if own_path(scope) in _QUIET_PATHS else logging.INFO
        values = {
            "method": scope["method"],
            "path": own_path(scope)[:200],
            "http_status": self._status,
            "duration_ms": round((time.monotonic() - self._started_s) * 1000, 1),
        }
        log.log(level, "request answered", extra=values)
