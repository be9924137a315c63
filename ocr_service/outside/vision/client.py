"""Show one page to a vision model, once."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_service.outside.chat import ChatManners
from ocr_service.outside.exchange import Exchange, OnSent
from ocr_service.outside.vision.vendors import MOST_THOUGHT_TOKENS, MOST_TOKENS, Reading, Vendor, read_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionClient:
    """The model of one service, behind one interface."""

    exchange: Exchange
    vendor: Vendor
    url: str
    model: str
    api_key: str
    manners: ChatManners = field(
        default_factory=lambda: ChatManners(most_tokens=MOST_TOKENS, most_thought_tokens=MOST_THOUGHT_TOKENS)
    )

    async def read(self, picture: str, prompt: str, *, on_sent: OnSent) -> Reading:
        """What the model reads in a JPEG in base64.

        Raises ``Overloaded``, ``Reworded``, ``OutsideUnavailable``, ``OutsideRefused``, ``AnswerUnusable``.
        """
        url = self.url + self.vendor.path(self.model)
        headers = self.vendor.headers(self.api_key)
        body = self.vendor.body(self.model, prompt, picture)
        if self.vendor.is_chat:
            told = await self.manners.ask(self.exchange, url, headers=headers, body=body, on_sent=on_sent)
        else:
            told = await self.exchange.ask(url, headers=headers, body=body, on_sent=on_sent)
        return read_answer(self.vendor, told)
