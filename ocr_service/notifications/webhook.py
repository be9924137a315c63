"""Tell an event by HTTP: a signed POST to the very address that was checked, within bounds of time, never redirected."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from ocr_service.clock import Clock, SystemClock
from ocr_service.domain.notification import Delivery, Message, Outcome
from ocr_service.errors import InputError
from ocr_service.notifications.guard import Guard
from ocr_service.notifications.signing import signed_headers

MAX_BODY_BYTES = 20_000
_ADDRESSES_TRIED = 2

SecretsOf = Callable[[Message], tuple[str, ...]]


class WebhookSink:
    """``POST`` of ``{"type", "id", "sequence", "timestamp", "data"}``; 2xx is success, 410 the end of the subscription.

    A receiver may be told the same ``webhook-id`` twice. Nothing but the status line and the headers of its answer is read.
    """

    def __init__(
        self,
        guard: Guard,
        secrets_of: SecretsOf,
        *,
        timeout_s: float,
        user_agent: str,
        clock: Clock | None = None,
    ) -> None:
        self._guard = guard
        self._secrets_of = secrets_of
        self._timeout_s = timeout_s
        self._clock = clock or SystemClock()
        # No connection is kept: kept ones are found again by the number of the receiver, and the next one at that number
        # may have another name, whose certificate nobody would look at.
        self._client = httpx2.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=timeout_s,
            limits=httpx2.Limits(max_keepalive_connections=0),
            headers={"user-agent": user_agent, "content-type": "application/json"},
        )

    async def deliver(self, message: Message) -> Delivery:
        """Tell one event. Never raises for what the receiver or its address does."""
        start_s = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout_s):
                delivery = await self._sent(message)
        except TimeoutError:
            delivery = _failed(f"no answer within {self._timeout_s:g} s")
        except InputError as error:
            delivery = _failed(f"{error.code}: {error.detail}")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            delivery = _failed(f"{type(error).__name__}: {error}"[:200])
        return replace(delivery, duration_ms=round((time.monotonic() - start_s) * 1000))

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def _sent(self, message: Message) -> Delivery:
        url, addresses = await self._guard.addresses(message.subscription.target)
        body = body_of(message)
        headers = signed_headers(message.event.id, self._clock.now_ms(), body, self._secrets_of(message))
        headers["host"] = url.host_header
        for address in addresses[: _ADDRESSES_TRIED - 1]:
            try:
                return await self._posted(url.at(address), url.host, headers, body)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await self._posted(url.at(addresses[:_ADDRESSES_TRIED][-1]), url.host, headers, body)

    async def _posted(self, url: str, host: str, headers: Mapping[str, str], body: str) -> Delivery:
        asked = self._client.stream(
            "POST", url, headers=headers, content=body.encode(), extensions={"sni_hostname": host}
        )
        async with asked as answer:
            return _delivery(answer.status_code, answer.headers, self._clock.now_ms())


def body_of(message: Message) -> str:
    """The JSON that is sent. A result that would make it longer than 20 kB is left out; its link stands in ``links``."""
    event = message.event
    whole = {
        "type": event.kind.value,
        "id": event.id,
        "sequence": event.sequence,
        "timestamp": event.at,
        "data": dict(message.data),
    }
    body = _compact(whole)
    if "result" in message.data and len(body.encode()) > MAX_BODY_BYTES:
        whole["data"] = {**message.data, "result": None}
        body = _compact(whole)
    return body


def _compact(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _delivery(status: int, headers: Mapping[str, str], now_ms: int) -> Delivery:
    if 200 <= status < 300:
        return Delivery(outcome=Outcome.DELIVERED, status=status)
    if status == httpx2.codes.GONE:
        return Delivery(
            outcome=Outcome.GONE, status=status, detail="The receiver answered 410: it wants no more."
        )
    detail = "redirects are not followed" if 300 <= status < 400 else f"HTTP {status}"
    wait_s = retry_after_s(headers.get("retry-after", ""), now_ms)
    return Delivery(outcome=Outcome.FAILED, status=status, detail=detail, retry_after_s=wait_s)


def retry_after_s(text: str, now_ms: int) -> float:
    """The seconds that a ``Retry-After`` asks for, as a number or as a date; 0 for what is neither."""
    if text.strip().isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now_ms / 1000
    return float(max(0, math.ceil(seconds)))


def _failed(detail: str) -> Delivery:
    return Delivery(outcome=Outcome.FAILED, detail=detail)
