"""Liveness, readiness and numbers, outside the versioned prefix."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from ocr_service.api.answers.problems import problem
from ocr_service.api.answers.views import work_view
from ocr_service.api.context import Context
from ocr_service.api.home import all_numbers
from ocr_service.api.metrics import render_metrics
from ocr_service.api.openapi.responses import REQUEST_ID, open_problems, success
from ocr_service.api.openapi.schemas import HealthAnswer, ReadyAnswer, WorkAnswer
from ocr_service.api.readiness import check_all
from ocr_service.errors import BackendUnavailable, NotReady, OcrServiceError

router = APIRouter(tags=["health"])


@router.get(
    "/healthz",
    summary="The process answers",
    responses={**open_problems(OcrServiceError), 200: success(HealthAnswer, "alive")},
)
async def healthz(context: Context) -> Response:
    """Says nothing about Redis or workers: restart the process when this does not answer."""
    return JSONResponse({"status": "ok", "version": context.config.version})


@router.get(
    "/readyz",
    summary="Documents would be taken and read",
    responses={**open_problems(NotReady, OcrServiceError), 200: success(ReadyAnswer, "all is well")},
)
async def readyz(context: Context) -> Response:
    """Redis, storage, a live worker and its languages; 503 with the reasons until all are there."""
    checks = await check_all(context)
    shown = {name: asdict(check) for name, check in checks.items()}
    wrong = [f"{name}: {check.detail}" for name, check in checks.items() if not check.ok]
    if wrong:
        return problem(NotReady(" ".join(wrong), ready=False, checks=shown))
    return JSONResponse({"ready": True, "checks": shown})


@router.get(
    "/work",
    summary="Seconds of work that wait",
    responses={**open_problems(BackendUnavailable, OcrServiceError), 200: success(WorkAnswer, "what waits")},
)
async def work(context: Context) -> Response:
    """What KEDA or another autoscaler asks for, at `waiting_s` or `queues.high`; Prometheus has it as `ocr_work_seconds`."""
    return JSONResponse(work_view(await context.queue.stats()))


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={
        **open_problems(BackendUnavailable, OcrServiceError),
        200: {
            "description": "Prometheus' text format",
            "headers": REQUEST_ID,
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
    },
)
async def metrics(context: Context) -> Response:
    """Read from the queue at each scrape: every API process gives the same numbers."""
    stats, workers, limits, home, sources = await asyncio.gather(
        context.queue.stats(),
        context.queue.workers(),
        context.limits_used(),
        all_numbers(context),
        context.sources(),
    )
    free_bytes = await asyncio.to_thread(context.store.free_bytes)
    numbers = render_metrics(stats, workers, free_bytes, limits, home=home, sources=sources)
    return Response(numbers, media_type=CONTENT_TYPE_LATEST)
