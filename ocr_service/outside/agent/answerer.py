"""Answer a document's question what the agent service reads on its receipt."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from ocr_service.domain.outside.asking import Answer, Question
from ocr_service.errors import AnswerUnusable, OutsideError, OutsideRefused, OutsideUnavailable
from ocr_service.outside.pictures import picture_in

log = logging.getLogger(__name__)

PATH = "/extract"
FIELDS = ("sender", "date", "total", "subtotal", "tax", "currency")
ITEM_FIELDS = ("description", "quantity", "unit_price", "amount")
_MOST_PICTURES, _MOST_TEXT = 5, 100_000
_MOST_ANSWER_BYTES, _MOST_ITEMS, _MOST_WARNINGS, _MOST_CHARACTERS = 1_000_000, 500, 20, 300
_TRIES, _PAUSE_S = 3, 1.0
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(kw_only=True)
class AgentAnswerer:
    """An ``Answerer``. ``http`` has the address, the key and AGENT_TIMEOUT; ``concurrency`` bounds what this worker asks at once."""

    http: httpx2.AsyncClient
    concurrency: int
    pause_s: float = _PAUSE_S

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.concurrency)

    async def answer(self, question: Question) -> Answer:
        """``{"pictures": [paths], "text": …}`` gives ``{"fields", "items", "warnings"}``, texts all of them.

        Raises ``OutsideUnavailable`` after three tries, ``OutsideRefused``, ``AnswerUnusable``.
        """
        body = await asyncio.to_thread(_body, question)
        async with self._places:
            for attempt in range(1, _TRIES + 1):
                try:
                    return parsed(await self._once(body))
                except OutsideUnavailable as error:
                    log.warning("Agent did not answer", extra={"code": error.code, "attempt": attempt})
                    if attempt == _TRIES:
                        raise
                    await asyncio.sleep(self.pause_s * attempt)
        raise OutsideError  # not reached: the last try raises or answers

    async def close(self) -> None:
        """Close its connections."""
        await self.http.aclose()

    async def _once(self, body: Mapping[str, Any]) -> bytes:
        content = bytearray()
        try:
            async with self.http.stream("POST", PATH, json=body) as answer:
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > _MOST_ANSWER_BYTES:
                        raise AnswerUnusable("The agent's answer is too long.")
        except httpx2.HTTPError as error:
            raise OutsideUnavailable(
                f"The agent cannot be reached ({type(error).__name__}). It is tried again."
            ) from error
        if answer.status_code in _TRY_AGAIN:
            raise OutsideUnavailable(f"The agent answers {answer.status_code}. It is tried again.")
        if not answer.is_success:
            raise OutsideRefused(
                f"The agent refuses with {answer.status_code}. Check AGENT_URL and AGENT_API_KEY."
            )
        return bytes(content)


def parsed(content: bytes) -> Answer:
    """What an answer says, cut to what a receipt may hold. Raises ``AnswerUnusable`` for what is no JSON object."""
    try:
        told = json.loads(content)
    except ValueError as error:
        raise AnswerUnusable("The agent's answer is no JSON.") from error
    if not isinstance(told, dict):
        raise AnswerUnusable("The agent's answer is no JSON object.")
    fields, items, warnings = (told.get(name) for name in ("fields", "items", "warnings"))
    return {
        "fields": _texts(fields, FIELDS),
        "items": [found for each in _list(items)[:_MOST_ITEMS] if (found := _texts(each, ITEM_FIELDS))],
        "warnings": [each[:_MOST_CHARACTERS] for each in _list(warnings) if isinstance(each, str)][
            :_MOST_WARNINGS
        ],
    }


def _body(question: Question) -> Mapping[str, Any]:
    named = question.request.get("pictures")
    pictures = [picture_in(question.folder, each) for each in _list(named)[:_MOST_PICTURES]]
    return {
        "images": [{"media_type": "image/jpeg", "data": each} for each in pictures],
        "text": str(question.request.get("text", ""))[:_MOST_TEXT],
    }


def _texts(told: object, names: tuple[str, ...]) -> dict[str, str]:
    """Texts and numbers under these names; anything else is left out."""
    if not isinstance(told, Mapping):
        return {}
    plain = {name: told.get(name) for name in names}
    return {
        name: str(value).strip()[:_MOST_CHARACTERS]
        for name, value in plain.items()
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip()
    }


def _list(told: object) -> list[Any]:
    return told if isinstance(told, list) else []
