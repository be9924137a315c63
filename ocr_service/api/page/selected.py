"""Do one thing with every document that is ticked: cancel, retry, start, delete, or take all results away."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.access.erasure import erase_task
from ocr_service.api.answers.zipped import zip_answer
from ocr_service.api.find import find_own_task, find_task
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.visit import Steering, Visit
from ocr_service.api.routes.tasks import cancel_with_files
from ocr_service.domain.api_key import Scope
from ocr_service.domain.task import Task
from ocr_service.errors import OcrServiceError, RouteNotFound
from ocr_service.intake.rerun import rerun

_DELETE = "delete"
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/documents/selected")
async def steer_selected(visit: Steering) -> Response:
    """What cannot be done is told at its end."""
    ids = list(dict.fromkeys(value for name, value in visit.fields if name == "task"))
    if visit.field("action") == "zip":
        visit.require(Scope.READ_OWN, Scope.READ_ALL, Scope.SUBMIT)
        finding = (find_task(visit.context.queue, visit.caller, task_id) for task_id in ids)
        return zip_answer(visit.context, await asyncio.gather(*finding))
    visit.require(Scope.SUBMIT)
    if visit.field("action") == _DELETE and (asked := visit.unsure("action.delete.sure")):
        return asked
    failed: list[tuple[str, OcrServiceError]] = []
    for task_id in ids:
        try:
            await _steer(visit, task_id, visit.field("action"))
        except OcrServiceError as error:
            failed.append((task_id, error))
    return visit.page("left_out.html", failed=failed) if failed else visit.to("/")


@router.post("/documents/{task_id}/{action}")
async def steer(visit: Steering, task_id: str, action: str) -> Response:
    """Cancel, retry, start or delete a document."""
    visit.require(Scope.SUBMIT)
    if action == _DELETE and (asked := visit.unsure("action.delete.sure")):
        return asked
    task = await _steer(visit, task_id, action)
    return visit.to("/" if task is None else f"/documents/{task_id}")


async def _steer(visit: Visit, task_id: str, action: str) -> Task | None:
    """The task afterwards; None when it is gone. Raises ``RouteNotFound`` for an action that there is not."""
    context = visit.context
    task = await find_own_task(context.queue, visit.caller, task_id)
    match action:
        case "cancel":
            return await cancel_with_files(context, task)
        case "retry":
            return await rerun(context.queue, context.store, task_id)
        case "start":
            return await context.queue.start(task_id)
        case "delete":
            await erase_task(context.queue, context.store, task, context.archive)
            return None
    raise RouteNotFound
