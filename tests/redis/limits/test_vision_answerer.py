"""Questions about pages: a real HTTP server that stands in for a vision service, and the real shared limit."""

import asyncio
from collections.abc import AsyncIterator, Iterator
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
from ocr_service.outside.shared_turns import Prices, SharedTurns
from ocr_service.outside.vision.answerer import VisionAnswerer
from ocr_service.outside.vision.client import VisionClient
from ocr_service.outside.vision.vendors import VENDORS
from ocr_service.queue import RedisQueueManager
from tests.support.vision.stand_in import Reply, VisionStandIn, answer, limit_reached, picture_of

PICTURE = b"\xff\xd8 a picture"
POLICY = LimitPolicy(rpm=100, tpm=1_000_000)


@pytest.fixture
def service() -> Iterator[VisionStandIn]:
    with VisionStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def question(tmp_path: Path) -> Question:
    (tmp_path / "page.jpg").write_bytes(PICTURE)
    return Question(
        kind="vision",
        request={"picture": str(tmp_path / "page.jpg")},
        task_id="t1",
        owner="anna",
        key_id="k1",
        folder=tmp_path,
        deadline_s=30,
    )


def make(
    api: str, url: str, queue: RedisQueueManager, policy: LimitPolicy = POLICY, timeout_s: float = 5
) -> VisionAnswerer:
    return VisionAnswerer(
        client=VisionClient(
            exchange=Exchange(
                http=httpx2.AsyncClient(timeout=timeout_s, trust_env=False),
                title="The vision service",
                variables="VISION_URL",
            ),
            vendor=VENDORS[api],
            url=url,
            model="seer-1",
            api_key="secret-key",
        ),
        turns=SharedTurns(
            limit=queue,
            policy=policy,
            worker="w1",
            concurrency=4,
            tokens_estimate=15_000,
            prices=Prices(input=2.0, output=10.0),
            pause_s=0.01,
        ),
    )


@pytest.fixture
async def answerer(service: VisionStandIn, queue: RedisQueueManager) -> AsyncIterator[VisionAnswerer]:
    made = make("gemini", service.url, queue)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("api", "path", "header"),
    [
        ("gemini", "/models/seer-1:generateContent", ("x-goog-api-key", "secret-key")),
        ("interactions", "/interactions", ("x-goog-api-key", "secret-key")),
        ("openai", "/chat/completions", ("authorization", "Bearer secret-key")),
    ],
)
async def test_each_interface_is_asked_in_its_own_way(
    api: str,
    path: str,
    header: tuple[str, str],
    service: VisionStandIn,
    queue: RedisQueueManager,
    question: Question,
) -> None:
    made = make(api, service.url, queue)
    told = await made.answer(question)
    await made.close()
    (seen,) = service.seen

    assert (told["text"], told["input_tokens"], told["output_tokens"]) == ("Hello", 1_000, 50)
    assert (told["model"], told["prompt"], told["cost_millionths"]) == ("seer-1", "page-1", 2_500)
    assert seen["path"] == path
    assert {name.lower(): value for name, value in seen["headers"].items()}[header[0]] == header[1]
    assert picture_of(seen["body"]) == PICTURE
    if api == "interactions":
        assert seen["body"]["store"] is False
        assert seen["headers"]["Api-Revision"] == "2026-05-20"
    # One below the default makes Gemini 3 loop.
    assert ("temperature" in str(seen["body"])) is (api == "openai")


def refused(parameter: str) -> Reply:
    """A 400 as OpenAI writes it for its models that think."""
    message = f"Unsupported parameter: '{parameter}' is not supported with this model."
    error = {
        "message": message,
        "type": "invalid_request_error",
        "param": parameter,
        "code": "unsupported_parameter",
    }
    return answer({"error": error}, status=400)


