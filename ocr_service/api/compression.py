"""Compress answers for callers that take gzip, piece by piece as they are made."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What is shorter fits into one packet either way.
_LEAST_BYTES = 256
# 120 pages of words (6.5 MB, `python -m bench.answers`): level 1 leaves 23 % of them in 0.06 s of a core of an x86-64
# processor, level 5 20 % in 0.13 s, level 9 20 % in 0.63 s.
_LEVEL = 1
# A PDF is compressed in itself, as pictures are.
_AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")


class Compression:
    """ASGI middleware: Starlette's own, and what a tag and a refusal of gzip mean (RFC 9110, 8.8.3.3 and 12.5.3).

    A compressed answer has other bytes, so its tag is a weak one. ``gzip;q=0`` refuses.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, _LEAST_BYTES, _LEVEL, exclude_content_types=_AS_THEY_ARE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not _may_compress(Headers(scope=scope)):
            await self._app(scope, receive, _varying(send))
            return

        async def send_with_weak_tag(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                etag = headers.get("etag", "")
                if headers.get("content-encoding") == "gzip" and etag.startswith('"'):
                    headers["etag"] = f"W/{etag}"
            await send(message)

        await self._compressing(scope, receive, send_with_weak_tag)


def _varying(send: Send) -> Send:
    """Tells caches that the same call would be answered with other bytes to those that take gzip."""

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying


def _may_compress(headers: Headers) -> bool:
    """Whoever asks for a part of a file counts its own bytes, also where the part is not to be had."""
    return "range" not in headers and _takes_gzip(headers.get("accept-encoding", ""))


def _takes_gzip(accept: str) -> bool:
    for each in accept.split(","):
        coding, *parameters = (part.strip().lower() for part in each.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(
                part.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for part in parameters
            )
    return False
