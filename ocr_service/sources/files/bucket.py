"""Documents in Supabase's storage.

The route and the form of errors are as in its source (github.com/supabase/storage, ``src/http/routes/object/getObject.ts``, ``src/http/error-handler.ts``):
the route without ``authenticated`` is marked deprecated there; most errors come with status 400, and the status that is meant in the body.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from urllib.parse import quote

import httpx2

from ocr_service.sources.answers import require_well
from ocr_service.sources.row import FILE_GONE, ROW_WITHOUT_FILE, Row
from ocr_service.sources.source import FileTrouble, FileUnusable, SourceAway, require_path

_MOST_ERROR_BYTES = 4_096


class BucketFiles:
    """``bucket`` is where a row's file lies that names none. ``http`` has the address, the key and its timeouts."""

    def __init__(self, http: httpx2.AsyncClient, bucket: str, *, variable: str) -> None:
        self._http = http
        self._bucket = bucket
        self._variable = variable

    async def fetch(self, row: Row) -> AsyncGenerator[bytes, None]:
        """See ``Files.fetch``."""
        require_path(row)
        bucket = row.bucket or self._bucket
        if not bucket:
            raise FileUnusable(ROW_WITHOUT_FILE, "The row names no bucket, and SOURCES_BUCKET none either.")
        path = row.path.strip("/")
        if any(part in ("", ".", "..") for part in path.split("/")):
            raise FileUnusable(FILE_GONE, "The row's path is none of a file in a bucket.")
        address = f"/storage/v1/object/authenticated/{quote(bucket, safe='')}/{quote(path)}"
        try:
            async with self._http.stream("GET", address) as answer:
                if not answer.is_success:
                    await self._refuse(answer)
                async for piece in answer.aiter_bytes():
                    yield piece
        except (httpx2.TimeoutException, httpx2.ProtocolError) as error:
            raise FileTrouble(f"Its download broke off ({type(error).__name__}).") from error
        except httpx2.HTTPError as error:
            raise SourceAway(
                f"{self._variable} names a server that cannot be reached ({type(error).__name__})."
            ) from error

    async def check(self) -> str:
        """See ``Files.check``."""
        try:
            answer = await self._http.get("/storage/v1/bucket")
        except httpx2.HTTPError as error:
            raise SourceAway(
                f"{self._variable} names a server that cannot be reached ({type(error).__name__})."
            ) from error
        require_well(answer, self._variable)
        try:
            named = {str(each["id"]) for each in answer.json()}
        except (ValueError, TypeError, KeyError) as error:
            raise SourceAway(
                f"{self._variable} answers with something else than buckets. Is it a Supabase?"
            ) from error
        if self._bucket and self._bucket not in named:
            raise SourceAway(f"There is no bucket `{self._bucket}` (SOURCES_BUCKET) in {self._variable}.")
        return f"bucket {self._bucket or 'of each row'}"

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _refuse(self, answer: httpx2.Response) -> None:
        """Raise what the answer means."""
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > _MOST_ERROR_BYTES:
                break
        status, message = _meant(answer.status_code, bytes(body))
        if status == 404:
            raise FileUnusable(FILE_GONE, "Its file is not in the bucket, or there is no such bucket.")
        if status >= 500 or status == 429:
            raise FileTrouble(f"The storage answers {status}.")
        require_well(answer, self._variable, message, status)


def _meant(status: int, body: bytes) -> tuple[int, str]:
    """The status that an error means, and its message: where it comes with 400, the body has the true one."""
    try:
        told = json.loads(body)
        named, message = str(told.get("statusCode", "")), str(told.get("message", ""))
    except (ValueError, AttributeError):
        return status, ""
    return int(named) if status == 400 and named.isdecimal() else status, message
