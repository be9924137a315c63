"""The archive: search, look at a document, say something of it, remove it."""

from __future__ import annotations

import asyncio
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BeforeValidator
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Reader, Submitter
from ocr_service.api.answers.archive_files import archived_file_answer
from ocr_service.api.bodies.day import day
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.kept.archive_schemas import (
    ArchivedDocumentAnswer,
    ArchiveNamesAnswer,
    DocumentIdPath,
    FoundAnswer,
    SaidBody,
)
from ocr_service.api.openapi.parameters import IfNoneMatch
from ocr_service.api.openapi.responses import JSON_BODY, REQUEST_ID, file_answers, problems, success
from ocr_service.api.routes.result import IfRange, RangeHeader
from ocr_service.archive.archive import Archive, Said
from ocr_service.archive.document import ORIGINAL, PDF, RESULT, is_document_id
from ocr_service.archive.index.found import Count, Shelved, Wanted
from ocr_service.archive.views import document_view, found_view
from ocr_service.errors import (
    AccessError,
    ArchiveOff,
    ArchiveUnavailable,
    DocumentNotFound,
    OutputNotAvailable,
    RangeNotSatisfiable,
    SearchInvalid,
)
from ocr_service.intake.media_type import KNOWN_TYPES
from ocr_service.intake.options import invalid

router = APIRouter(tags=["archive"], route_class=SmallBodyRoute)

_ARCHIVE = (ArchiveOff, ArchiveUnavailable)
_DOCUMENT = (*_ARCHIVE, DocumentNotFound)


# What an original may be, and what is made of it.
_KINDS = (*sorted(KNOWN_TYPES), "application/gzip")


class ArchivedFile(StrEnum):
    """A document's files."""

    ORIGINAL = ORIGINAL
    PDF = PDF
    RESULT = RESULT


DateQuery = Annotated[
    date | None, BeforeValidator(day), Query(description="a day on the documents, such as 2026-11-29")
]
OwnerQuery = Annotated[
    str | None, Query(max_length=200, description="whose documents, for those who may see everybody's")
]


@router.get(
    "/archive",
    summary="Find archived documents",
    responses={
        **problems(*_ARCHIVE, AccessError, SearchInvalid),
        200: success(FoundAnswer, "the newest first"),
    },
)
async def search_archive(
    *,
    context: Context,
    caller: Reader,
    q: Annotated[str, Query(max_length=500, description='words, "phrases", beginnings* and -words')] = "",
    sender: Annotated[str, Query(max_length=200, description="words of the sender's name")] = "",
    correspondent: Annotated[
        str, Query(max_length=200, description="the name that was given to a sender")
    ] = "",
    category: Annotated[str, Query(max_length=100, description="such as invoice")] = "",
    tags: Annotated[str, Query(max_length=1_000, description="all of these, separated by commas")] = "",
    since: DateQuery = None,
    until: DateQuery = None,
    min_amount: Annotated[float | None, Query(allow_inf_nan=False, description="of so much at least")] = None,
    max_amount: Annotated[float | None, Query(allow_inf_nan=False, description="of so much at most")] = None,
    owner: OwnerQuery = None,
    limit: Annotated[int, Query(ge=1, le=200, description="most documents of one page")] = 20,
    cursor: Annotated[int, Query(ge=0, le=1 << 62, description="of the page before")] = 0,
) -> Response:
    """All words must be on one page, or else in one document. Without words and filters: everything."""
    wanted = Wanted(
        text=q,
        owner=seen_owner(caller, owner),
        sender=sender,
        correspondent=correspondent,
        category=category,
        tags=tuple(filter(None, (tag.strip() for tag in tags.split(",")))),
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        least=min_amount,
        most=max_amount,
        limit=limit,
        before=cursor,
    )
    archive = archive_of(context)
    return JSONResponse(found_view(await asyncio.to_thread(archive.find, wanted)))


@router.get(
    "/archive/names",
    summary="Tags, correspondents and categories",
    responses={
        **problems(*_ARCHIVE, AccessError),
        200: success(ArchiveNamesAnswer, "with numbers of documents"),
    },
)
async def archive_names(context: Context, caller: Reader, owner: OwnerQuery = None) -> Response:
    """What the archive may be filtered by."""
    whose, archive = seen_owner(caller, owner), archive_of(context)
    return JSONResponse(await asyncio.to_thread(_names, archive, whose))


