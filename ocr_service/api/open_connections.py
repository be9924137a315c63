"""Take no more connections than a process has open files for, so that it can still serve those it has."""

from __future__ import annotations

import asyncio
import json
import logging

from ocr_service.api.answers.problems import PROBLEM_TYPE, problem_body
from ocr_service.errors import TooManyConnections

log = logging.getLogger(__name__)

STATE_KEY = "ocr_service.open_connections"
"""Where a server's lifespan state holds its ``OpenConnections``."""


class OpenConnections:
    """The connections of one API process, at most ``most`` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: set[asyncio.Transport] = set()
        self._is_full = False

    def admit(self, transport: asyncio.Transport) -> bool:
        """Count a new connection; one too many is told so and closed, and False returned."""
        if len(self._open) >= self._most:
            # Who went over to a WebSocket leaves without ``leave``.
            self._open = {each for each in self._open if not each.is_closing()}
        is_full = len(self._open) >= self._most
        if is_full and not self._is_full:
            log.warning("No room for more connections", extra={"open": self._most})
        self._is_full = is_full
        if is_full:
            transport.write(_answer())
            transport.close()
            return False
        self._open.add(transport)
        return True

    def leave(self, transport: asyncio.Transport) -> None:
        """A connection is over."""
        self._open.discard(transport)


def _answer() -> bytes:
    """A whole answer: nobody has read a request yet, so there is no app to give one."""
    error = TooManyConnections()
    body = json.dumps(problem_body(error)).encode()
    lines = (
        f"HTTP/1.1 {error.http_status} Service Unavailable",
        f"Content-Type: {PROBLEM_TYPE}",
        f"Content-Length: {len(body)}",
        f"Retry-After: {error.retry_after_s}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + body
