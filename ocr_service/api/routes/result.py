"""Give out what was read: as JSON, and in each rendering that was asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from ocr_service.api.access.auth import Reader
from ocr_service.api.answers.results import RENDERINGS, image_answer, rendering_answer, result_answer
from ocr_service.api.answers.wanted_result import WantedResult
from ocr_service.api.context import Context
from ocr_service.api.find import find_task
from ocr_service.api.openapi.parameters import IfNoneMatch, TaskIdPath
from ocr_service.api.openapi.responses import ETAG, RESULT, file_answers, header, problems, result_success
from ocr_service.domain.status import Output
from ocr_service.errors import NotAcceptable, OutputNotAvailable, RangeNotSatisfiable
from ocr_service.renderings.of_pages import OF_PAGES

router = APIRouter(tags=["results"])

RangeHeader = Annotated[str | None, Header(alias="Range", description="`bytes=0-1023`")]
IfRange = Annotated[str | None, Header(description="an ETag; the range is only given while it fits")]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="1-based, by its place in the result")]


@router.get(
    "/ocr/result/{task_id}",
    summary="The result",
    responses={
        **problems(*RESULT, NotAcceptable),
        200: result_success("text, words, facts and category", ETAG),
        304: {"description": "not changed since `If-None-Match`", "headers": {"ETag": header("as sent")}},
    },
)
async def get_result(
    *,
    request: Request,
    context: Context,
    caller: Reader,
    task_id: TaskIdPath,
    wanted: WantedResult,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The result, streamed: a document of a thousand pages does not pass through memory.

    `fields`, `pages` and `include` take only what is wanted of it. `Accept: application/x-ndjson` gives everything
    but text and pages on a first line, then a line for each page.
    """
    task = await find_task(context.queue, caller, task_id)
    return await result_answer(request, context, task, wanted)


@router.get(
    "/ocr/result/{task_id}/pages/{page}/image",
    summary="A page's picture",
    response_class=Response,
    responses={
        **problems(*RESULT, OutputNotAvailable, RangeNotSatisfiable),
        **file_answers("image/png"),
    },
)
async def get_page_image(
    *,
    request: Request,
    context: Context,
    caller: Reader,
    task_id: TaskIdPath,
    page: PageNumber,
    if_none_match: IfNoneMatch = None,
    byte_range: RangeHeader = None,
    if_range: IfRange = None,
) -> Response:
    """The picture a page was read from, when `images` was among the outputs."""
    task = await find_task(context.queue, caller, task_id)
    return await image_answer(request, context, task, page)


def _getter(output: Output) -> Callable[..., Awaitable[Response]]:
    async def get_rendering(
        *,
        request: Request,
        context: Context,
        caller: Reader,
        task_id: TaskIdPath,
        if_none_match: IfNoneMatch = None,
        byte_range: RangeHeader = None,
        if_range: IfRange = None,
    ) -> Response:
        task = await find_task(context.queue, caller, task_id)
        return await rendering_answer(request, context, task, output)

    return get_rendering


def _described(output: Output) -> str:
    if output in OF_PAGES:
        return "The rendering as a download; made while it is sent where it was not among the outputs."
    if output is Output.TEXT:
        return "The text as a download."
    return f"The rendering as a download; 404 when `{output.value}` was not among the outputs."


for _output, (_media_type, _) in RENDERINGS.items():
    router.add_api_route(
        f"/ocr/result/{{task_id}}/{_output.value}",
        _getter(_output),
        methods=["GET"],
        name=f"get_{_output.value}",
        operation_id=f"get_{_output.value}",
        summary=f"The result as {_output.value}",
        description=_described(_output),
        response_class=Response,
        responses={
            **problems(*RESULT, OutputNotAvailable, RangeNotSatisfiable),
            **file_answers(_media_type),
        },
    )
