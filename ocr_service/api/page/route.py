"""How the routes of the page answer: with headers that let no stranger's script run, and with errors that people can read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ocr_service.api.answers.problems import validation_failed
from ocr_service.api.page.visit import render
from ocr_service.api.page.words.spoken import words_for
from ocr_service.api.sub_path import own_path, sub_path
from ocr_service.errors import OcrServiceError, Unauthorized

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie, HX-Request",
}


class PageRoute(APIRoute):
    """``APIRouter(route_class=PageRoute)``: HTML where other routes answer with problems."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # a coroutine is one
        """The route's own handler, with its refusals as pages."""
        handle: Callable[[Request], Any] = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                answer: Response = await handle(request)
            except Unauthorized:
                answer = _to_login(request)
            except OcrServiceError as error:
                answer = refused(request, error)
            except RequestValidationError as error:
                answer = refused(request, validation_failed(error))
            for name, value in _HEADERS.items():
                answer.headers.setdefault(name, value)
            return answer

        return shown


def _to_login(request: Request) -> Response:
    """Whoever is not known shows a key first, and goes on to where he wanted."""
    wanted = own_path(request.scope) if request.method == "GET" else "/"
    address = f"{sub_path()}/login?{urlencode({'to': wanted})}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def refused(request: Request, error: OcrServiceError) -> Response:
    """Why something was not done, as a page, or as a line for a part of one."""
    is_part = request.headers.get("hx-request") == "true"
    template = "_refusal.html" if is_part else "refusal.html"
    is_archive = own_path(request.scope).startswith("/archive")
    html = render(request, words_for(request), template, error=error, is_archive=is_archive)
    retry_after_s = error.extra.get("retry_after_s", error.retry_after_s)
    headers = None if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return HTMLResponse(html, error.http_status, headers)
