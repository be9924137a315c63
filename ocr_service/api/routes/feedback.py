"""Take in what people corrected, so that the next document of its kind is read better."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Operator, Submitter
from ocr_service.api.answers.results import read_beginning, read_head
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_own_task
from ocr_service.api.openapi.feedback_schemas import FeedbackAnswer, FeedbackBody, MemoryBody
from ocr_service.api.openapi.parameters import TaskIdPath
from ocr_service.api.openapi.responses import JSON_BODY, OPERATOR, REQUEST_ID, RESULT, problems, success
from ocr_service.errors import StorageFailed
from ocr_service.feedback import corrections as feedback
from ocr_service.feedback.owners import owner_folder
from ocr_service.intake.options import invalid
from ocr_service.results.names import known_inside

router = APIRouter(tags=["feedback"], route_class=SmallBodyRoute)

OwnerQuery = Annotated[
    str | None,
    Query(
        max_length=200,
        description="whose memory; without it the operator's own, empty: what no owner's documents taught",
    ),
]


@router.post(
    "/ocr/tasks/{task_id}/feedback",
    summary="Correct a result",
    responses={
        **problems(*RESULT, *JSON_BODY, StorageFailed),
        200: success(FeedbackAnswer, "what was learned"),
    },
)
async def give_feedback(
    context: Context, caller: Submitter, task_id: TaskIdPath, body: FeedbackBody
) -> Response:
    """Learn the right category and what belongs to the vendor; the result itself stays as it is."""
    if body.category is None and not body.fields:
        raise invalid({"field": "category", "message": "Send a category, fields, or both."})
    task = await find_own_task(context.queue, caller, task_id)
    head = await read_head(context, task)
    text = await asyncio.to_thread(read_beginning, context, task)
    folder = owner_folder(context.config.feedback_folder, task.owner)
    inside = {name: known_inside(name, head.get("fields", {})) for name in body.fields}
    corrected = {inside[name]: value for name, value in body.fields.items()}
    await asyncio.to_thread(_learn, folder, text, head, body.category, corrected)
    learned = sorted(name for name in body.fields if inside[name] in feedback.LASTING_FIELDS)
    ignored = sorted(body.fields.keys() - set(learned))
    answer = {"task_id": task_id, "category": body.category, "learned": learned, "ignored": ignored}
    return JSONResponse(answer)


def _learn(
    folder: Path, text: str, head: Mapping[str, Any], category: str | None, corrected: Mapping[str, str]
) -> None:
    try:
        feedback.learn(
            folder,
            text=text,
            found=head.get("fields", {}),
            category=category,
            corrected=corrected,
        )
    except ValueError as error:
        raise invalid({"field": "fields", "message": "A value must have 1 to 300 characters."}) from error
    except OSError as error:
        raise StorageFailed("The memory cannot be written. Check UPLOAD_DIR.") from error


def _folder(context: ApiContext, operator: Caller, owner: str | None) -> Path:
    return owner_folder(context.config.feedback_folder, operator.owner if owner is None else owner)


@router.get(
    "/memory",
    summary="Export what feedback taught",
    responses={**problems(*OPERATOR), 200: success(MemoryBody, "everything that was learned")},
)
async def export_memory(context: Context, operator: Operator, owner: OwnerQuery = None) -> Response:
    """Send it to another installation with PUT."""
    return JSONResponse(await asyncio.to_thread(feedback.export, _folder(context, operator, owner)))


@router.put(
    "/memory",
    status_code=204,
    summary="Import what feedback taught elsewhere",
    responses={
        **problems(*OPERATOR, *JSON_BODY, StorageFailed),
        204: {"description": "replaced", "headers": REQUEST_ID},
    },
)
async def import_memory(
    context: Context, operator: Operator, body: MemoryBody, owner: OwnerQuery = None
) -> Response:
    """Replaces everything that this owner's feedback taught here."""
    try:
        await asyncio.to_thread(feedback.restore, _folder(context, operator, owner), body.model_dump())
    except ValueError as error:
        raise invalid({"field": "body", "message": "This is not an export of the memory."}) from error
    except OSError as error:
        raise StorageFailed("The memory cannot be written. Check UPLOAD_DIR.") from error
    return Response(status_code=204)


@router.delete(
    "/memory",
    status_code=204,
    summary="Forget what feedback taught",
    responses={
        **problems(*OPERATOR, StorageFailed),
        204: {"description": "forgotten", "headers": REQUEST_ID},
    },
)
async def forget_memory(context: Context, operator: Operator, owner: OwnerQuery = None) -> Response:
    """Rules and model go on as they were shipped."""
    try:
        await asyncio.to_thread(feedback.reset, _folder(context, operator, owner))
    except OSError as error:
        raise StorageFailed("The memory cannot be written. Check UPLOAD_DIR.") from error
    return Response(status_code=204)
