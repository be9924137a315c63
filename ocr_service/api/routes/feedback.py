"""Take in what people corrected, so that the next document of its kind is read better."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Operator, Submitter
from ocr_service.api.answers.results import read_beginning, read_head_as_read
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_own_task
from ocr_service.api.openapi.feedback_schemas import FeedbackAnswer, FeedbackBody, MemoryBody
from ocr_service.api.openapi.parameters import TaskIdPath
from ocr_service.api.openapi.responses import JSON_BODY, OPERATOR, REQUEST_ID, RESULT, problems, success
from ocr_service.domain.facts import CATEGORY
from ocr_service.domain.memory import Change
from ocr_service.domain.task import Task
from ocr_service.errors import ArchiveUnavailable, StorageFailed, StorageFull, StorageUnavailable
from ocr_service.feedback import corrections as feedback
from ocr_service.intake.options import invalid
from ocr_service.results.corrections import is_correctable, right_value
from ocr_service.results.names import known_inside, told_as

_STORE = (StorageFailed, StorageFull, StorageUnavailable)

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
    summary="Put a result right",
    responses={
        **problems(*RESULT, *JSON_BODY, *_STORE, ArchiveUnavailable),
        200: success(FeedbackAnswer, "what was learned"),
    },
)
async def give_feedback(
    context: Context, caller: Submitter, task_id: TaskIdPath, body: FeedbackBody
) -> Response:
    """The result tells the right values from now on, and marks them; its archived document follows.

    The category and what belongs to the sender are learned for the next document.
    """
    if body.category is None and not body.fields:
        raise invalid({"field": "category", "message": "Send a category, fields, or both."})
    task = await find_own_task(context.queue, caller, task_id)
    taken = await take_corrections(context, task, caller.name, body.category, body.fields)
    answer = {
        "task_id": task_id,
        "category": body.category,
        "learned": taken.learned,
        "ignored": sorted(body.fields.keys() - set(taken.learned)),
        "kept": taken.kept,
    }
    return JSONResponse(answer)


@dataclass(frozen=True, slots=True)
class Taken:
    """Names of fields: those that last from document to document, and those that the result tells from now on."""

    learned: list[str]
    kept: list[str]


async def take_corrections(
    context: ApiContext, task: Task, by: str, category: str | None, fields: Mapping[str, str]
) -> Taken:
    """Learn from a corrected result, and keep with it what was put right.

    Raises as ``read_head``, ``ValidationFailed``, ``ArchiveUnavailable``, and as the store does.
    """
    head = await read_head_as_read(context, task)
    right = {name: _right(f"fields.{name}", name, value) for name, value in fields.items()}
    category = category and _right(CATEGORY, CATEGORY, category)
    kept = {told_as(name): value for name, value in right.items() if is_correctable(name, head)}
    learned = await _learn(context, task, head, category, right)
    values = kept | ({CATEGORY: category} if category else {})
    if values:
        await context.queue.correct(task.id, values, by)
    return Taken(learned, sorted(kept))


def _right(field: str, name: str, value: str) -> str:
    try:
        return right_value(name, value)
    except ValueError as error:
        raise invalid({"field": field, "message": str(error)}) from error


async def _learn(
    context: ApiContext, task: Task, head: Mapping[str, Any], category: str | None, fields: Mapping[str, str]
) -> list[str]:
    text = await asyncio.to_thread(read_beginning, context, task)
    found = head.get("fields", {})
    inside = {name: known_inside(name, found) for name in fields}
    corrected = {inside[name]: value for name, value in fields.items()}
    if context.archive is not None:
        said = {told_as(name): value for name, value in corrected.items()}
        said |= {"category": category} if category else {}
        await asyncio.to_thread(context.archive.correct, task.owner, task.sha256, said)
    learn = partial(feedback.learn, text=text, found=found, category=category, corrected=corrected)
    await _change(context, task.owner, learn, wrong="A value must have 1 to 300 characters.", field="fields")
    return sorted(name for name in fields if inside[name] in feedback.LASTING_FIELDS)


async def _change(
    context: ApiContext, owner: str, change: Change, *, field: str = "body", wrong: str = ""
) -> None:
    try:
        await asyncio.to_thread(context.store.memory.change, owner, change)
    except ValueError as error:
        raise invalid({"field": field, "message": wrong}) from error
    except OSError as error:
        raise StorageFailed("The memory cannot be written. Check UPLOAD_DIR.") from error


def _whose(operator: Caller, owner: str | None) -> str:
    return operator.owner if owner is None else owner


@router.get(
    "/memory",
    summary="Export what feedback taught",
    responses={**problems(*OPERATOR, *_STORE), 200: success(MemoryBody, "everything that was learned")},
)
async def export_memory(context: Context, operator: Operator, owner: OwnerQuery = None) -> Response:
    """Send it to another installation with PUT."""
    folder = await asyncio.to_thread(context.store.memory.folder, _whose(operator, owner))
    return JSONResponse(await asyncio.to_thread(feedback.export, folder))


@router.put(
    "/memory",
    status_code=204,
    summary="Import what feedback taught elsewhere",
    responses={
        **problems(*OPERATOR, *JSON_BODY, *_STORE),
        204: {"description": "replaced", "headers": REQUEST_ID},
    },
)
async def import_memory(
    context: Context, operator: Operator, body: MemoryBody, owner: OwnerQuery = None
) -> Response:
    """Replaces everything that this owner's feedback taught here."""
    restore = partial(feedback.restore, data=body.model_dump())
    await _change(context, _whose(operator, owner), restore, wrong="This is not an export of the memory.")
    return Response(status_code=204)


@router.delete(
    "/memory",
    status_code=204,
    summary="Forget what feedback taught",
    responses={
        **problems(*OPERATOR, *_STORE),
        204: {"description": "forgotten", "headers": REQUEST_ID},
    },
)
async def forget_memory(context: Context, operator: Operator, owner: OwnerQuery = None) -> Response:
    """Rules and model go on as they were shipped."""
    await _change(context, _whose(operator, owner), feedback.reset)
    return Response(status_code=204)
