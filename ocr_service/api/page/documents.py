"""The first page: drop documents, and see what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Request
from starlette.responses import Response

from ocr_service.api.access.auth import identified
from ocr_service.api.bodies.form import Form, FormRules, read_form
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_task
from ocr_service.api.live.progress import progress_of
from ocr_service.api.live.shared_live import Live
from ocr_service.api.page.filters import Wanted, found
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import Row, now, places_in, row_of
from ocr_service.api.page.visit import FORM_FIELD, Looking, Steering, Visit, check_token, visit_of
from ocr_service.api.routes.pending import start_pending_of
from ocr_service.api.routes.tasks import Cursor
from ocr_service.domain.api_key import Scope
from ocr_service.domain.status import Profile, TaskStatus
from ocr_service.domain.task import FROM_PAGE, Task
from ocr_service.intake.submit import Submission
from ocr_service.observability import request_context as log_context

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_OUTPUTS = "json,text,pdf"


@router.get("/")
async def documents_page(visit: Looking, wanted: Wanted, cursor: Cursor = "") -> Response:
    """Where to drop documents, and those that are there, newest first."""
    visit.require(Scope.READ_OWN, Scope.READ_ALL, Scope.SUBMIT)
    page = await found(visit, wanted, cursor)
    values = {"rows": await _rows(visit, page.tasks), "cursor": page.cursor, "wanted": wanted}
    if visit.is_part:
        return visit.page("_list.html", **values)
    stats, capabilities = await visit.context.queue.stats(), await visit.context.intake.capabilities()
    return visit.page(
        "documents.html",
        **values,
        states={each.value: visit.words(f"state.{each.value}") for each in TaskStatus},
        categories=_categories(visit, page.tasks, wanted.category),
        sees_all=visit.caller.sees is None and visit.has_keys,
        pending=stats.pending,
        profiles=[profile.value for profile in Profile],
        installed=capabilities.languages,
        default_language=visit.context.config.default_language,
        max_mb=visit.context.config.max_file_bytes // 1_000_000,
        has_workers=bool(await visit.context.queue.workers()),
    )


def _categories(visit: Visit, tasks: tuple[Task, ...], chosen: str) -> list[tuple[str, str]]:
    """Those that the page has a word for, and those that people taught, by what they are called."""
    names = {*visit.words.group("category"), *(task.category for task in tasks), chosen} - {""}
    return sorted(((name, visit.words.known("category", name)) for name in names), key=lambda each: each[1])


async def _rows(visit: Visit, tasks: tuple[Task, ...]) -> list[Row]:
    queue, at = visit.context.queue, now()
    waits = any(task.status is TaskStatus.QUEUED for task in tasks)
    places = places_in(await queue.next_in_line()) if waits else {}
    paused = await queue.paused()
    left_s = await _seconds_left(visit, tasks)
    return [row_of(task, visit.words, places, paused, at, left_s=left_s.get(task.id)) for task in tasks]


async def _seconds_left(visit: Visit, tasks: tuple[Task, ...]) -> dict[str, float | None]:
    """What those who listen to the API are told, of the tasks that have not ended."""
    under_way = [task for task in tasks if not task.status.is_final]
    if not under_way:
        return {}
    live: Live = visit.request.app.state.live
    view = await live.outlook.view()
    return {task.id: progress_of(task).shown(view)["seconds_left"] for task in under_way}


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
        source=FROM_PAGE,
        request_id=log_context.request_id.get(),
    )
    return [(await visit.context.intake.submit(upload, submission)).task for upload in form.uploads]


@router.post("/start-pending")
async def start_pending(visit: Steering) -> Response:
    """Start everything that waits to be started."""
    visit.require(Scope.SUBMIT)
    await start_pending_of(visit.context.queue, visit.caller)
    return visit.to("/")
