"""One visit of a browser: who comes, in which language, and how he is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ocr_service.access.sessions import COOKIE
from ocr_service.api.access.auth import Caller, asks_for_keys, identified, identify, require_scope
from ocr_service.api.bodies.small_body import read_small
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.page.static import static_names
from ocr_service.api.page.words.spoken import LANGUAGES, Words, words_for
from ocr_service.api.sub_path import own_path, sub_path
from ocr_service.domain.api_key import Scope
from ocr_service.errors import CrossSiteRequest
from ocr_service.intake.options import invalid

FORM_FIELD = "form_token"
SURE = "sure"
_TEMPLATES = Path(__file__).parents[2] / "web" / "page"
_MOST_FIELDS = 1_000
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """``fields`` are those of a form that was sent, in order; empty for a GET."""

    request: Request
    context: ApiContext
    caller: Caller
    words: Words
    has_keys: bool
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def is_part(self) -> bool:
        """True when the page asks for a part of itself only."""
        return self.request.headers.get("hx-request") == "true"

    def field(self, name: str) -> str:
        """What a form says there first; empty when it says nothing."""
        return next((value for known, value in self.fields if known == name), "")

    def require(self, *scopes: Scope) -> None:
        """Raise ``AccessError`` unless the caller has one of these."""
        require_scope(self.caller, *scopes)

    def page(self, template: str, status: int = 200, /, **values: Any) -> Response:
        """A template as answer."""
        return HTMLResponse(render(self.request, self.words, template, visit=self, **values), status)

    def unsure(self, question: str) -> Response | None:
        """A page that asks, until the form says that its sender is sure; scripts ask before they send it."""
        if self.field(SURE):
            return None
        fields = [(name, value) for name, value in self.fields if name != FORM_FIELD]
        return self.page(
            "sure.html", question=self.words(question), fields=fields, action=own_path(self.request.scope)
        )

    def to(self, path: str) -> Response:
        """Lead on to another page of ours, after a form."""
        return RedirectResponse(f"{sub_path()}{path}", _SEE_OTHER)


def render(request: Request, words: Words, template: str, **values: Any) -> str:
    """A template as HTML."""
    context: ApiContext = request.app.state.context
    common = {
        "base": sub_path(),
        "words": words,
        "languages": LANGUAGES,
        "static": static_names(),
        "token_name": FORM_FIELD,
        "token": context.sessions.form_token(request.cookies.get(COOKIE, "")),
        "version": context.config.version,
        "visit": None,
    }
    return _environment().get_template(template).render({**common, **values})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


async def _visit(request: Request, context: Context) -> Visit:
    caller = await identify(request, context)
    return await visit_of(request, context, caller)


async def visit_of(
    request: Request, context: ApiContext, caller: Caller, fields: tuple[tuple[str, str], ...] = ()
) -> Visit:
    """The visit of a caller who is known already."""
    return Visit(
        request=request,
        context=context,
        caller=caller,
        words=words_for(request),
        has_keys=await asks_for_keys(context),
        fields=fields,
    )


async def _visit_with_form(request: Request, context: Context) -> Visit:
    """Raises ``CrossSiteRequest`` for a form that this service did not show."""
    caller = await identified(request, context, by_session=True)
    fields = await read_fields(request)
    check_token(request, context, dict(fields))
    return await visit_of(request, context, caller, fields)


async def read_fields(request: Request) -> tuple[tuple[str, str], ...]:
    """The fields of a small form. Raises ``ValidationFailed``, and as ``read_small``."""
    body = await (await read_small(request)).body()
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise invalid({"field": "form", "message": "This form cannot be read."}) from error
    return tuple(fields)


def check_token(request: Request, context: ApiContext, fields: Mapping[str, str]) -> None:
    """Raise ``CrossSiteRequest`` unless the form has the token of this session."""
    if not context.sessions.is_own_form(request.cookies.get(COOKIE, ""), fields.get(FORM_FIELD, "")):
        raise CrossSiteRequest("This form is not of this session. Load the page again and repeat it.")


Looking = Annotated[Visit, Depends(_visit)]
Steering = Annotated[Visit, Depends(_visit_with_form)]
