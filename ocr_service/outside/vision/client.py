"""Show one page to a vision model, once."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.outside.exchange import Exchange, OnSent
from ocr_service.outside.vision.vendors import Reading, Vendor, read_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionClient:
    """The model of one service, behind one interface."""

    exchange: Exchange
    vendor: Vendor
    url: str
    model: str
    api_key: str

    async def read(self, picture: str, prompt: str, *, on_sent: OnSent) -> Reading:
        """What the model reads in a JPEG in base64.

        Raises ``Overloaded``, ``OutsideUnavailable``, ``OutsideRefused``, ``AnswerUnusable``.
        """
        told = await self.exchange.ask(
            self.url + self.vendor.path(self.model),
            headers=self.vendor.headers(self.api_key),
            body=self.vendor.body(self.model, prompt, picture),
            on_sent=on_sent,
        )
        return read_answer(self.vendor, told)
