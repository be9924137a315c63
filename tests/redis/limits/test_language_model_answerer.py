"""Questions about texts: a real HTTP server that stands in for a language model, and a shared limit of its own."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis.asyncio

from ocr_service import errors
from ocr_service.domain.outside.asking import Question
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.outside.exchange import Exchange
from ocr_service.outside.language_model.answerer import LanguageModelAnswerer
from ocr_service.outside.language_model.client import LanguageModelClient
from ocr_service.outside.shared_turns import Prices, SharedTurns
from ocr_service.queue import RedisQueueManager
from ocr_service.worker.asking.broker import Broker
from tests.support.vision.stand_in import Reply, VisionStandIn, answer, limit_reached

POLICY = LimitPolicy(name="llm", counted_as="llm", rpm=100, tpm=1_000_000)
SAID = json.dumps({"total": "32.30"})
COMPLETION = answer({"content": SAID, "tokens_evaluated": 300, "tokens_predicted": 12})
CHAT = answer(
    {"choices": [{"message": {"content": SAID}}], "usage": {"prompt_tokens": 300, "completion_tokens": 12}}
)


@pytest.fixture
def server() -> Iterator[VisionStandIn]:
    with VisionStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return Question(
        kind="language_model",
        request={"category": "receipt", "fields": ["total"], "text": "Total 32.30"},
        task_id="t1",
        owner="anna",
        key_id="k1",
        folder=tmp_path,
        deadline_s=30,
    )


def make(
    server: VisionStandIn, queue: RedisQueueManager, path: str = "/completion", policy: LimitPolicy = POLICY
) -> LanguageModelAnswerer:
    http = httpx2.AsyncClient(timeout=5, trust_env=False)
    return LanguageModelAnswerer(
        client=LanguageModelClient(
            exchange=Exchange(http=http, title="The language model", variables="LLM_URL"),
            url=server.url + path,
            model="m",
            api_key="secret-key",
        ),
        turns=SharedTurns(
            limit=queue,
            policy=policy,
            worker="w1",
            concurrency=2,
            tokens_estimate=7_000,
            prices=Prices(input=2.0, output=10.0),
            pause_s=0.01,
        ),
    )


async def ask(made: LanguageModelAnswerer, question: Question) -> Any:
    try:
        return await made.answer(question)
    finally:
        await made.close()


@pytest.mark.parametrize(
    ("path", "reply", "words"),
    [
        ("/completion", COMPLETION, lambda body: (body["prompt"], body["json_schema"])),
        (
            "/v1/chat/completions",
            CHAT,
            lambda body: (
                body["messages"][0]["content"],
                body["response_format"]["json_schema"]["schema"],
            ),
        ),
    ],
    ids=["llama.cpp", "chat"],
)
async def test_each_kind_of_server_is_asked_in_its_own_way_and_its_use_is_counted(
    path: str,
    reply: Reply,
    words: Any,
    server: VisionStandIn,
    queue: RedisQueueManager,
    question: Question,
    raw: redis.asyncio.Redis,
) -> None:
    server.replies = [reply]
    await raw.hset("task:t1", "status", "PROCESSING")

    told = await ask(make(server, queue, path), question)

    (seen,) = server.seen
    text, schema = words(seen["body"])
    use = await queue.limit_use(POLICY)
    (usage,) = await raw.keys("usage:k1:*")
    assert told == {"text": SAID}
    assert ("Total 32.30" in text, schema["required"]) == (True, ["total"])
    assert seen["headers"]["authorization" if "authorization" in seen["headers"] else "Authorization"] == (
        "Bearer secret-key"
    )
    assert (use.requests, use.tokens, use.cost_total) == (1, 312, 720)
    assert await raw.hgetall(usage) == {"llm_requests": "1", "llm_tokens": "312", "llm_cost": "720"}
    assert await raw.hmget("task:t1", "llm_tokens", "llm_cost") == ["312", "720"]


async def test_its_limit_is_not_that_of_the_vision_model(
    server: VisionStandIn, queue: RedisQueueManager, question: Question, raw: redis.asyncio.Redis
) -> None:
    server.replies = [COMPLETION]

    await ask(make(server, queue), question)

    assert (await raw.get("llm:rpm:current"), await raw.get("gemini:rpm:current")) == ("1", None)
    assert (await queue.limit_use(LimitPolicy())).requests == 0


async def test_a_server_that_loads_or_is_full_is_asked_again(
    server: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    server.replies = [answer({}, status=503), limit_reached("0.1s"), COMPLETION]

    assert await ask(make(server, queue), question) == {"text": SAID}
    assert (await queue.limit_use(POLICY)).refusals_total == 1


@pytest.mark.parametrize(
    ("path", "reply", "error"),
    [
        ("/completion", answer({}, status=404), errors.OutsideRefused),
        ("/completion", (200, {}, b"not json"), errors.AnswerUnusable),
        ("/completion", answer({"unexpected": 1}), errors.AnswerUnusable),
        ("/completion", answer({"content": 7}), errors.AnswerUnusable),
        ("/completion", answer([]), errors.AnswerUnusable),
        ("/completion", answer({"content": "x" * 2_100_000}), errors.AnswerUnusable),
        ("/v1/chat/completions", answer({"choices": []}), errors.AnswerUnusable),
        (
            "/v1/chat/completions",
            answer({"choices": [{"message": {"content": None, "refusal": "I can't."}}]}),
            errors.OutsideRefused,
        ),
    ],
    ids=["not there", "garbage", "other members", "other types", "a list", "endless", "no choice", "refusal"],
)
async def test_an_answer_that_is_none_is_a_named_error_and_not_asked_again(
    path: str,
    reply: Reply,
    error: type[Exception],
    server: VisionStandIn,
    queue: RedisQueueManager,
    question: Question,
) -> None:
    server.replies = [reply]

    with pytest.raises(error):
        await ask(make(server, queue, path), question)

    assert len(server.seen) == 1


async def test_counts_that_are_no_numbers_leave_the_estimate(
    server: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    server.replies = [answer({"content": SAID, "tokens_evaluated": "many", "tokens_predicted": -3})]

    await ask(make(server, queue), question)

    assert (await queue.limit_use(POLICY)).tokens == 7_000


async def test_who_waits_for_its_turn_longer_than_the_document_may_is_late_and_leaves_the_line(
    server: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    policy = replace(POLICY, rpm=1)
    made = make(server, queue, policy=policy)
    server.replies = [COMPLETION]
    await made.answer(question)
    broker = Broker({"language_model": made})

    with pytest.raises(errors.AnswerLate):
        await broker.answer(replace(question, deadline_s=0.2))

    while (await queue.limit_use(policy)).waiting:
        await asyncio.sleep(0.01)
    await broker.close()
    assert len(server.seen) == 1
