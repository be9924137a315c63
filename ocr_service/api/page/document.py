"""One document: how far it is, or what was read: pages with boxes, facts with their places, corrections, downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from ocr_service.api.answers.results import page_numbers, read_selected, screen_answer
from ocr_service.api.answers.views import rendering_links
from ocr_service.api.find import find_task
from ocr_service.api.page.again import wishes_shown
from ocr_service.api.page.facts import FactRow, fact_rows, fact_tables
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import now, places_in, row_of
from ocr_service.api.page.sheet import sheet_of
from ocr_service.api.page.visit import Looking, Visit
from ocr_service.domain.document import parts_in
from ocr_service.domain.status import Output, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import PasswordRequired, PasswordWrong, ResultExpired
from ocr_service.renderings.of_pages import OF_PAGES
from ocr_service.results.corrections import AMOUNTS, DATES
from ocr_service.results.facts import MARK
from ocr_service.results.selection import Selection

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LASTING = ("sender", "sender_address", "currency", "iban")
"""What belongs to a sender and is the same on his next document."""
_AROUND = 5

PageNumber = Annotated[int, Path(ge=1, le=100_000, description="its number in the document")]
PageQuery = Annotated[int, Query(ge=0, le=100_000, description="by its number in the result; 0 is the first")]
KeptQuery = Annotated[int, Query(ge=0, le=1_000, description="how many values were just kept")]
LearnedQuery = Annotated[
    str, Query(max_length=200, pattern="^[a-z_,]*$", description="what was just learned")
]


@router.get("/documents/{task_id}")
async def document_page(
    visit: Looking, task_id: str, page: PageQuery = 0, learned: LearnedQuery = "", kept: KeptQuery = 0
) -> Response:
    """A document under way, or what came of it."""
    task = await find_task(visit.context.queue, visit.caller, task_id)
    if task.status is TaskStatus.COMPLETED:
        return await _result_page(visit, task, page, (learned, kept))
    lines, paused = await visit.context.queue.next_in_line(), await visit.context.queue.paused()
    row = row_of(task, visit.words, places_in(lines), paused, now())
    shown = await wishes_shown(visit, task) if task.status is TaskStatus.FAILED else None
    template = "_under_way.html" if visit.is_part else "under_way.html"
    return visit.page(
        template, task=task, row=row, again=shown, needs_password=_needs_password(task), parts=()
    )


@router.get("/documents/{task_id}/pages/{page}/picture")
async def page_picture(
    request: Request, visit: Looking, task_id: str, page: PageNumber, *, small: bool = False
) -> Response:
    """A page's picture, of a screen's size or as a thumb."""
    task = await find_task(visit.context.queue, visit.caller, task_id)
    return await screen_answer(request, visit.context, task, page, is_small=small)


def _needs_password(task: Task) -> bool:
    return task.error is not None and task.error.code in (PasswordRequired.code, PasswordWrong.code)


async def _result_page(visit: Visit, task: Task, page: int, put_right: tuple[str, int]) -> Response:
    numbers = await page_numbers(visit.context, task)
    if not numbers and (parts := parts_in(await visit.context.queue.result(task.id) or {})):
        return visit.page("under_way.html", task=task, parts=parts)
    if not numbers:
        raise ResultExpired("This result has no pages any more. Upload the document again.")
    number = page or numbers[0]
    result = await read_selected(visit.context, task, Selection(pages=(range(number, number + 1),)))
    place = numbers.index(number)
    facts = fact_rows(result["fields"], result["review"], visit.words)
    has_picture = Output.IMAGES.value in result.get("outputs", {})
    return visit.page(
        "document.html",
        task=task,
        result=result,
        sheet=sheet_of(result["pages"][0]),
        facts=facts,
        tables=fact_tables(result["fields"], visit.words),
        has_picture=has_picture,
        numbers=numbers[max(0, place - _AROUND) : place + _AROUND + 1],
        first=numbers[0],
        last=numbers[-1],
        downloads=_downloads(task, result),
        makeable=_makeable(task, result),
        of_pages=[each.value for each in OF_PAGES],
        read_category=result["category_details"].get(MARK, {}).get("read", result["category"]),
        correctable=_correctable(facts, visit),
        again=await wishes_shown(visit, task),
        needs_password=False,
        learned=[name for name in put_right[0].split(",") if name],
        kept=put_right[1],
        lasting=LASTING,
    )


def _correctable(facts: list[FactRow], visit: Visit) -> dict[str, tuple[str, str, str]]:
    """Label, value and kind by name: whatever was found once, and what lasts from document to document whether found or not."""
    found = {row.name: (row.label, row.corrected or row.value) for row in facts if row.is_single}
    found |= {name: (visit.words.known("field", name), "") for name in LASTING if name not in found}
    return {name: (label, value, _kind(name)) for name, (label, value) in found.items()}


def _kind(name: str) -> str:
    """How a browser asks for a value of this field."""
    return "date" if name in DATES else "amount" if name in AMOUNTS else "text"


def _makeable(task: Task, result: Mapping[str, Any]) -> list[str]:
    """Renderings that the document itself is needed for, and that nobody asked for yet."""
    if "xml" in task.media_type:
        return []
    made = {*result.get("outputs", {}), *(each.value for each in task.options.outputs)}
    return [each.value for each in (Output.PDF, Output.PDF_A, Output.IMAGES) if each.value not in made]


def _downloads(task: Task, result: Mapping[str, Any]) -> dict[str, str]:
    """Addresses of what can be taken away whole, the result itself as ``json`` first."""
    links = rendering_links(task, {*result.get("outputs", {}), *OF_PAGES})
    return {"json": links.pop("result"), **{name: link for name, link in links.items() if name != "images"}}
