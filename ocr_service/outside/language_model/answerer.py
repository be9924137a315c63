"""Answer a document's question what a language model finds in its text."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.outside.asking import Answer, Question
from ocr_service.outside.language_model.client import LanguageModelClient
from ocr_service.outside.language_model.prompts import prompt_for
from ocr_service.outside.shared_turns import SharedTurns

_MOST_ANSWER = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelAnswerer:
    """An ``Answerer``. The words of the question are the worker's; the document gives its text and the names of fields."""

    client: LanguageModelClient
    turns: SharedTurns

    async def answer(self, question: Question) -> Answer:
        """``{"category", "fields", "text"}`` gives ``{"text"}``, as the model said it.

        Raises ``OutsideUnavailable`` after three tries, ``OutsideRefused``, ``AnswerUnusable``, ``BackendUnavailable``.
        """
        prompt = prompt_for(question.request)
        said, _ = await self.turns.ask(lambda on_sent: self.client.ask(prompt, on_sent=on_sent), question)
        return {"text": said.text[:_MOST_ANSWER]}

    async def close(self) -> None:
        """Close the connections and take this worker off the list."""
        await self.turns.close()
        await self.client.exchange.http.aclose()
