"""An archived document as callers are told it."""

from __future__ import annotations

from typing import Any

from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.index.found import Found, Hit
from ocr_service.archive.index.snippets import Snippet


def document_view(document: ArchivedDocument, folder: str) -> dict[str, Any]:
    """All that is known of it; ``folder`` is its place below the archive's."""
    return {
        "id": document.id,
        "title": document.title,
        "date": document.date or None,
        "sender": document.value("sender") or None,
        "correspondent": document.correspondent or None,
        "category": document.value("category") or None,
        "total": document.value("total") or None,
        "currency": document.value("currency") or None,
        "tags": list(document.tags),
        "note": document.note,
        "keep": document.keeps,
        "pages": document.pages,
        "filename": document.filename,
        "media_type": document.media_type,
        "bytes": document.size_bytes,
        "files": sorted(document.files),
        "folder": folder,
        "owner": document.owner or None,
        "task_id": document.task_id,
        "sha256": document.sha256,
        "added_at": document.added_at,
        "fields": dict(document.found),
        "corrected": dict(document.corrected),
        "metadata": dict(document.metadata),
    }


def found_view(found: Found) -> dict[str, Any]:
    """A page of what was found; ``cursor`` is for the next one."""
    return {
        "documents": [hit_view(hit) for hit in found.hits],
        "cursor": str(found.next) if found.next else None,
    }


def hit_view(hit: Hit) -> dict[str, Any]:
    """A document that was found, with where it stands."""
    return {
        **document_view(hit.shelved.document, hit.shelved.folder),
        "match": snippet_view(hit.snippet) if hit.snippet else None,
        "matching_pages": list(hit.pages),
    }


def snippet_view(snippet: Snippet) -> dict[str, Any]:
    """Words around the first place; ``boxes`` are in points of the page."""
    return {
        "page": snippet.page,
        "text": snippet.text,
        "marks": [list(mark) for mark in snippet.marks],
        "boxes": [list(box) for box in snippet.boxes],
    }
