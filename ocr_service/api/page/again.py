"""Read a document again with other wishes, or with the password that it asked for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.access.erasure import erase_task
from ocr_service.api.find import find_own_task
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.visit import Steering, Visit
from ocr_service.domain.api_key import Scope
from ocr_service.domain.status import Mode, Output, Profile, TaskStatus
from ocr_service.domain.task import FROM_PAGE, Task
from ocr_service.intake.again import read_again
from ocr_service.intake.options import Wishes
from ocr_service.intake.submit import Submission
from ocr_service.observability import request_context as log_context

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_WISHES = ("language", "profile", "mode", "pages", "password")
_ALWAYS = (Output.JSON, Output.TEXT)


async def wishes_shown(visit: Visit, task: Task) -> dict[str, Any] | None:
    """What the form offers, and what the document was read with; None when it is no longer kept."""
    stored = await asyncio.to_thread(visit.context.store.open_source, task.file_path)
    if stored is None:
        return None
    stored.close()
    languages = (await visit.context.intake.capabilities()).languages
    return {
        "languages": ["auto", *(each for each in languages if each != "osd")],
        "profiles": [each.value for each in Profile],
        "modes": [each.value for each in Mode],
        "outputs": [each.value for each in Output if each not in _ALWAYS],
        "options": task.options,
    }


@router.post("/documents/{task_id}/again")
async def again(visit: Steering, task_id: str) -> Response:
    """A failed document gives way to its new reading; what came of another one stays beside it."""
    visit.require(Scope.SUBMIT)
    context = visit.context
    task = await find_own_task(context.queue, visit.caller, task_id)
    fields = {name: visit.field(name) for name in _WISHES if visit.field(name)}
    outputs = [
        *(each.value for each in _ALWAYS),
        *(value for name, value in visit.fields if name == "outputs"),
    ]
    wishes = await context.intake.wishes({**fields, "outputs": ",".join(outputs)})
    new = await _read_again(visit, task, wishes)
    if task.status is TaskStatus.FAILED:
        await erase_task(context.queue, context.store, task)
    return visit.to(f"/documents/{new.id}")


@router.post("/documents/{task_id}/make/{output}")
async def make(visit: Steering, task_id: str, output: Output) -> Response:
    """Read a document again as it was read, with one rendering more: what shows its pages cannot be made of their words."""
    visit.require(Scope.SUBMIT)
    task = await find_own_task(visit.context.queue, visit.caller, task_id)
    wanted = {*task.options.outputs, output}
    options = replace(task.options, outputs=tuple(each for each in Output if each in wanted))
    new = await _read_again(visit, task, Wishes(options=options))
    return visit.to(f"/documents/{new.id}")


async def _read_again(visit: Visit, task: Task, wishes: Wishes) -> Task:
    submission = Submission(
        wishes=wishes,
        owner=task.owner,
        key_id=visit.caller.key_id,
        source=FROM_PAGE,
        request_id=log_context.request_id.get(),
    )
    return await read_again(visit.context.intake, visit.context.store, task, submission)
