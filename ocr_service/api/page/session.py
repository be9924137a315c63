"""Come in with a key, go again, and choose a language."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ocr_service.access.sessions import COOKIE, LIFETIME_S
from ocr_service.api.access.auth import Caller, asks_for_keys, subject_of_key
from ocr_service.api.context import Context
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.visit import Visit, check_token, read_fields, visit_of
from ocr_service.api.page.words.spoken import COOKIE as LANGUAGE_COOKIE
from ocr_service.api.page.words.spoken import LANGUAGES
from ocr_service.api.sub_path import sub_path
from ocr_service.errors import RouteNotFound, TooManyRequests, Unauthorized

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_TRIES_PER_MINUTE = 10
_YEAR_S = 365 * 24 * 3600
_UNKNOWN = 401
_NOBODY = Caller(scopes=frozenset())

To = Annotated[str, Query(max_length=200, description="a path of ours to go on to")]


@router.get("/login")
async def login_page(request: Request, context: Context, to: To = "/") -> Response:
    """Ask for a key, where keys are asked for."""
    visit = await visit_of(request, context, _NOBODY)
    return visit.page("login.html", to=_own(to), is_wrong=False) if visit.has_keys else visit.to("/")


@router.post("/login")
async def login(request: Request, context: Context) -> Response:
    """Begin a session with a key. Ten tries a minute from one address."""
    await _slow_down(request, context)
    fields = await read_fields(request)
    check_token(request, context, dict(fields))
    visit = await visit_of(request, context, _NOBODY, fields)
    try:
        subject = await subject_of_key(context, visit.field("key").strip())
    except Unauthorized:
        return visit.page("login.html", _UNKNOWN, to=_own(visit.field("to")), is_wrong=True)
    answer = visit.to(_own(visit.field("to")))
    _set_cookie(answer, visit, COOKIE, context.sessions.begin(subject), LIFETIME_S)
    return answer


async def _slow_down(request: Request, context: Context) -> None:
    host = request.client.host if request.client else ""
    wait_s = await context.queue.take_tokens(f"login:{host}", per_minute=_TRIES_PER_MINUTE)
    if wait_s:
        raise TooManyRequests(retry_after_s=math.ceil(wait_s))


@router.post("/logout")
async def logout(request: Request, context: Context) -> Response:
    """End the session of this browser."""
    fields = await read_fields(request)
    check_token(request, context, dict(fields))
    has_keys = await asks_for_keys(context)
    visit = await visit_of(request, context, _NOBODY, fields)
    answer = visit.to("/login" if has_keys else "/")
    answer.delete_cookie(COOKIE, path=_cookie_path())
    return answer


@router.get("/language/{language}")
async def choose_language(request: Request, context: Context, language: str, to: To = "/") -> Response:
    """Speak another language from now on."""
    if language not in LANGUAGES:
        raise RouteNotFound
    visit = await visit_of(request, context, _NOBODY)
    answer = visit.to(_own(to))
    _set_cookie(answer, visit, LANGUAGE_COOKIE, language, _YEAR_S)
    return answer


def _set_cookie(answer: Response, visit: Visit, name: str, value: str, age_s: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=age_s,
        path=_cookie_path(),
        httponly=True,
        samesite="lax",
        secure=visit.request.url.scheme == "https",
    )


def _cookie_path() -> str:
    return sub_path() or "/"


def _own(path: str) -> str:
    r"""A path of this service, never another one's address: ``//host`` and ``/\host`` are such to browsers."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"
