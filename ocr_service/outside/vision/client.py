"""Send one page to a vision model, once; what went wrong becomes a named error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2

from ocr_service.errors import AnswerUnusable, OutsideRefused, OutsideUnavailable
from ocr_service.outside.retry_info import retry_wait_s
from ocr_service.outside.vision.vendors import Reading, Vendor, read_answer

_MOST_ANSWER_BYTES = 2_000_000
_WITHOUT_ADVICE_S = 10.0
_TOO_MANY = 429


class Overloaded(OutsideUnavailable):
    """The vision service refused for its limit. It is asked again when it says."""

    def __init__(self, wait_s: float) -> None:
        super().__init__()
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionClient:
    """A connection to one service; ``http`` has its timeouts."""

    http: httpx2.AsyncClient
    vendor: Vendor
    url: str
    model: str
    api_key: str

    async def read(self, picture: str, prompt: str, *, on_sent: Callable[[float], None]) -> Reading:
        """What the model reads in a JPEG in base64; ``on_sent`` is told when the last byte has left, by the monotonic clock.

        Raises ``Overloaded``, ``OutsideUnavailable``, ``OutsideRefused``, ``AnswerUnusable``.
        """

        async def trace(event: str, _: Any) -> None:
            if event.endswith("send_request_body.complete"):
                on_sent(time.monotonic())

        try:
            async with self.http.stream(
                "POST",
                self.url + self.vendor.path(self.model),
                headers=dict(self.vendor.headers(self.api_key)),
                json=self.vendor.body(self.model, prompt, picture),
                extensions={"trace": trace},
            ) as answer:
                content = await _at_most(answer)
        except httpx2.HTTPError as error:
            raise OutsideUnavailable(
                f"The vision service cannot be reached ({type(error).__name__}). It is tried again."
            ) from error
        _raise_for(answer, content)
        try:
            told = json.loads(content)
        except ValueError as error:
            raise AnswerUnusable("The vision service's answer is no JSON.") from error
        return read_answer(self.vendor, told)


async def _at_most(answer: httpx2.Response) -> bytes:
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > _MOST_ANSWER_BYTES:
            raise AnswerUnusable("The vision service's answer is too long.")
    return bytes(content)


def _raise_for(answer: httpx2.Response, content: bytes) -> None:
    status = answer.status_code
    if status == _TOO_MANY:
        header = answer.headers.get("retry-after", "")
        now = datetime.now(UTC)
        raise Overloaded(retry_wait_s(header, content, now=now, otherwise_s=_WITHOUT_ADVICE_S))
    if status >= 500:
        raise OutsideUnavailable(f"The vision service answers {status}. It is tried again.")
    if not answer.is_success:
        raise OutsideRefused(
            f"The vision service refuses with {status}. Check VISION_URL, VISION_MODEL and VISION_API_KEY."
        )
