"""Speak to a running service over HTTP on behalf of the command line."""

from __future__ import annotations

import argparse
import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from ocr_service.errors import OcrServiceError
from ocr_service.instance.own_url import own_url
from ocr_service.settings import Settings

_WAIT_S = 20
_TIMEOUT = httpx2.Timeout(60.0, connect=5.0)
_FIRST_PAUSE_S, _MOST_TRIES = 0.5, 8
_TRY_AGAIN = frozenset({429, 502, 503, 504})


class CallRefused(OcrServiceError):
    """The service refused the call, or does not answer."""

    code = "CALL_REFUSED"


def add_service_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags that every command over HTTP has."""
    parser.add_argument("--url", help="address of the service (default: API_HOST and API_PORT)")
    parser.add_argument("--api-key", metavar="KEY", help="API key (default: the first of API_KEYS)")


class ServiceClient:
    """A few calls with the service's own sentences as errors; short outages are waited for."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def upload(self, path: Path, fields: Mapping[str, str]) -> dict[str, Any]:
        """Send a document; returns the answer to the upload. Raises ``CallRefused``.

        Each try carries the same key: a service that took the document and could not say so answers it once.
        """
        key = {"Idempotency-Key": uuid.uuid4().hex}
        for attempt in range(_MOST_TRIES):
            with path.open("rb") as file:
                answer = await self._send(
                    "POST",
                    "/api/v1/ocr/process",
                    files={"file": (path.name, file)},
                    data=dict(fields),
                    headers=key,
                )
            if answer.status_code not in _TRY_AGAIN or attempt == _MOST_TRIES - 1:
                return _json(answer)
            await asyncio.sleep(_pause_s(answer, attempt))
        raise CallRefused

    async def status(self, task_id: str) -> dict[str, Any]:
        """The task as it is. Raises ``CallRefused``."""
        return _json(await self._send("GET", f"/api/v1/ocr/status/{task_id}"))

    async def changes(self, task_id: str) -> AsyncIterator[dict[str, Any]]:
        """The task now and at each change, until it has ended. Raises ``CallRefused``."""
        address = f"/api/v1/ocr/status/{task_id}"
        answer = await self._send("GET", address)
        while True:
            if answer.status_code != httpx2.codes.NOT_MODIFIED:
                task = _json(answer)
                yield task
                if task["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                    return
            etag = answer.headers.get("etag", "")
            answer = await self._get_patiently(address, {"wait": str(_WAIT_S)}, {"If-None-Match": etag})

    async def download(self, address: str, path: Path) -> None:
        """Stream an answer into a file, which is there when all of it is. Raises ``CallRefused``."""
        part = path.with_name(f".{path.name}.part")
        try:
            with self._naming_silence():
                await self._download(address, part)
            await asyncio.to_thread(part.replace, path)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)

    async def _download(self, address: str, path: Path) -> None:
        async with self._http.stream("GET", self._whole(address)) as answer:
            if answer.is_error:
                await answer.aread()
                _json(answer)
            with path.open("wb") as file:
                async for chunk in answer.aiter_bytes():
                    file.write(chunk)

    def _whole(self, link: str) -> httpx2.URL | str:
        """A link of the service: behind a proxy it names the path of ``--url`` again."""
        base = self._http.base_url
        return base.join(link) if base.path != "/" and link.startswith(base.path) else link

    async def _get_patiently(
        self, address: str, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> httpx2.Response:
        """GET through a restart of the service: tried again for about a minute."""
        for attempt in range(_MOST_TRIES):
            is_last = attempt == _MOST_TRIES - 1
            try:
                answer = await self._send("GET", address, params=params, headers=headers)
            except CallRefused:
                if is_last:
                    raise
                await asyncio.sleep(_FIRST_PAUSE_S * 2**attempt)
                continue
            if answer.status_code not in _TRY_AGAIN or is_last:
                return answer
            await asyncio.sleep(_pause_s(answer, attempt))
        raise CallRefused

    async def _send(self, method: str, address: str, **rest: Any) -> httpx2.Response:
        with self._naming_silence():
            return await self._http.request(method, address, **rest)

    @contextmanager
    def _naming_silence(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TransportError as error:
            raise CallRefused(
                f"The service at {self._http.base_url} does not answer. Start it with `ocr-service up`, or give --url."
            ) from error


@asynccontextmanager
async def open_service(arguments: argparse.Namespace, settings: Settings) -> AsyncIterator[ServiceClient]:
    """A client for the service that flags or settings name."""
    url = arguments.url or own_url(settings.api.host, settings.api.port)
    async with httpx2.AsyncClient(
        base_url=url, headers=_key_header(arguments, settings), timeout=_TIMEOUT
    ) as http:
        yield ServiceClient(http)


def _key_header(arguments: argparse.Namespace, settings: Settings) -> dict[str, str]:
    keys = (*settings.api.keys, *settings.api.operator_keys)
    known = keys[0].rpartition(":")[2] if keys else ""
    key = arguments.api_key or known
    return {"X-API-Key": key} if key else {}


def _pause_s(answer: httpx2.Response, attempt: int) -> float:
    """What the service asks for, but at most ten seconds: it may have room earlier."""
    asked = answer.headers.get("retry-after", "")
    return min(float(asked) if asked.isdecimal() else _FIRST_PAUSE_S * 2**attempt, 10.0)


def _json(answer: httpx2.Response) -> dict[str, Any]:
    """The body of a good answer. Raises ``CallRefused`` with the problem's sentence."""
    try:
        body: dict[str, Any] = json.loads(answer.content)
    except ValueError:
        raise CallRefused(f"The service answered {answer.status_code} without JSON. Check --url.") from None
    if answer.is_error:
        raise CallRefused(
            f"{body.get('detail', answer.reason_phrase)} ({body.get('code', answer.status_code)})"
        )
    return body
