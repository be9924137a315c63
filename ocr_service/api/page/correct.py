"""Put right what was found: it is kept with the document, and what lasts is learned for the next one."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.api.find import find_own_task
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.visit import Steering, Visit
from ocr_service.api.routes.feedback import take_corrections
from ocr_service.domain.api_key import Scope
from ocr_service.domain.facts import CATEGORY
from ocr_service.intake.options import invalid

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIELD, _WAS = "field.", "was."
_MOST_FIELDS = 100


@router.post("/documents/{task_id}/correct")
async def correct(visit: Steering, task_id: str) -> Response:
    """What is left as it was, or emptied, says nothing."""
    visit.require(Scope.SUBMIT)
    task = await find_own_task(visit.context.queue, visit.caller, task_id)
    values = _changed(visit)
    if not values:
        return visit.to(f"/documents/{task_id}")
    category = values.pop(CATEGORY, None)
    taken = await take_corrections(visit.context, task, visit.caller.name, category, values)
    told = ",".join([*taken.learned, *([CATEGORY] if category else [])])
    kept = len(taken.kept) + bool(category)
    return visit.to(f"/documents/{task_id}?learned={told}&kept={kept}")


def _changed(visit: Visit) -> dict[str, str]:
    """The new values by name, the category among them. Raises ``ValidationFailed``."""
    given = [
        *((name.removeprefix(_FIELD), value) for name, value in visit.fields if name.startswith(_FIELD)),
        (CATEGORY, visit.words.name_of(CATEGORY, visit.field(CATEGORY))),
    ]
    changed = {
        name: value.strip()
        for name, value in given
        if value.strip() and value.strip() != visit.field(f"{_WAS}{name}")
    }
    if len(changed) > _MOST_FIELDS:
        raise invalid({"field": "field", "message": f"Put at most {_MOST_FIELDS} values right at once."})
    return changed
