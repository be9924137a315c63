"""What happened: the plots of hours and days, what was delivered to subscribers, and what operators did."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.api.page.plots import plots_of
from ocr_service.api.page.route import PageRoute
from ocr_service.api.page.rows import ago, now
from ocr_service.api.page.visit import Looking, Visit
from ocr_service.domain.api_key import Scope
from ocr_service.domain.web.course import Window

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_STEPS = 20
_SUBSCRIPTIONS = 50
_TRIES = 20


@router.get("/operations/plots")
async def plots(visit: Looking, window: Window = Window.DAY) -> Response:
    """The plots alone, which the page asks for every minute."""
    visit.require(Scope.OPERATE)
    return visit.page("_plots.html", **await plots_for(visit, window))


async def plots_for(visit: Visit, window: Window) -> dict[str, Any]:
    """What the template of the plots needs."""
    course = await visit.context.queue.course(window)
    return {
        "plots": plots_of(course, window, visit.words),
        "window": window.value,
        "windows": [each.value for each in Window],
    }


async def records_of(visit: Visit) -> dict[str, Any]:
    """The latest tries of deliveries and the latest steps of operators, each with how long ago."""
    queue, at = visit.context.queue, now()
    subscriptions = (await queue.subscriptions())[-_SUBSCRIPTIONS:]
    logs = await asyncio.gather(*(queue.deliveries(each.id, limit=_TRIES) for each in subscriptions))
    tries = [
        (subscription, each) for subscription, log in zip(subscriptions, logs, strict=True) for each in log
    ]
    tries.sort(key=lambda pair: pair[1].at, reverse=True)
    steps, _ = await asyncio.to_thread(visit.context.audit_log.newest, limit=_STEPS)
    return {
        "tries": [
            (each, subscription, ago(each.at, at, visit.words)) for subscription, each in tries[:_TRIES]
        ],
        "steps": [(step, ago(step["at"], at, visit.words)) for step in steps],
    }
