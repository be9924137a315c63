"""Assemble the HTTP API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ocr_service.api.answers.methods import own_methods, require_own_method
from ocr_service.api.answers.problems import add_problem_handlers
from ocr_service.api.answers.views import PREFIX
from ocr_service.api.compression import Compression
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext
from ocr_service.api.head_requests import HeadRequests
from ocr_service.api.http_protocol import BodyOnDemand
from ocr_service.api.live.shared_live import live_over
from ocr_service.api.open_connections import STATE_KEY, OpenConnections
from ocr_service.api.openapi.docs_page import add_docs
from ocr_service.api.openapi.document import complete_openapi
from ocr_service.api.page.site import add_pages
from ocr_service.api.query import require_known_query
from ocr_service.api.request_ids import RequestIds
from ocr_service.api.routes import (
    archive,
    events,
    feedback,
    health,
    keys,
    notifications,
    operations,
    pending,
    process,
    receipts,
    result,
    status,
    tasks,
    uploads,
    webhooks,
)
from ocr_service.api.sub_path import SubPath

DESCRIPTION = """Turns documents into text, searchable PDFs and facts.

Errors are `application/problem+json` with a stable `code` and a `detail` that says what to do.
Confidence of OCR is 0-100, that of fields and categories 0-1. Times are ISO-8601 in UTC."""

_ROUTES = (
    process,
    status,
    events,
    result,
    tasks,
    feedback,
    pending,
    receipts,
    archive,
    uploads,
    webhooks,
    operations,
    notifications,
    keys,
)
# As the scorecard service and the receipt service had them.
_AS_BEFORE = (("/api", uploads.router), ("", receipts.router))
_SENT_BY_PAGES = (
    "Authorization",
    "X-API-Key",
    "Content-Type",
    "Idempotency-Key",
    "If-None-Match",
    "Range",
    "X-Request-ID",
)
_SHOWN_TO_PAGES = ("Location", "Retry-After", "ETag", "Content-Disposition", "Content-Range", "X-Request-ID")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def create_app(context: ApiContext) -> FastAPI:
    """The app over a context; it closes the context when the server stops."""
    app = FastAPI(
        title="DocVault OCR",
        version=context.config.version,
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(require_own_method), Depends(require_known_query)],
    )
    let_serve(app, context)
    for module in _ROUTES:
        app.include_router(module.router, prefix=PREFIX)
    for prefix, router in _AS_BEFORE:
        app.include_router(router, prefix=prefix, include_in_schema=False)
    app.include_router(health.router)
    app.state.own_methods = own_methods([*((PREFIX, module.router) for module in _ROUTES), *_AS_BEFORE])
    add_problem_handlers(app)
    complete_openapi(app)
    add_docs(app)
    add_pages(app)
    _add_middleware(app, context.config)
    return app


def let_serve(app: FastAPI, context: ApiContext) -> None:
    """Put the app over a context, or over another of the same configuration: its routes take long to make."""
    app.state.context, app.state.live = context, live_over(context.queue, context.config.max_listeners)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, OpenConnections]]:
    context: ApiContext = app.state.context
    app.state.live.closing.listen_to_signals()
    try:
        yield {STATE_KEY: OpenConnections(context.config.max_connections)}
    finally:
        await context.close()


def _add_middleware(app: FastAPI, config: ApiConfig) -> None:
    """What stands around every route; the last one is the outermost."""
    app.add_middleware(HeadRequests)
    if config.cors_origins:
        _allow_pages_of(app, config.cors_origins)
    app.add_middleware(RequestIds)
    app.add_middleware(Compression)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(config.trusted_proxies))
    app.add_middleware(SubPath, configured=config.root_path, trusted=config.trusted_proxies)
    app.add_middleware(BodyOnDemand)


def _allow_pages_of(app: FastAPI, origins: Sequence[str]) -> None:
    """CORS: a browser lets these pages send keys and documents, and read what is answered."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=_METHODS,
        allow_headers=_SENT_BY_PAGES,
        expose_headers=_SHOWN_TO_PAGES,
    )
