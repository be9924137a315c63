"""Put right what was found: it is kept with the document, and what lasts is learned for the next one."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.api.find import find_own_task
from ocr_service.api.page.facts import CATEGORY
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.visit import Steering, Visit
from ocr_service.api.routes.feedback import learn_from
from ocr_service.domain.api_key import Scope
from ocr_service.intake.options import invalid

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIELD, _WAS = "field.", "was."
_NAME = re.compile("[a-z][a-z0-9_]{0,59}")
_MOST_CHARS = 300
_MOST_FIELDS = 100


@router.post("/documents/{task_id}/correct")
async def correct(visit: Steering, task_id: str) -> Response:
    """What is left as it was, or emptied, says nothing."""
    visit.require(Scope.SUBMIT)
    task = await find_own_task(visit.context.queue, visit.caller, task_id)
    values = _changed(visit)
    if not values:
        return visit.to(f"/documents/{task_id}")
    fields = {name: value for name, value in values.items() if name != CATEGORY}
    learned = await learn_from(visit.context, task, values.get(CATEGORY), fields)
    await visit.context.queue.correct(task_id, values)
    told = ",".join([*learned, *([CATEGORY] if CATEGORY in values else [])])
    return visit.to(f"/documents/{task_id}?learned={told}&kept={len(values)}")


def _changed(visit: Visit) -> dict[str, str]:
    """The new values by name, the category among them. Raises ``ValidationFailed``."""
    given = [
        *((name.removeprefix(_FIELD), value) for name, value in visit.fields if name.startswith(_FIELD)),
        (CATEGORY, visit.field(CATEGORY)),
    ]
    changed = {
        name: value.strip()
        for name, value in given
        if value.strip() and value.strip() != visit.field(f"{_WAS}{name}")
    }
    wrong = [name for name, value in changed.items() if not _NAME.fullmatch(name) or len(value) > _MOST_CHARS]
    if wrong or len(changed) > _MOST_FIELDS:
        raise invalid(
            {"field": "field", "message": f"A value has 1 to {_MOST_CHARS} characters and a field's name."}
        )
    return changed
