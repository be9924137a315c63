"""A few uploads are read at a time, and nobody keeps out the others."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from ocr_service.api.bodies import body as body_module
from ocr_service.api.bodies.body import Body
from ocr_service.api.turns import TURN_BYTES, Turns


async def is_waiting(task: asyncio.Task[Any]) -> bool:
    """True when the task cannot go on, however often it is its turn on the loop."""
    for _ in range(5):
        await asyncio.sleep(0)
    return not task.done()


class Sender:
    """Stands for a request whose pieces come when the test lets them."""

    def __init__(self) -> None:
        self.pieces: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def receive(self) -> dict[str, object]:
        return await self.pieces.get()

    def send(self, data: bytes, *, is_last: bool = False) -> None:
        self.pieces.put_nowait({"type": "http.request", "body": data, "more_body": not is_last})


async def read_all(turns: Turns, sender: Sender, pause_s: float = 20) -> bytes:
    read = b""
    async with turns.turn() as turn:
        async for chunk in Body(sender, pause_s=pause_s, turn=turn).chunks():  # type: ignore[arg-type]
            read += chunk
    return read


async def test_whoever_comes_when_all_turns_are_taken_waits_until_one_is_given_back():
    turns = Turns(at_once=2)
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(turns.turn()) for _ in range(2)]
        await first.take()
        await second.take()
        third = await stack.enter_async_context(turns.turn())
        waiting = asyncio.create_task(third.take())

        assert await is_waiting(waiting)
        first.give_back()
        await waiting


async def test_a_turn_ends_with_its_block_and_can_be_given_back_twice():
    turns = Turns(at_once=1)
    async with turns.turn() as turn:
        await turn.take()
        turn.give_back()
        turn.give_back()

    async with turns.turn() as one, turns.turn() as other:
        await one.take()
        waiting = asyncio.create_task(other.take())
        assert await is_waiting(waiting)
        one.give_back()
        await waiting


async def test_a_large_upload_lets_others_in_between(monkeypatch):
    monkeypatch.setattr(body_module, "PATIENCE_S", 20)
    turns, large, small = Turns(at_once=1), Sender(), Sender()
    small.send(b"small", is_last=True)
    reading_large = asyncio.create_task(read_all(turns, large))
    reading_small = asyncio.create_task(read_all(turns, small))
    assert await is_waiting(reading_small)

    large.send(bytes(TURN_BYTES + 1))
    assert await reading_small == b"small"
    large.send(b"end", is_last=True)
    assert len(await reading_large) == TURN_BYTES + 4


async def test_a_sender_who_pauses_lets_others_in():
    turns, slow, quick = Turns(at_once=1), Sender(), Sender()
    slow.send(b"a")
    quick.send(b"quick", is_last=True)
    reading_slow = asyncio.create_task(read_all(turns, slow))

    assert await read_all(turns, quick) == b"quick"
    slow.send(b"b", is_last=True)
    assert await reading_slow == b"ab"
