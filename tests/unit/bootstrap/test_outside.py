"""Which settings make a worker ask services on the network."""

from dataclasses import replace

import pytest

from ocr_service.bootstrap.asking import build_broker
from ocr_service.bootstrap.outside import configured_limits
from ocr_service.outside_settings import LlmSettings, VisionSettings
from ocr_service.queue import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings


def settings(**vision: object) -> Settings:
    return replace(Settings(), vision=replace(VisionSettings(), **vision))


async def kinds(told: Settings) -> tuple[str, ...]:
    queue = RedisQueueManager.connect("redis://127.0.0.1:9/0")
    broker = build_broker(told, "w1", queue)
    await broker.close()
    await queue.close()
    return broker.kinds


async def test_a_key_alone_turns_nothing_on() -> None:
    assert "vision" not in await kinds(settings(api_key="key", model="m"))


@pytest.mark.parametrize("api", ["gemini", "interactions"])
async def test_gemini_needs_no_address(api: str) -> None:
    assert "vision" in await kinds(settings(api=api, model="m"))


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"api": "gemini"}, "VISION_MODEL"),
        ({"api": "openai", "model": "m"}, "VISION_URL"),
    ],
)
async def test_what_is_missing_is_named(told: dict[str, object], missing: str) -> None:
    with pytest.raises(InvalidSettings, match=missing):
        await kinds(settings(**told))


async def test_an_address_turns_the_language_model_on() -> None:
    told = replace(Settings(), llm=LlmSettings(url="http://127.0.0.1:8080/completion"))

    assert "language_model" in await kinds(told)
    assert "language_model" not in await kinds(Settings())


def test_each_service_has_a_limit_of_its_own() -> None:
    told = replace(
        settings(api="gemini", model="m", requests_per_minute=10),
        llm=LlmSettings(url="http://127.0.0.1:8080/completion", requests_per_minute=20),
    )

    found = {name: (policy.name, policy.rpm) for name, policy in configured_limits(told).items()}

    assert found == {"vision": ("gemini", 10), "llm": ("llm", 20)}
    assert configured_limits(Settings()) == {}
