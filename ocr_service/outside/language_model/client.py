"""Ask a language model one question, once, in the form that its address speaks: llama.cpp's own or OpenAI's chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ocr_service.errors import AnswerUnusable, OutsideRefused
from ocr_service.outside.chat import ChatManners
from ocr_service.outside.exchange import Exchange, OnSent, tokens_in
from ocr_service.outside.language_model.prompts import MOST_TOKENS, Prompt

MOST_THOUGHT_TOKENS = 4_096
"""Of models that think before they answer, and count it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model said; tokens are None where the server does not count them."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelClient:
    """A llama.cpp ``/completion`` or OpenAI-compatible ``/v1/chat/completions`` server; ``url`` tells which."""

    exchange: Exchange
    url: str
    model: str = ""
    api_key: str = ""
    manners: ChatManners = field(
        default_factory=lambda: ChatManners(most_tokens=MOST_TOKENS, most_thought_tokens=MOST_THOUGHT_TOKENS)
    )

    async def ask(self, prompt: Prompt, *, on_sent: OnSent) -> Said:
        """Raises ``Overloaded``, ``Reworded``, ``OutsideUnavailable``, ``OutsideRefused``, ``AnswerUnusable``."""
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        is_chat = urlsplit(self.url).path.rstrip("/").endswith("/chat/completions")
        if is_chat:
            told = await self.manners.ask(
                self.exchange, self.url, headers=headers, body=self._chat(prompt), on_sent=on_sent
            )
        else:
            told = await self.exchange.ask(
                self.url, headers=headers, body=_completion(prompt), on_sent=on_sent
            )
        try:
            return _read_chat(told) if is_chat else _read_completion(told)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise AnswerUnusable("The language model's answer has no text where one belongs.") from error

    def _chat(self, prompt: Prompt) -> Mapping[str, Any]:
        schema = {"name": "fields", "strict": True, "schema": prompt.schema}
        return {
            "model": self.model or "default",
            "messages": [{"role": "user", "content": prompt.text}],
            "response_format": {"type": "json_schema", "json_schema": schema},
        }


def _completion(prompt: Prompt) -> Mapping[str, Any]:
    return {
        "prompt": prompt.text,
        "n_predict": MOST_TOKENS,
        "temperature": 0,
        "json_schema": prompt.schema,
        "cache_prompt": False,
    }


def _read_chat(told: Any) -> Said:
    message, usage = told["choices"][0]["message"], told.get("usage")
    if message.get("refusal"):
        raise OutsideRefused("The language model refuses the document.")
    return Said(
        text=_text(message["content"]),
        input_tokens=tokens_in(usage, "prompt_tokens"),
        output_tokens=tokens_in(usage, "completion_tokens"),
    )


def _read_completion(told: Any) -> Said:
    return Said(
        text=_text(told["content"]),
        input_tokens=tokens_in(told, "tokens_evaluated"),
        output_tokens=tokens_in(told, "tokens_predicted"),
    )


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
