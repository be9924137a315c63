"""The agent's answer is cut to what a receipt may hold, and whatever the agent does becomes a named error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ocr_service.domain.outside.asking import Question
from ocr_service.errors import AnswerUnusable, OutsideRefused, OutsideUnavailable
from ocr_service.outside.agent.answerer import AgentAnswerer, parsed

Respond = Callable[[httpx2.Request], httpx2.Response]


def question(folder: Path, *pictures: str) -> Question:
    return Question(
        kind="agent",
        request={"pictures": list(pictures), "text": "Milk 1.20"},
        task_id="t1",
        owner="",
        folder=folder,
        deadline_s=5,
    )


async def asked(respond: Respond, folder: Path, *pictures: str) -> Any:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(respond), base_url="http://agent:8002")
    answerer = AgentAnswerer(http=http, concurrency=1, pause_s=0)
    try:
        return await answerer.answer(question(folder, *pictures))
    finally:
        await answerer.close()


async def test_pictures_and_text_are_sent_and_the_answer_comes_back(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"jpeg")
    seen: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"fields": {"total": 1.2, "sender": " Shop "}})

    told = await asked(respond, tmp_path, str(tmp_path / "a.jpg"))

    assert told == {"fields": {"sender": "Shop", "total": "1.2"}, "items": [], "warnings": []}
    assert seen[0].url.path == "/extract"
    assert json.loads(seen[0].content) == {
        "images": [{"media_type": "image/jpeg", "data": "anBlZw=="}],
        "text": "Milk 1.20",
    }


async def test_a_picture_outside_of_the_run_is_not_sent(tmp_path):
    with pytest.raises(AnswerUnusable):
        await asked(lambda _: httpx2.Response(200, json={}), tmp_path, "/etc/passwd")


async def test_one_that_is_overloaded_is_asked_three_times(tmp_path):
    answers = [httpx2.Response(503), httpx2.Response(429), httpx2.Response(200, json={})]

    told = await asked(lambda _: answers.pop(0), tmp_path)

    assert (told["fields"], answers) == ({}, [])


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (500, b"", OutsideUnavailable),
        (401, b"", OutsideRefused),
        (302, b"", OutsideRefused),
        (200, b"<html>", AnswerUnusable),
        (200, b"[]", AnswerUnusable),
        (200, b" " * 1_000_001, AnswerUnusable),
    ],
    ids=["broken", "wrong key", "moved", "no JSON", "no object", "too long"],
)
async def test_what_is_no_answer_is_named(tmp_path, status, content, error):
    with pytest.raises(error):
        await asked(lambda _: httpx2.Response(status, content=content), tmp_path)


def test_what_a_receipt_cannot_hold_is_left_out():
    told = {
        "fields": {"total": [1], "date": None, "tax": True, "password": "x", "currency": "E" * 999},
        "items": [{"description": "Tea"}, "junk", {}, *[{"amount": 1}] * 999],
        "warnings": ["look", 7],
    }

    answer = parsed(json.dumps(told).encode())

    assert answer["fields"] == {"currency": "E" * 300}
    assert answer["items"][:2] == [{"description": "Tea"}, {"amount": "1"}]
    assert len(answer["items"]) < 501
    assert answer["warnings"] == ["look"]
