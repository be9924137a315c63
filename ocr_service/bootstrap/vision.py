"""Build what asks models on the network: a vision model, with the limit that it shares with all workers, and an agent."""

from __future__ import annotations

from ocr_service.domain.outside.asking import Answerer
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings
from ocr_service.vision_settings import VisionSettings


def limit_policy(vision: VisionSettings) -> LimitPolicy:
    """What all workers together may ask."""
    return LimitPolicy(
        rpm=vision.requests_per_minute,
        tpm=vision.tokens_per_minute,
        rpd=vision.requests_per_day,
        at_once=vision.pool_size,
        delay_ms=vision.delay_ms,
    )


def build_vision(settings: Settings, worker_id: str, queue: RedisQueueManager) -> Answerer | None:
    """Who asks the vision model; None where none is configured. Raises ``InvalidSettings``."""
    vision = settings.vision
    if not vision.api:
        return None
    import httpx2

    from ocr_service.outside.vision.answerer import Prices, VisionAnswerer
    from ocr_service.outside.vision.client import VisionClient
    from ocr_service.outside.vision.vendors import VENDORS

    vendor = VENDORS[vision.api]
    url = (vision.url or vendor.base_url).rstrip("/")
    if not (url and vision.model):
        raise InvalidSettings(
            f"VISION_API={vision.api} needs VISION_MODEL{'' if url else ' and VISION_URL'}."
        )
    limits = httpx2.Limits(max_connections=vision.concurrency, max_keepalive_connections=vision.concurrency)
    client = VisionClient(
        http=httpx2.AsyncClient(timeout=vision.timeout_seconds, limits=limits, trust_env=False),
        vendor=vendor,
        url=url,
        model=vision.model,
        api_key=vision.api_key,
    )
    return VisionAnswerer(
        client=client,
        limit=queue,
        policy=limit_policy(vision),
        worker=worker_id,
        concurrency=vision.concurrency,
        tokens_estimate=vision.tokens_estimate,
        prices=Prices(input=vision.input_price, output=vision.output_price),
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
