"""Shapes of what receipts are answered with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field

from ocr_service.receipts.receipt import MOST_ID, OcrStatus

ReceiptIdPath = Annotated[
    int, Path(ge=1, le=MOST_ID, description="the id that the receipt was answered with", examples=[17])
]


class ReceiptItem(BaseModel):
    """One line of a receipt; amounts are decimal strings, null what is not printed."""

    description: str | None
    quantity: str | None
    unit_price: str | None
    amount: str | None


class ReceiptError(BaseModel):
    """Why a receipt was not read."""

    code: str
    detail: str


class ReceiptAnswer(BaseModel):
    """A receipt; totals, items and warnings are there once it is completed."""

    id: int
    user_id: int | str
    filename: str
    purchase_date: str | None = Field(description="as the upload said, ISO-8601")
    ocr_status: OcrStatus
    sender: str | None
    date: str | None = Field(description="as the receipt says, ISO-8601")
    total: str | None
    subtotal: str | None
    tax: str | None
    currency: str | None
    items: list[ReceiptItem]
    warnings: list[str] = Field(description="what a person should look at")
    error: ReceiptError | None
    task_id: str
    created_at: str
    updated_at: str


class ReceiptListAnswer(BaseModel):
    """A page of receipts, newest first."""

    receipts: list[ReceiptAnswer]
    cursor: int | None = Field(description="of the next page, null at the end")


class ReceiptQueueStatusAnswer(BaseModel):
    """Where one receipt is."""

    receipt_id: int
    status: OcrStatus


def receipt_body() -> dict[str, Any]:
    """The ``requestBody`` of a receipt's upload."""
    properties: dict[str, Any] = {
        "file": {"type": "string", "format": "binary", "description": "the receipt: PDF or picture"},
        "purchase_date": {
            "type": "string",
            "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
            "description": "when it was bought, such as 2026-01-19",
        },
        "user_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "description": "whose it is; without API keys 1 by default, with keys their owner",
        },
        "language": {"type": "string", "description": "its language; default DEFAULT_LANGUAGE"},
    }
    schema = {"type": "object", "required": ["file"], "additionalProperties": False, "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
