"""One document: how far it is, or what was read: pages with boxes, facts with their places, corrections, downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from ocr_service.api.answers.results import page_numbers, read_selected
from ocr_service.api.answers.views import rendering_links
from ocr_service.api.find import find_own_task, find_task
from ocr_service.api.page.facts import fact_rows, fact_tables
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import now, places_in, row_of
from ocr_service.api.page.sheet import sheet_of
from ocr_service.api.page.visit import Looking, Steering, Visit
from ocr_service.api.routes.feedback import learn_from
from ocr_service.domain.api_key import Scope
from ocr_service.domain.status import Output, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import ResultExpired
from ocr_service.intake.options import invalid
from ocr_service.results.selection import Selection

router = APIRouter(route_class=PageRoute, include_in_schema=False)

CORRECTABLE = ("sender", "sender_address", "currency", "iban")
"""What belongs to a sender and is the same on his next document."""
_FIELD = "field."
_AROUND = 5

PageQuery = Annotated[int, Query(ge=0, le=100_000, description="by its number in the result; 0 is the first")]
LearnedQuery = Annotated[
    str, Query(max_length=200, pattern="^[a-z_,]*$", description="what was just learned")
]


@router.get("/documents/{task_id}")
async def document_page(
    visit: Looking, task_id: str, page: PageQuery = 0, learned: LearnedQuery = ""
) -> Response:
    """A document under way, or what came of it."""
    task = await find_task(visit.context.queue, visit.caller, task_id)
    if task.status is TaskStatus.COMPLETED:
        return await _result_page(visit, task, page, learned)
    lines, paused = await visit.context.queue.next_in_line(), await visit.context.queue.paused()
    row = row_of(task, visit.words, places_in(lines), paused, now())
    return visit.page("_under_way.html" if visit.is_part else "under_way.html", task=task, row=row)


async def _result_page(visit: Visit, task: Task, page: int, learned: str) -> Response:
    numbers = await page_numbers(visit.context, task)
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
        picture=result["links"]["images"].format(page=place + 1) if has_picture else "",
        numbers=numbers[max(0, place - _AROUND) : place + _AROUND + 1],
        first=numbers[0],
        last=numbers[-1],
        downloads=_downloads(task, result),
        correctable={name: _value(result, name) for name in CORRECTABLE},
        learned=[name for name in learned.split(",") if name],
    )


def _downloads(task: Task, result: Mapping[str, Any]) -> dict[str, str]:
    """Addresses of what can be taken away whole, the result itself as ``json`` first."""
    links = rendering_links(task, result.get("outputs", {}))
    return {"json": links.pop("result"), **{name: link for name, link in links.items() if name != "images"}}


def _value(result: Mapping[str, Any], name: str) -> str:
    fact = result["fields"].get(name)
    return str(fact["value"]) if isinstance(fact, Mapping) else ""


@router.post("/documents/{task_id}/correct")
async def correct(visit: Steering, task_id: str) -> Response:
    """Learn what a person put right: the next document of its kind is read by it."""
    visit.require(Scope.SUBMIT)
    task = await find_own_task(visit.context.queue, visit.caller, task_id)
    given = {
        name.removeprefix(_FIELD): value.strip() for name, value in visit.fields if name.startswith(_FIELD)
    }
    before = {name: visit.field(f"was.{name}") for name in given}
    changed = {name: value for name, value in given.items() if value and value != before[name]}
    if set(changed) - set(CORRECTABLE):
        raise invalid({"field": "field", "message": f"Only {', '.join(CORRECTABLE)} can be corrected here."})
    category = visit.field("category").strip()
    category = "" if category == visit.field("was.category") else category
    learned: list[str] = []
    if changed or category:
        learned = await learn_from(visit.context, task, category or None, changed)
    told = ",".join([*learned, *(["category"] if category else [])])
    return visit.to(f"/documents/{task_id}?learned={told}")
