"""The first page: drop documents, and see what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ocr_service.access.erasure import erase_task
from ocr_service.api.access.auth import identified
from ocr_service.api.bodies.form import Form, FormRules, read_form
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_own_task, find_task
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import Row, now, places_in, row_of
from ocr_service.api.page.visit import FORM_FIELD, Looking, Steering, Visit, check_token, visit_of
from ocr_service.api.routes.pending import start_pending_of
from ocr_service.api.routes.tasks import Cursor, cancel_with_files
from ocr_service.domain.api_key import Scope
from ocr_service.domain.queue_values import TaskPage
from ocr_service.domain.status import Profile, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import OcrServiceError, RouteNotFound
from ocr_service.intake.rerun import rerun
from ocr_service.intake.submit import Submission
from ocr_service.observability import request_context as log_context

router = APIRouter(route_class=PageRoute, include_in_schema=False)

ROWS = 50
_SCANNED = 200
_MOST_SCANNED = 4_000
"""A name is looked for in so many tasks at once; then the page offers to go on. 100,000 are never held up for."""
_OUTPUTS = "json,text,pdf"

StatusQuery = Annotated[str, Query(pattern="^[A-Z]{0,12}$", description="only these")]
NameQuery = Annotated[str, Query(max_length=200, description="a part of the file's name")]


@router.get("/")
async def documents_page(
    visit: Looking, status: StatusQuery = "", name: NameQuery = "", cursor: Cursor = ""
) -> Response:
    """Where to drop documents, and those that are there, newest first."""
    visit.require(Scope.READ_OWN, Scope.READ_ALL, Scope.SUBMIT)
    wanted = next((each for each in TaskStatus if each.value == status), None)
    found = await _found(visit, wanted, name.strip().lower(), cursor)
    values = {
        "rows": await _rows(visit, found.tasks),
        "cursor": found.cursor,
        "status": wanted.value if wanted else "",
        "name": name,
        "statuses": [each.value for each in TaskStatus],
    }
    if visit.is_part:
        return visit.page("_list.html", **values)
    stats, capabilities = await visit.context.queue.stats(), await visit.context.intake.capabilities()
    return visit.page(
        "documents.html",
        **values,
        pending=stats.pending,
        profiles=[profile.value for profile in Profile],
        installed=capabilities.languages,
        default_language=visit.context.config.default_language,
        max_mb=visit.context.config.max_file_bytes // 1_000_000,
        has_workers=bool(await visit.context.queue.workers()),
    )


async def _found(visit: Visit, status: TaskStatus | None, name: str, cursor: str) -> TaskPage:
    """A page of tasks; with a name, those of many pages that have it in their file's name."""
    queue, owner = visit.context.queue, visit.caller.sees
    if not name:
        return await queue.list_tasks(owner=owner, status=status, limit=ROWS, cursor=cursor)
    tasks: list[Task] = []
    for _ in range(_MOST_SCANNED // _SCANNED):
        page = await queue.list_tasks(owner=owner, status=status, limit=_SCANNED, cursor=cursor)
        tasks += [task for task in page.tasks if name in task.filename.lower()]
        cursor = page.cursor
        if not cursor or len(tasks) >= ROWS:
            break
    return TaskPage(tasks=tuple(tasks), cursor=cursor)


async def _rows(visit: Visit, tasks: tuple[Task, ...]) -> list[Row]:
    queue, at = visit.context.queue, now()
    waits = any(task.status is TaskStatus.QUEUED for task in tasks)
    places = places_in(await queue.next_in_line()) if waits else {}
    paused = await queue.paused()
    return [row_of(task, visit.words, places, paused, at) for task in tasks]


@router.get("/documents/{task_id}/row")
async def document_row(visit: Looking, task_id: str) -> Response:
    """One row anew, when something happened to its document."""
    task = await find_task(visit.context.queue, visit.caller, task_id)
    return visit.page("_row.html", row=(await _rows(visit, (task,)))[0])


@router.post("/documents")
async def upload(request: Request, context: Context) -> Response:
    """Take in documents; each becomes a task of its own."""
    caller = await identified(request, context, by_session=True)
    visit = await visit_of(request, context, caller)
    visit.require(Scope.SUBMIT)
    async with _form(request, context) as form:
        tasks = await _submitted(visit, form)
    if visit.is_part:
        return visit.page("_rows.html", rows=await _rows(visit, tuple(tasks)))
    return visit.to("/" if len(tasks) > 1 else f"/documents/{tasks[0].id}")


@asynccontextmanager
async def _form(request: Request, context: ApiContext) -> AsyncIterator[Form]:
    rules = FormRules(
        file_field="files",
        max_files=context.config.max_batch_files,
        max_file_bytes=context.config.max_file_bytes,
        pause_s=context.config.upload_timeout_s,
    )
    async with read_form(request, context.intake.begin, rules) as form:
        check_token(request, context, form.fields)
        yield form


async def _submitted(visit: Visit, form: Form) -> list[Task]:
    """All uploads of a form, with the same wishes."""
    asked = {name: value for name, value in form.fields.items() if name not in (FORM_FIELD, "pictures")}
    outputs = f"{_OUTPUTS},images" if "pictures" in form.fields else _OUTPUTS
    wishes = await visit.context.intake.wishes({**asked, "outputs": outputs})
    submission = Submission(
        wishes=wishes,
        owner=visit.caller.owner,
        key_id=visit.caller.key_id,
        source="page",
        request_id=log_context.request_id.get(),
    )
    return [(await visit.context.intake.submit(upload, submission)).task for upload in form.uploads]


@router.post("/start-pending")
async def start_pending(visit: Steering) -> Response:
    """Start everything that waits to be started."""
    visit.require(Scope.SUBMIT)
    await start_pending_of(visit.context.queue, visit.caller)
    return visit.to("/")


@router.post("/documents/selected")
async def steer_selected(visit: Steering) -> Response:
    """Do one thing with every document that is ticked; what cannot be done is told at its end."""
    visit.require(Scope.SUBMIT)
    failed: list[tuple[str, OcrServiceError]] = []
    for task_id in dict.fromkeys(value for name, value in visit.fields if name == "task"):
        try:
            await _steer(visit, task_id, visit.field("action"))
        except OcrServiceError as error:
            failed.append((task_id, error))
    return visit.page("left_out.html", failed=failed) if failed else visit.to("/")


@router.post("/documents/{task_id}/{action}")
async def steer(visit: Steering, task_id: str, action: str) -> Response:
    """Cancel, retry, start or delete a document."""
    visit.require(Scope.SUBMIT)
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
            await erase_task(context.queue, context.store, task)
            return None
    raise RouteNotFound
