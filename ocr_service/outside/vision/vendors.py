"""What three interfaces of vision models are sent, and what their answers say. All are plain JSON over HTTP.

Gemini's were compared with their maker's pages in November 2026; only stand-ins were tried.
generateContent: https://ai.google.dev/api/generate-content. Interactions: https://ai.google.dev/gemini-api/docs/interactions and
…/interactions-breaking-changes-may-2026 (``steps`` in place of ``outputs``; the header names the revision). Neither gets a temperature: the Gemini 3
guide (https://ai.google.dev/gemini-api/docs/gemini-3) says that one below its default makes it loop; their bound of tokens holds what they think, too.
Chat with pictures is as llama.cpp's server and vLLM take it; OpenAI's own page was not at hand. Which parameters its models refuse, and in
which words, is as hundreds of reports have it (https://github.com/simonw/llm/issues/724, https://github.com/tailcallhq/forgecode/issues/1081).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ocr_service.errors import AnswerUnusable, OutsideRefused
from ocr_service.outside.exchange import tokens_in

GEMINI = "https://generativelanguage.googleapis.com/v1beta"
MOST_TOKENS, MOST_THOUGHT_TOKENS = 8_192, 8_192
REVISION = "2026-05-20"
_GEMINI_REFUSALS = {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a model read. ``is_cut`` when it stopped at its own limit; tokens are None where the answer does not tell."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One interface: its address below the base, its headers, the body of a question, the reading of an answer.

    ``body`` gets model, prompt and picture (JPEG, base64). ``read`` raises ``AnswerUnusable`` and ``OutsideRefused``.
    ``is_chat`` for OpenAI's, of which servers take different parameters.
    """

    base_url: str
    path: Callable[[str], str]
    headers: Callable[[str], Mapping[str, str]]
    body: Callable[[str, str, str], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any]], Reading]
    is_chat: bool = False


def _gemini_body(model: str, prompt: str, picture: str) -> Mapping[str, Any]:
    parts = [{"inline_data": {"mime_type": "image/jpeg", "data": picture}}, {"text": prompt}]
    return {
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": {"maxOutputTokens": MOST_TOKENS + MOST_THOUGHT_TOKENS},
    }


def _read_gemini(answer: Mapping[str, Any]) -> Reading:
    if blocked := answer.get("promptFeedback", {}).get("blockReason"):
        raise OutsideRefused(f"The vision service refuses the page ({str(blocked)[:40]}).")
    candidate = answer["candidates"][0]
    reason = str(candidate.get("finishReason", ""))
    if reason in _GEMINI_REFUSALS:
        raise OutsideRefused(f"The vision service refuses the page ({reason}).")
    parts = candidate.get("content", {}).get("parts", [])
    usage = answer.get("usageMetadata")
    return Reading(
        text="".join(part["text"] for part in parts if "text" in part and not part.get("thought")),
        input_tokens=tokens_in(usage, "promptTokenCount"),
        output_tokens=tokens_in(usage, "candidatesTokenCount", "thoughtsTokenCount"),
        is_cut=reason == "MAX_TOKENS",
    )


def _interactions_body(model: str, prompt: str, picture: str) -> Mapping[str, Any]:
    return {
        "model": model,
        "input": [
            {"type": "image", "data": picture, "mime_type": "image/jpeg"},
            {"type": "text", "text": prompt},
        ],
        "generation_config": {"max_output_tokens": MOST_TOKENS + MOST_THOUGHT_TOKENS},
        # Without it the service keeps every page.
        "store": False,
    }


def _texts(steps: Any) -> Iterator[str]:
    """Texts of what the model said; steps of other types are what it thought, or what it was asked."""
    for step in steps:
        if step.get("type") == "model_output":
            yield from (part["text"] for part in step.get("content", ()) if part.get("type") == "text")


def _read_interactions(answer: Mapping[str, Any]) -> Reading:
    status = str(answer.get("status", "completed"))
    if status not in {"completed", "incomplete"}:
        raise OutsideRefused(f"The vision service did not finish the page ({status[:40]}).")
    usage = answer.get("usage")
    return Reading(
        text="".join(_texts(answer["steps"])),
        input_tokens=tokens_in(usage, "total_input_tokens"),
        output_tokens=tokens_in(usage, "total_output_tokens", "total_thought_tokens"),
        is_cut=status == "incomplete",
    )


def _chat_body(model: str, prompt: str, picture: str) -> Mapping[str, Any]:
    content = [
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{picture}"}},
        {"type": "text", "text": prompt},
    ]
    return {"model": model, "messages": [{"role": "user", "content": content}]}


def _read_chat(answer: Mapping[str, Any]) -> Reading:
    choice = answer["choices"][0]
    message, reason = choice["message"], choice.get("finish_reason")
    if message.get("refusal") or reason == "content_filter":
        raise OutsideRefused("The vision service refuses the page.")
    usage = answer.get("usage")
    return Reading(
        text=message["content"],
        input_tokens=tokens_in(usage, "prompt_tokens"),
        output_tokens=tokens_in(usage, "completion_tokens"),
        is_cut=reason == "length",
    )


def _google_key(key: str) -> Mapping[str, str]:
    return {"x-goog-api-key": key} if key else {}


def _google_key_and_revision(key: str) -> Mapping[str, str]:
    return {**_google_key(key), "Api-Revision": REVISION}


def _bearer(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


VENDORS: Mapping[str, Vendor] = {
    "gemini": Vendor(
        base_url=GEMINI,
        path=lambda model: f"/models/{model}:generateContent",
        headers=_google_key,
        body=_gemini_body,
        read=_read_gemini,
    ),
    "interactions": Vendor(
        base_url=GEMINI,
        path=lambda _: "/interactions",
        headers=_google_key_and_revision,
        body=_interactions_body,
        read=_read_interactions,
    ),
    "openai": Vendor(
        base_url="",
        path=lambda _: "/chat/completions",
        headers=_bearer,
        body=_chat_body,
        read=_read_chat,
        is_chat=True,
    ),
}


def read_answer(vendor: Vendor, answer: Any) -> Reading:
    """The reading, whatever the answer looks like. Raises ``AnswerUnusable`` and ``OutsideRefused``."""
    try:
        reading = vendor.read(answer)
        if not isinstance(reading.text, str):
            raise TypeError  # noqa: TRY301 - the same remedy as any other odd answer
        counted = [reading.input_tokens or 0, reading.output_tokens or 0]
        if not all(isinstance(number, int) and number >= 0 for number in counted):
            raise ValueError  # noqa: TRY301
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise AnswerUnusable("The vision service's answer has no text where one belongs.") from error
    return reading