async def test_parameters_that_a_chat_server_refuses_by_name_are_put_otherwise_from_then_on(
    service: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    service.replies = [refused("max_tokens"), refused("temperature")]
    made = make("openai", service.url, queue)

    told = [await made.answer(question), await made.answer(question)]
    await made.close()

    asked = [set(seen["body"]) - {"model", "messages"} for seen in service.seen]
    use = await queue.limit_use(POLICY)
    assert [each["text"] for each in told] == ["Hello", "Hello"]
    assert asked == [
        {"max_tokens", "temperature"},
        {"max_completion_tokens", "temperature"},
        {"max_completion_tokens"},
        {"max_completion_tokens"},
    ]
    assert use.requests == 4


@pytest.mark.parametrize("parameter", ["model", "max_completion_tokens", "messages"])
async def test_what_else_a_chat_server_refuses_is_not_asked_again(
    parameter: str, service: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    service.replies = [refused(parameter)]
    made = make("openai", service.url, queue)

    with pytest.raises(errors.OutsideRefused):
        await made.answer(question)
    await made.close()

    assert len(service.seen) == 1


async def test_the_estimate_is_settled_with_what_it_took_and_charged_to_the_key(
    answerer: VisionAnswerer, queue: RedisQueueManager, question: Question, raw: redis.asyncio.Redis
) -> None:
    await raw.hset("task:t1", "status", "PROCESSING")

    await answerer.answer(question)

    use = await queue.limit_use(POLICY)
    (usage,) = await raw.keys("usage:k1:*")
    assert (use.requests, use.tokens, use.open) == (1, 1_050, 0)
    assert list(use.workers) == ["w1"]
    assert await raw.hgetall(usage) == {
        "vision_requests": "1",
        "vision_tokens": "1050",
        "vision_cost": "2500",
    }
    assert await raw.hmget("task:t1", "vision_tokens", "vision_cost") == ["1050", "2500"]


async def test_a_refusal_for_the_limit_is_waited_for_by_all_and_tried_again(
    answerer: VisionAnswerer, service: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    service.replies = [limit_reached("0.4s")]

    told = await answerer.answer(question)

    assert told["text"] == "Hello"
    assert service.arrived[1] - service.arrived[0] >= 0.4
    use = await queue.limit_use(POLICY)
    assert (use.refusals_total, round(use.share, 2)) == (1, 0.7)


async def test_a_service_that_fails_is_asked_three_times(
    answerer: VisionAnswerer, service: VisionStandIn, question: Question
) -> None:
    service.replies = [answer({"error": "no"}, status=500)] * 2
    assert (await answerer.answer(question))["text"] == "Hello"

    service.replies = [answer({"error": "no"}, status=503)] * 3
    with pytest.raises(errors.OutsideUnavailable, match="503"):
        await answerer.answer(question)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param((200, {}, b"<html>garbage"), errors.AnswerUnusable, id="no JSON"),
        pytest.param(answer([1, 2]), errors.AnswerUnusable, id="another JSON"),
        pytest.param(answer({"candidates": []}), errors.AnswerUnusable, id="no candidate"),
        pytest.param((200, {}, b'"' + b"x" * 2_100_000 + b'"'), errors.AnswerUnusable, id="endless"),
        pytest.param(answer({"error": {}}, status=403), errors.OutsideRefused, id="wrong key"),
        pytest.param(
            answer({"promptFeedback": {"blockReason": "SAFETY"}}), errors.OutsideRefused, id="blocked page"
        ),
        pytest.param(
            answer({"candidates": [{"finishReason": "RECITATION"}]}),
            errors.OutsideRefused,
            id="blocked answer",
        ),
    ],
)
async def test_an_answer_that_is_none_is_a_named_error_and_not_asked_again(
    answerer: VisionAnswerer, service: VisionStandIn, question: Question, reply: Any, error: type[Exception]
) -> None:
    service.replies = [reply]

    with pytest.raises(error):
        await answerer.answer(question)

    assert len(service.seen) == 1


async def test_a_service_that_is_too_slow_is_asked_three_times_and_each_counts(
    service: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    service.delay_s = 1
    made = make("gemini", service.url, queue, timeout_s=0.05)

    with pytest.raises(errors.OutsideUnavailable, match="ReadTimeout"):
        await made.answer(question)
    await made.close()

    use = await queue.limit_use(POLICY)
    assert (len(service.seen), use.requests) == (3, 3)


async def test_a_service_that_cannot_be_reached_costs_nothing(
    queue: RedisQueueManager, question: Question
) -> None:
    with VisionStandIn() as gone:
        url = gone.url
    made = make("gemini", url, queue)

    with pytest.raises(errors.OutsideUnavailable):
        await made.answer(question)
    await made.close()

    use = await queue.limit_use(POLICY)
    assert (use.requests, use.tokens, use.requests_total) == (0, 0, 0)


async def test_a_question_that_is_cancelled_gives_its_place_back(
    service: VisionStandIn, queue: RedisQueueManager, question: Question
) -> None:
    service.delay_s = 5
    policy = replace(POLICY, at_once=1)
    made = make("gemini", service.url, queue, policy)
    under_way, waiting = (asyncio.create_task(made.answer(question)) for _ in range(2))
    while not service.seen or (await queue.limit_use(policy)).waiting == 0:
        await asyncio.sleep(0.01)

    for work in (under_way, waiting):
        work.cancel()
    await asyncio.gather(under_way, waiting, return_exceptions=True)
    await made.close()

    use = await queue.limit_use(policy)
    # What was sent counts as estimated, for it may have been counted there; what only waited does not.
    assert (use.open, use.waiting, use.requests, use.tokens) == (0, 0, 1, 15_000)


@pytest.mark.parametrize("kind", ["outside", "upwards", "link", "pipe", "none"])
async def test_only_a_file_of_the_runs_own_folder_is_sent(
    answerer: VisionAnswerer, service: VisionStandIn, question: Question, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "link.jpg").symlink_to(tmp_path / "page.jpg")
    inside = folder / "inside.jpg"
    inside.symlink_to(folder / "other.jpg")
    paths = {
        "outside": str(tmp_path / "page.jpg"),
        "upwards": f"{folder}/../page.jpg",
        "link": str(folder / "link.jpg"),
        "pipe": str(inside),
        "none": "",
    }

    with pytest.raises(errors.AnswerUnusable):
        await answerer.answer(replace(question, folder=folder, request={"picture": paths[kind]}))

    assert service.seen == []