@router.get(
    "/archive/documents/{document_id}",
    summary="An archived document",
    responses={**problems(*_DOCUMENT), 200: success(ArchivedDocumentAnswer, "all that is known of it")},
)
async def get_archived(context: Context, caller: Reader, document_id: DocumentIdPath) -> Response:
    """What was read, what was corrected and said, and where its files lie."""
    known = await find_archived(context, caller, document_id)
    return JSONResponse(document_view(known.document, known.folder))


@router.patch(
    "/archive/documents/{document_id}",
    summary="Say something of a document",
    responses={
        **problems(*_DOCUMENT, *JSON_BODY, AccessError),
        200: success(ArchivedDocumentAnswer, "the document with it"),
    },
)
async def change_archived(
    context: Context, caller: Submitter, document_id: DocumentIdPath, body: SaidBody
) -> Response:
    """Tags, note, correspondent, corrected fields; it is found by them at once."""
    said = Said(
        corrected=body.fields,
        correspondent=body.correspondent,
        tags=None if body.tags is None else tuple(body.tags),
        note=body.note,
        keeps=body.keep,
    )
    if said == Said():
        raise invalid({"field": "tags", "message": "Send tags, note, correspondent, fields or keep."})
    known = await find_own_archived(context, caller, document_id)
    document = await asyncio.to_thread(archive_of(context).change, known.document.id, said)
    return JSONResponse(document_view(document, known.folder))


@router.delete(
    "/archive/documents/{document_id}",
    status_code=204,
    summary="Remove a document for good",
    responses={
        **problems(*_DOCUMENT, AccessError),
        204: {"description": "removed", "headers": REQUEST_ID},
    },
)
async def remove_archived(context: Context, caller: Submitter, document_id: DocumentIdPath) -> Response:
    """Its files and all rows of it. Its words leave the index' file within a minute, of one above 64 MB within a day."""
    known = await find_own_archived(context, caller, document_id)
    await asyncio.to_thread(archive_of(context).remove, known.document.id)
    return Response(status_code=204)


@router.get(
    "/archive/documents/{document_id}/{file}",
    summary="A file of a document",
    response_class=Response,
    responses={
        **problems(*_DOCUMENT, OutputNotAvailable, RangeNotSatisfiable),
        **file_answers("application/octet-stream", *_KINDS),
    },
)
async def get_archived_file(
    *,
    request: Request,
    context: Context,
    caller: Reader,
    document_id: DocumentIdPath,
    file: ArchivedFile,
    if_none_match: IfNoneMatch = None,
    byte_range: RangeHeader = None,
    if_range: IfRange = None,
) -> Response:
    """The original as it was sent, the searchable PDF, or the result (gzip)."""
    known = await find_archived(context, caller, document_id)
    return await archived_file_answer(request, archive_of(context), known, file)


def archive_of(context: ApiContext) -> Archive:
    """The archive. Raises ``ArchiveOff``."""
    if context.archive is None:
        raise ArchiveOff
    return context.archive


async def find_archived(context: ApiContext, caller: Caller, document_id: str) -> Shelved:
    """The document; another owner's does not exist for the caller. Raises ``DocumentNotFound``."""
    archive = archive_of(context)
    known = await asyncio.to_thread(archive.known, document_id) if is_document_id(document_id) else None
    if known is None or caller.sees not in (None, known.document.owner):
        raise DocumentNotFound
    return known


async def find_own_archived(context: ApiContext, caller: Caller, document_id: str) -> Shelved:
    """The document, which the caller may also change. Raises ``DocumentNotFound``, ``AccessError``."""
    known = await find_archived(context, caller, document_id)
    if not (caller.is_operator or known.document.owner == caller.owner):
        raise AccessError("This document is another owner's: it may be read with this key, not changed.")
    return known


def seen_owner(caller: Caller, named: str | None) -> str | None:
    """Whose documents are looked through; None: everybody's. Raises ``AccessError``."""
    if caller.sees is None:
        return named
    if named not in (None, caller.owner):
        raise AccessError("You may name yourself only. Leave out `owner`.")
    return caller.owner


def _names(archive: Archive, owner: str | None) -> dict[str, list[dict[str, object]]]:
    archive.require()
    index = archive.index
    counted = {
        "tags": index.tags(owner),
        "correspondents": index.correspondents(owner),
        "categories": index.categories(owner),
    }
    return {name: [_count(each) for each in counts] for name, counts in counted.items()}


def _count(count: Count) -> dict[str, object]:
    return {"name": count.name, "documents": count.documents}
