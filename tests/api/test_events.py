"""Events as they happen, over real connections."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis.asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from ocr_service.domain.task import TaskError
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, ApiProcess, api_process
from tests.support.processes.patience import PATIENCE_S
from tests.support.served_api import SentEvent, listening, served

ANNA, BERT, ROOT = ({"Authorization": f"Bearer {name * 8}"} for name in ("anna", "bert", "root"))
ERROR = TaskError(code="DOCUMENT_CORRUPT", detail="It is damaged.")


@pytest.fixture
async def address(api: ApiProcess) -> AsyncIterator[str]:
    async with served(api.app) as found:
        yield found


@pytest.fixture
async def owned(redis_url: str, tmp_path: Path) -> AsyncIterator[tuple[ApiProcess, str]]:
    """A service with two owners and an operator, and room for two listeners."""
    config = ApiConfig(
        keys=parse_keys(["anna:" + "anna" * 8, "bert:" + "bert" * 8]),
        operator_keys=parse_keys(["root:" + "root" * 8]),
        max_listeners=2,
    )
    async with api_process(redis_url, tmp_path / "uploads", config=config) as process:
        async with served(process.app) as found:
            yield process, found


async def run_next(api: ApiProcess, pages: int = 2) -> None:
    """Claim the next task, tell of each page, and let it fail."""
    claim = await api.claim()
    for page in range(1, pages + 1):
        percent = 50 * page // pages
        await api.queue.progress(
            claim, percent=percent, message=f"Page {page}", pages_done=page, pages_total=pages
        )
    await api.queue.fail(claim, ERROR)


async def all_of(address: str, path: str, **headers: str) -> tuple[int, list[SentEvent]]:
    """The status and the events of a listener who stays to the end."""
    async with listening(address, path, **headers) as (answer, events):
        return answer.status_code, [event async for event in events]


def statuses(events: list[SentEvent]) -> list[str]:
    return [event.data["status"] for event in events]


async def test_a_task_is_told_from_its_place_in_the_queue_to_its_end(api, address):
    task_id = await api.upload()

    async with listening(address, f"/ocr/events/{task_id}") as (answer, events):
        first = await anext(events)
        await run_next(api)
        rest = [event async for event in events]

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (first.data["status"], first.data["queue_position"], first.id) == ("QUEUED", 0, "")
    assert statuses(rest) == ["PROCESSING"] * 3 + ["FAILED"] * 2
    assert [event.data["pages_done"] for event in rest[:4]] == [0, 1, 2, 2]
    assert [bool(event.id) for event in rest] == [True] * 4 + [False]
    assert rest[-1].name == "end"
    assert rest[-1].data["error"]["code"] == "DOCUMENT_CORRUPT"


async def test_who_comes_back_is_told_what_he_missed_and_nothing_twice(api, address):
    task_id = await api.upload()
    async with listening(address, f"/ocr/events/{task_id}") as (_, events):
        await anext(events)
        claim = await api.claim()
        seen = await anext(events)
    await api.queue.progress(claim, percent=50, message="Page 1", pages_done=1, pages_total=2)
    await api.queue.fail(claim, ERROR)

    _, missed = await all_of(address, f"/ocr/events/{task_id}", Last_Event_ID=seen.id)

    assert [(event.name, event.data["status"], event.data["progress"]) for event in missed] == [
        ("", "PROCESSING", 50),
        ("", "FAILED", 50),
        ("end", "FAILED", 50),
    ]


async def test_a_browser_that_saw_the_end_is_told_not_to_come_back(api, address):
    task_id = await api.upload()
    await run_next(api)
    _, events = await all_of(address, f"/ocr/events/{task_id}", Last_Event_ID="0-0")
    last = [event.id for event in events if event.id][-1]

    again = await all_of(address, f"/ocr/events/{task_id}", Last_Event_ID=last)

    assert again == (204, [])


async def test_a_listener_of_an_ended_task_gets_its_state_and_its_end(api, address):
    task_id = await api.upload()
    await run_next(api)

    _, events = await all_of(address, f"/ocr/events/{task_id}")

    assert [(event.name, event.data["status"]) for event in events] == [("", "FAILED"), ("end", "FAILED")]


async def test_the_story_of_a_task_that_is_deleted_ends_with_its_cancelling(api, address):
    task_id = await api.upload()

    async with listening(address, f"/ocr/events/{task_id}") as (_, events):
        await anext(events)
        await api.http.delete(f"{PREFIX}/ocr/tasks/{task_id}")
        rest = [event async for event in events]

    assert [(event.name, event.data["status"]) for event in rest] == [("", "CANCELLED"), ("end", "CANCELLED")]


async def test_a_waiting_task_is_told_when_it_moves_up(api, address):
    await api.upload()
    second = await api.upload(files.png())

    async with listening(address, f"/ocr/events/{second}") as (_, events):
        before = await anext(events)
        await api.claim()
        moved = await anext(events)

    assert [before.data["queue_position"], moved.data["queue_position"]] == [1, 0]
    assert moved.id == ""


async def test_the_time_that_is_left_follows_the_pages_that_are_done(api, address):
    task_id = await api.upload()

    async with listening(address, f"/ocr/events/{task_id}") as (_, events):
        first = await anext(events)
        began_s = time.monotonic()
        claim = await api.claim()
        begun = await anext(events)
        await asyncio.sleep(0.3)
        await api.queue.progress(claim, percent=25, message="Page 1", pages_done=1, pages_total=4)
        read = await anext(events)
        a_page_s = time.monotonic() - began_s

    assert [first.data["seconds_left"], begun.data["seconds_left"]] == [None, None]  # nothing was ever run
    assert 0.8 < read.data["seconds_left"] < 3 * a_page_s + 1


async def test_a_batch_is_told_from_its_state_to_its_end(api, address):
    parts = [("files", ("a.pdf", files.PDF)), ("files", ("b.png", files.png()))]
    batch = (await api.post("/ocr/batch", files=parts)).json()["batch_id"]

    async with listening(address, f"/ocr/events?batch={batch}") as (_, events):
        first = await anext(events)
        await run_next(api, pages=1)
        await run_next(api, pages=1)
        rest = [event async for event in events]

    assert (first.name, first.data["counts"]["QUEUED"]) == ("batch", 2)
    assert (rest[-1].name, rest[-1].data["counts"]["FAILED"]) == ("end", 2)
    assert statuses(rest[:-1]).count("FAILED") == 2
    assert (await all_of(address, f"/ocr/events?batch={batch}", Last_Event_ID=rest[-2].id))[0] == 204


async def test_who_comes_back_too_late_is_told_so(api, address, redis_url):
    async with redis.asyncio.Redis.from_url(redis_url) as raw:
        await api.upload()
        await raw.xtrim("queue:events", maxlen=0)
        await api.upload(files.png())

    async with listening(address, "/ocr/events", Last_Event_ID="1700000000000-0") as (_, events):
        first = await anext(events)
        second = await anext(events)

    assert first.name == "gap"
    assert second.data["status"] == "QUEUED"


async def test_who_comes_back_to_a_task_too_late_is_told_how_it_stands(api, address, redis_url):
    task_id = await api.upload()
    claim = await api.claim()
    await api.queue.progress(claim, percent=50, message="Page 1", pages_done=1, pages_total=2)
    async with redis.asyncio.Redis.from_url(redis_url) as raw:
        await raw.xtrim("queue:events", maxlen=0)

    async with listening(address, f"/ocr/events/{task_id}", Last_Event_ID="1700000000000-0") as (_, events):
        first = await anext(events)

    assert (first.data["status"], first.data["pages_done"], first.id) == ("PROCESSING", 1, "")


async def test_everybody_hears_of_his_own_tasks_only(owned):
    api, address = owned
    async with (
        listening(address, "/ocr/events", **ANNA) as (_, of_anna),
        listening(address, "/ocr/events", **ROOT) as (_, of_root),
    ):
        of_bert = await api.send(headers=BERT)
        own = await api.send(headers=ANNA)
        heard = [(await anext(of_root)).data["task_id"] for _ in range(2)]
        first = await anext(of_anna)

    assert heard == [of_bert.json()["task_id"], own.json()["task_id"]]
    assert first.data["task_id"] == own.json()["task_id"]


async def test_a_listener_who_may_not_is_refused_before_anything_begins(owned):
    api, address = owned
    task_id = (await api.send(headers=BERT)).json()["task_id"]

    async with httpx2.AsyncClient(base_url=f"http://{address}{PREFIX}") as http:
        answers = [
            await http.get(f"/ocr/events/{task_id}"),
            await http.get(f"/ocr/events/{task_id}", headers=ANNA),
            await http.get("/ocr/events/unknown", headers=ANNA),
            await http.get(f"/ocr/events?batch={task_id}", headers=ANNA),
            await http.get("/ocr/events", headers={**ANNA, "Last-Event-ID": "yesterday"}),
        ]

    codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert codes == [
        (401, "UNAUTHORIZED"),
        (404, "TASK_NOT_FOUND"),
        (404, "TASK_NOT_FOUND"),
        (404, "BATCH_NOT_FOUND"),
        (422, "VALIDATION_ERROR"),
    ]


async def test_places_are_bounded_and_given_back(owned):
    api, address = owned
    of_bert = (await api.send(headers=BERT)).json()["task_id"]
    async with listening(address, "/ocr/events", **ANNA):
        of_anna = await all_of(address, "/ocr/events", **ANNA)
        async with listening(address, "/ocr/events", **BERT):
            of_root = await all_of(address, "/ocr/events", **ROOT)
            at_socket = await refusal(address, f"/ocr/ws/{of_bert}", ROOT)

    async def are_free() -> bool:
        return api.app.state.live.listeners.number == 0

    assert [of_anna[0], of_root[0]] == [429, 429]  # half of two is one, and two are all
    assert at_socket == (4429, "TOO_MANY_LISTENERS")
    await until(are_free)


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_a_socket_tells_the_same(api, address):
    task_id = await api.upload()

    async with connect(f"ws://{address}{PREFIX}/ocr/ws/{task_id}") as socket:
        first = json.loads(await socket.recv())
        await run_next(api)
        rest = [json.loads(message) async for message in socket]

    assert (first["event"], first["id"], first["data"]["status"]) == ("progress", None, "QUEUED")
    assert [message["event"] for message in rest] == ["progress"] * 4 + ["end"]
    assert socket.close_code == 1000

    async with connect(f"ws://{address}{PREFIX}/ocr/ws/{task_id}?after={rest[1]['id']}") as socket:
        assert [json.loads(message) async for message in socket] == rest[2:]


@pytest.mark.parametrize(
    ("path", "headers", "code", "reason"),
    [
        ("/ocr/ws/unknown", ANNA, 4404, "TASK_NOT_FOUND"),
        ("/ocr/ws/unknown", {}, 4401, "UNAUTHORIZED"),
        ("/ocr/ws/{task}", ANNA, 4404, "TASK_NOT_FOUND"),
        ("/ocr/ws/{task}?after=yesterday", BERT, 4422, "VALIDATION_ERROR"),
        ("/ocr/ws/{task}?since=1-0", BERT, 4422, "VALIDATION_ERROR"),
    ],
    ids=["unknown", "no key", "another owner's", "no id", "unknown parameter"],
)
async def test_a_refused_socket_says_why(owned, path: str, headers: dict[str, str], code: int, reason: str):
    api, address = owned
    task_id = (await api.send(headers=BERT)).json()["task_id"]

    assert await refusal(address, path.format(task=task_id), headers) == (code, reason)


async def refusal(address: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """The close code and its reason."""
    async with connect(f"ws://{address}{PREFIX}{path}", additional_headers=headers) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


async def test_a_page_of_another_site_opens_no_socket(api, address):
    task_id = await api.upload()

    async with connect(f"ws://{address}{PREFIX}/ocr/ws/{task_id}", origin="http://evil.example") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd.reason == "CROSS_SITE_REQUEST"


async def test_who_talks_on_a_socket_for_listening_is_cut_off(api, address):
    task_id = await api.upload()

    async with connect(f"ws://{address}{PREFIX}/ocr/ws/{task_id}") as socket:
        await socket.recv()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.send("hello")
                await asyncio.sleep(0.001)

    assert closed.value.rcvd.code == 1008


async def test_listeners_are_let_go_at_once_when_the_process_stops(api, address):
    task_id = await api.upload()
    socket = await connect(f"ws://{address}{PREFIX}/ocr/ws/{task_id}")
    async with listening(address, f"/ocr/events/{task_id}") as (_, events):
        await anext(events)
        await socket.recv()

        api.app.state.live.closing.begin()
        rest: list[Any] = [event async for event in events]
        await socket.wait_closed()

    assert rest == []
    assert socket.close_code == 1012
