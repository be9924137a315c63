"""All routes of the web page together."""

from __future__ import annotations

from fastapi import FastAPI

from ocr_service.api.page import (
    again,
    archive,
    correct,
    document,
    documents,
    operations,
    records,
    selected,
    session,
    static,
)


def add_pages(app: FastAPI) -> None:
    """Serve the page at ``/``; single documents before the actions on them, whose addresses would fit both."""
    for module in (
        static,
        session,
        document,
        documents,
        again,
        correct,
        archive,
        selected,
        operations,
        records,
    ):
        app.include_router(module.router)
