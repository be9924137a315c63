"""Improve a finished result with the help of a language model server; absent, slow or wrong, it changes nothing.

Runs in the worker's own process after the document's child is done (the child has no sockets).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from ocr_service.extractors.evidence.review import MISSING, UNSURE, doubts_of
from ocr_service.extractors.language_model.questions import Question, accepted, ask_for, question

log = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE_S = 0.5
MOST_TOKENS = 512
MOST_ANSWER_BYTES = 200_000
_TRY_AGAIN = {429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """A llama.cpp ``/completion`` or OpenAI-compatible ``/v1/chat/completions`` server.

    ``timeout_s`` bounds one document's questions altogether, pauses included.
    """

    url: str
    model: str = ""
    api_key: str = ""
    timeout_s: float = 30.0

    async def improve(self, head: Mapping[str, Any], text: str) -> dict[str, Any]:
        """The head of a result with values for fields that were missing or unsure; the same head when there are none.

        Never raises: whatever goes wrong becomes a line in the log and, where the server was asked in vain, a warning.
        """
        fields = head.get("fields", {})
        wanted = ask_for(str(head.get("category", "")), fields)
        if not wanted or not text.strip():
            return dict(head)
        asked = question(str(head["category"]), text, wanted)
        try:
            answer = await asyncio.wait_for(self._ask(asked), self.timeout_s)
        except (httpx2.HTTPError, TimeoutError, ValueError, KeyError, TypeError, IndexError) as error:
            log.warning("language model failed", extra={"reason": type(error).__name__})
            return {
                **head,
                "warnings": [
                    *head.get("warnings", ()),
                    "The language model did not answer; its help is missing.",
                ],
            }
        found = accepted(answer, asked, text)
        log.info("language model answered", extra={"asked": len(wanted), "accepted": len(found)})
        better = {**fields, **found}
        review = _review(head, better)
        return {**head, "fields": better, "review": review, "needs_review": bool(review)}

    async def is_healthy(self) -> bool:
        """True when the server says that it is ready (llama.cpp answers 503 while it loads its model)."""
        parts = urlsplit(self.url)
        try:
            async with httpx2.AsyncClient(timeout=2.0) as client:
                answer = await client.get(f"{parts.scheme}://{parts.netloc}/health")
        except httpx2.HTTPError:
            return False
        return answer.status_code == httpx2.codes.OK

    async def _ask(self, asked: Question) -> str:
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        async with httpx2.AsyncClient(timeout=self.timeout_s, headers=headers) as client:
            for attempt in range(1, ATTEMPTS + 1):
                answer = await client.post(self.url, json=self._body(asked))
                if answer.status_code not in _TRY_AGAIN or attempt == ATTEMPTS:
                    break
                await asyncio.sleep(PAUSE_S * attempt)
        answer.raise_for_status()
        if len(answer.content) > MOST_ANSWER_BYTES:
            raise ValueError("the answer is too long")
        return self._content(answer.json())

    @property
    def _is_chat(self) -> bool:
        return urlsplit(self.url).path.rstrip("/").endswith("/chat/completions")

    def _body(self, asked: Question) -> dict[str, Any]:
        if self._is_chat:
            schema = {"name": "fields", "strict": True, "schema": asked.schema}
            return {
                "model": self.model or "default",
                "messages": [{"role": "user", "content": asked.prompt}],
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
                "response_format": {"type": "json_schema", "json_schema": schema},
            }
        return {
            "prompt": asked.prompt,
            "n_predict": MOST_TOKENS,
            "temperature": 0,
            "json_schema": asked.schema,
            "cache_prompt": False,
        }

    def _content(self, data: Any) -> str:
        content = data["choices"][0]["message"]["content"] if self._is_chat else data["content"]
        if not isinstance(content, str):
            raise TypeError("the answer holds no text")
        return content


def _review(head: Mapping[str, Any], better: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """A doubt about a field that was missing or unsure ends when it is sure; any other one stays, and none is added."""
    still = {doubt.field for doubt in doubts_of(str(head["category"]), _confidences(better))}
    return [
        doubt
        for doubt in head.get("review", ())
        if doubt["field"] in still or not doubt["reason"].startswith((MISSING, UNSURE))
    ]


def _confidences(fields: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(one["confidence"]) for name, one in fields.items() if isinstance(one, Mapping)}
