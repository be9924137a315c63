"""One attack: what is sent, and the answers that are right."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2

_PATIENCE_S = 30.0
_ANSWER_BYTES = 1 << 20
CLOSED, NOT_SENT = "closed", "not sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A call through a client. ``wanted`` are right answers: ``422`` or ``422 VALIDATION_FAILED``."""

    kind: str
    name: str
    wanted: tuple[str, ...]
    method: str = "GET"
    path: str = "/api/v1/ocr/tasks"
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    content: bytes | None = None

    def send(self, client: httpx2.Client) -> str:
        """What came back: the status, and the code of a refusal."""
        answer = client.request(self.method, self.path, headers=dict(self.headers), content=self.content)
        return told(answer.status_code, answer.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCase:
    """Bytes on a connection of their own, for what no client sends."""

    kind: str
    name: str
    wanted: tuple[str, ...]
    data: bytes

    def send(self, client: httpx2.Client) -> str:
        """What came back, ``closed`` when nothing did."""
        place = urlsplit(str(client.base_url))
        with socket.create_connection((place.hostname, place.port), timeout=_PATIENCE_S) as line:
            with contextlib.suppress(OSError):
                line.sendall(self.data.replace(b"{host}", place.netloc.encode()))
                line.shutdown(socket.SHUT_WR)
            return _first_answer(line)


def _first_answer(line: socket.socket) -> str:
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while len(answer) < _ANSWER_BYTES and (data := line.recv(1 << 16)):
            answer += data
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head:
        return CLOSED
    return told(int(head.split()[1]), body)


def told(status: int, body: bytes) -> str:
    """The status, with the code that a problem has."""
    try:
        code = json.loads(body).get("code", "") if status >= 400 else ""
    except (ValueError, AttributeError):
        code = ""
    return f"{status} {code}".strip()


def is_wanted(answer: str, wanted: tuple[str, ...]) -> bool:
    """True for the very answer, or one of its status; and for what the client would not send."""
    return answer in (*wanted, NOT_SENT) or answer.split(maxsplit=1)[0] in wanted


def as_json(value: Any) -> bytes:
    """A body."""
    return json.dumps(value).encode()
