"""Settings of services on the network that are asked about documents: models that read pictures (docs/vision.md) or help with texts, an agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ocr_service.domain.status import Profile
from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionSettings:
    """Which service is asked, how much of it, and for whose pages. Off unless ``VISION_API`` is set."""

    PREFIX: ClassVar = "VISION_"

    api: Literal["", "gemini", "interactions", "openai"] = setting(
        "",
        description="what the vision engine speaks: `gemini` (generateContent), `interactions` (Gemini's newer API, never stored), `openai` (chat with pictures, also llama.cpp and vLLM); empty: off, no page leaves the machine",
    )
    url: str = setting(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="address of the service up to its version, such as `http://127.0.0.1:8080/v1`; empty: Gemini's own",
    )
    model: str = setting("", description="name of the model; needed with VISION_API")
    api_key: str = setting(
        "",
        also="GEMINI_API_KEY",
        secret=True,
        description="key of the service; one of your own may need none",
    )
    below_quality: float = setting(
        0.0,
        ge=0,
        le=1,
        description="pages whose text is worse than this are shown to the vision engine without being asked (`.62` is where reading tries again); 0: only for `engine=vision`",
    )
    owners: tuple[str, ...] = setting(
        (),
        description="owners of API keys whose pages may be shown without being asked (`*`: all)",
    )
    profiles: tuple[Profile, ...] = setting(
        (),
        description="profiles whose pages are shown to it without being asked, of VISION_OWNERS alone and where no engine is named: some of receipt, invoice, scorecard, document",
    )
    requests_per_minute: int = setting(
        150, ge=0, description="requests a minute that all workers together may make; 0: no limit"
    )
    tokens_per_minute: int = setting(
        2_000_000, ge=0, description="tokens a minute that all workers together may use; 0: no limit"
    )
    requests_per_day: int = setting(
        0, ge=0, description="requests within any 24 hours of all workers together; 0: no limit"
    )
    pool_size: int = setting(
        0, ge=0, description="requests of all workers that may be under way at once; 0: no limit"
    )
    concurrency: int = setting(
        4, ge=1, le=64, description="requests of one worker that may be under way at once"
    )
    delay_ms: int = setting(
        0, ge=0, le=600_000, description="least pause between two requests of all workers"
    )
    tokens_estimate: int = setting(
        15_000,
        ge=1,
        description="tokens that are reserved for a page until its answer tells how many it took",
    )
    timeout_seconds: float = setting(120.0, gt=0, le=3_600, description="longest wait for one answer")
    wait_seconds: float = setting(
        900.0,
        gt=0,
        le=86_400,
        description="longest wait of one page for its turn and its answer, tries included",
    )
    picture_pixels: int = setting(
        2_048,
        ge=256,
        le=8_192,
        description="longer side of the picture that is sent; larger pages are made smaller",
    )
    input_price: float = setting(
        0.0,
        ge=0,
        description="price of a million tokens that are sent, in your currency; for the record alone",
    )
    output_price: float = setting(
        0.0,
        ge=0,
        description="price of a million tokens that come back, in your currency; for the record alone",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """An optional language model that helps where confidence is low, and how much of it is asked. Off unless ``LLM_URL`` is set."""

    PREFIX: ClassVar = "LLM_"

    url: str = setting(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="llama.cpp `/completion` or OpenAI-compatible `/v1/chat/completions` URL; empty: off, for texts of documents would be sent to whatever listens there",
    )
    model: str = setting("", description="model name for OpenAI-compatible servers")
    api_key: str = setting("", secret=True, description="bearer token for that server")
    timeout_seconds: float = setting(30.0, gt=0, le=3_600, description="longest wait for one answer")
    wait_seconds: float = setting(
        120.0,
        gt=0,
        le=86_400,
        description="longest wait of one document for its turn and its answer, tries included",
    )
    requests_per_minute: int = setting(
        0, ge=0, description="requests a minute that all workers together may make; 0: no limit"
    )
    tokens_per_minute: int = setting(
        0, ge=0, description="tokens a minute that all workers together may use; 0: no limit"
    )
    requests_per_day: int = setting(
        0, ge=0, description="requests within any 24 hours of all workers together; 0: no limit"
    )
    pool_size: int = setting(
        0,
        ge=0,
        description="requests of all workers that may be under way at once, such as the slots of a llama.cpp server; 0: no limit",
    )
    concurrency: int = setting(
        2, ge=1, le=64, description="requests of one worker that may be under way at once"
    )
    delay_ms: int = setting(
        0, ge=0, le=600_000, description="least pause between two requests of all workers"
    )
    tokens_estimate: int = setting(
        7_000,
        ge=1,
        description="tokens that are reserved for a document until its answer tells how many it took",
    )
    input_price: float = setting(
        0.0,
        ge=0,
        description="price of a million tokens that are sent, in your currency; for the record alone",
    )
    output_price: float = setting(
        0.0,
        ge=0,
        description="price of a million tokens that come back, in your currency; for the record alone",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSettings:
    """An agent service that reads receipts (docs/receipts.md). Off unless ``AGENT_URL`` is set."""

    PREFIX: ClassVar = "AGENT_"

    url: str = setting(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="address of the service, such as `http://agent:8002`; pictures and texts of receipts are sent there; empty: off, none leaves the machine",
    )
    timeout: float = setting(300.0, gt=0, le=3_600, description="longest wait for its answer, in seconds")
    api_key: str = setting("", secret=True, description="bearer token for that service")
    concurrency: int = setting(5, ge=1, le=64, description="receipts of one worker that may be there at once")
    receipts: bool = setting(
        True, description="show it all receipts that come by `POST /receipts`; else those of `engine=agent`"
    )
