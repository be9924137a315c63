"""Answer a document's question what a vision model reads on its page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ocr_service.domain.outside.asking import Answer, Question
from ocr_service.outside.pictures import picture_in
from ocr_service.outside.shared_turns import SharedTurns
from ocr_service.outside.vision.client import VisionClient
from ocr_service.outside.vision.prompts import CURRENT, PROMPTS


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionAnswerer:
    """An ``Answerer``."""

    client: VisionClient
    turns: SharedTurns

    async def answer(self, question: Question) -> Answer:
        """``{"picture": path}`` gives text, model, prompt, tokens and cost.

        Raises ``OutsideUnavailable`` after three tries, ``OutsideRefused``, ``AnswerUnusable``, ``BackendUnavailable``.
        """
        picture = await asyncio.to_thread(picture_in, question.folder, question.request.get("picture", ""))
        reading, cost = await self.turns.ask(
            lambda on_sent: self.client.read(picture, PROMPTS[CURRENT], on_sent=on_sent), question
        )
        return {
            "text": reading.text,
            "is_cut": reading.is_cut,
            "model": self.client.model,
            "prompt": CURRENT,
            "input_tokens": reading.input_tokens,
            "output_tokens": reading.output_tokens,
            "cost_millionths": cost,
        }

    async def close(self) -> None:
        """Close the connections and take this worker off the list."""
        await self.turns.close()
        await self.client.exchange.http.aclose()
