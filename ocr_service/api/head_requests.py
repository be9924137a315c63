"""Answer HEAD wherever GET is answered: with its headers, and without its body."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED = "ocr_service.method"
"""Where a scope says what was really asked: who sends a file need not read it for a HEAD."""


class HeadRequests:
    """ASGI middleware: the app sees a GET, the caller sees no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        is_answered = False

        async def send_without_body(message: Message) -> None:
            nonlocal is_answered
            if message["type"] != "http.response.body":
                await send(message)
            elif not is_answered:
                is_answered = True
                await send({**message, "body": b"", "more_body": False})

        await self._app({**scope, "method": "GET", ASKED: "HEAD"}, receive, send_without_body)
