"""Build what asks services on the network for documents: a vision model, a language model, each with the limit that all workers share, an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ocr_service.domain.outside.asking import Answerer
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.outside_settings import LlmSettings, VisionSettings
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings

if TYPE_CHECKING:
    import httpx2

    from ocr_service.outside.shared_turns import SharedTurns


def limit_policies(settings: Settings) -> dict[str, LimitPolicy]:
    """What all workers together may ask, by what use of it is called: ``vision``, ``llm``."""
    both = (_policy(settings.vision, "gemini", "vision"), _policy(settings.llm, "llm", "llm"))
    return {each.counted_as: each for each in both}


def configured_limits(settings: Settings) -> dict[str, LimitPolicy]:
    """Those of services that are asked here."""
    is_on = {"vision": bool(settings.vision.api), "llm": bool(settings.llm.url)}
    return {name: policy for name, policy in limit_policies(settings).items() if is_on[name]}


def _policy(
    told: VisionSettings | LlmSettings, name: Literal["gemini", "llm"], counted_as: str
) -> LimitPolicy:
    return LimitPolicy(
        name=name,
        counted_as=counted_as,
        rpm=told.requests_per_minute,
        tpm=told.tokens_per_minute,
        rpd=told.requests_per_day,
        at_once=told.pool_size,
        delay_ms=told.delay_ms,
    )


def build_vision(settings: Settings, worker_id: str, queue: RedisQueueManager) -> Answerer | None:
    """Who asks the vision model; None where none is configured. Raises ``InvalidSettings``."""
    vision = settings.vision
    if not vision.api:
        return None
    from ocr_service.outside.exchange import Exchange
    from ocr_service.outside.vision.answerer import VisionAnswerer
    from ocr_service.outside.vision.client import VisionClient
    from ocr_service.outside.vision.vendors import VENDORS

    vendor = VENDORS[vision.api]
    url = (vision.url or vendor.base_url).rstrip("/")
    if not (url and vision.model):
        raise InvalidSettings(
            f"VISION_API={vision.api} needs VISION_MODEL{'' if url else ' and VISION_URL'}."
        )
    exchange = Exchange(
        http=_http(vision),
        title="The vision service",
        variables="VISION_URL, VISION_MODEL and VISION_API_KEY",
    )
    client = VisionClient(
        exchange=exchange, vendor=vendor, url=url, model=vision.model, api_key=vision.api_key
    )
    policy = limit_policies(settings)["vision"]
    return VisionAnswerer(client=client, turns=_turns(vision, policy, worker_id, queue))


def build_language_model(settings: Settings, worker_id: str, queue: RedisQueueManager) -> Answerer | None:
    """Who asks the language model; None where none is configured."""
    llm = settings.llm
    if not llm.url:
        return None
    from ocr_service.outside.exchange import Exchange
    from ocr_service.outside.language_model.answerer import LanguageModelAnswerer
    from ocr_service.outside.language_model.client import LanguageModelClient

    exchange = Exchange(
        http=_http(llm), title="The language model", variables="LLM_URL, LLM_MODEL and LLM_API_KEY"
    )
    client = LanguageModelClient(exchange=exchange, url=llm.url, model=llm.model, api_key=llm.api_key)
    policy = limit_policies(settings)["llm"]
    return LanguageModelAnswerer(client=client, turns=_turns(llm, policy, worker_id, queue))


def _http(told: VisionSettings | LlmSettings) -> httpx2.AsyncClient:
    """Goes nowhere but to the address that is asked: no redirect, no proxy of the environment."""
    import httpx2

    limits = httpx2.Limits(max_connections=told.concurrency, max_keepalive_connections=told.concurrency)
    return httpx2.AsyncClient(timeout=told.timeout_seconds, limits=limits, trust_env=False)


def _turns(
    told: VisionSettings | LlmSettings, policy: LimitPolicy, worker_id: str, queue: RedisQueueManager
) -> SharedTurns:
    from ocr_service.outside.shared_turns import Prices, SharedTurns

    return SharedTurns(
        limit=queue,
        policy=policy,
        worker=worker_id,
        concurrency=told.concurrency,
        tokens_estimate=told.tokens_estimate,
        prices=Prices(input=told.input_price, output=told.output_price),
    )


def build_agent(settings: Settings, _worker_id: str, _queue: RedisQueueManager) -> Answerer | None:
    """Who asks the agent service about receipts; None where none is configured."""
    agent = settings.agent
    if not agent.url:
        return None
    import httpx2

    from ocr_service.outside.agent.answerer import AgentAnswerer

    http = httpx2.AsyncClient(
        base_url=agent.url.rstrip("/"),
        headers={"Authorization": f"Bearer {agent.api_key}"} if agent.api_key else {},
        timeout=agent.timeout,
        limits=httpx2.Limits(max_connections=agent.concurrency, max_keepalive_connections=agent.concurrency),
        trust_env=False,
    )
    return AgentAnswerer(http=http, concurrency=agent.concurrency)
