"""Ask a service that speaks JSON over HTTP one question, once; what went wrong becomes a named error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2

from ocr_service.errors import AnswerUnusable, OutsideRefused, OutsideUnavailable
from ocr_service.outside.retry_info import retry_wait_s

_MOST_ANSWER_BYTES = 2_000_000
_WITHOUT_ADVICE_S = 10.0
_TOO_MANY = 429

OnSent = Callable[[float], None]
"""Told when the last byte of a question has left, by the monotonic clock."""


class Overloaded(OutsideUnavailable):
    """The service refused for its limit. It is asked again when it says."""

    def __init__(self, wait_s: float) -> None:
        super().__init__()
        self.wait_s = wait_s


class Refused(OutsideRefused):
    """The service refuses the question; ``content`` says why, in words that are its own."""

    def __init__(self, detail: str, content: bytes) -> None:
        super().__init__(detail)
        self.content = content


class Reworded(OutsideUnavailable):
    """The service refused how the question was put. It is put otherwise at once."""


def tokens_in(usage: object, *names: str) -> int | None:
    """The sum of these counts of tokens; what is no such number is not counted, and None is told when none is."""
    told = [usage.get(name) for name in names] if isinstance(usage, Mapping) else []
    counts = [each for each in told if isinstance(each, int) and not isinstance(each, bool) and each >= 0]
    return sum(counts) if counts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A connection to one service; ``http`` has its timeouts. ``title`` names it, ``variables`` what to check when it refuses."""

    http: httpx2.AsyncClient
    title: str
    variables: str

    async def ask(
        self, url: str, *, headers: Mapping[str, str], body: Mapping[str, Any], on_sent: OnSent
    ) -> Any:
        """The JSON of its answer. Raises ``Overloaded``, ``OutsideUnavailable``, ``OutsideRefused``, ``AnswerUnusable``."""

        async def trace(event: str, _: Any) -> None:
            if event.endswith("send_request_body.complete"):
                on_sent(time.monotonic())

        try:
            async with self.http.stream(
                "POST", url, headers=dict(headers), json=body, extensions={"trace": trace}
            ) as answer:
                content = await self._at_most(answer)
        except httpx2.HTTPError as error:
            raise OutsideUnavailable(
                f"{self.title} cannot be reached ({type(error).__name__}). It is tried again."
            ) from error
        self._raise_for(answer, content)
        try:
            return json.loads(content)
        except ValueError as error:
            raise AnswerUnusable(f"The answer of {self._inside()} is no JSON.") from error

    async def _at_most(self, answer: httpx2.Response) -> bytes:
        content = bytearray()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > _MOST_ANSWER_BYTES:
                raise AnswerUnusable(f"The answer of {self._inside()} is too long.")
        return bytes(content)

    def _raise_for(self, answer: httpx2.Response, content: bytes) -> None:
        status = answer.status_code
        if status == _TOO_MANY:
            header, now = answer.headers.get("retry-after", ""), datetime.now(UTC)
            raise Overloaded(retry_wait_s(header, content, now=now, otherwise_s=_WITHOUT_ADVICE_S))
        if status >= 500:
            raise OutsideUnavailable(f"{self.title} answers {status}. It is tried again.")
        if not answer.is_success:
            raise Refused(f"{self.title} refuses with {status}. Check {self.variables}.", content)

    def _inside(self) -> str:
        return self.title[0].lower() + self.title[1:]
