"""Show receipts as callers see them."""

from __future__ import annotations

from typing import Any

from ocr_service.receipts.receipt import Reading, Receipt

_NOTHING = Reading()


def shown_user(user: str) -> int | str:
    """Numbers as numbers, owners as they are called."""
    return (
        int(user)
        if user.isascii() and user.isdecimal() and len(user) < 16 and str(int(user)) == user
        else user
    )


def receipt_view(receipt: Receipt) -> dict[str, Any]:
    """``ReceiptAnswer``; what was not found is null."""
    read = receipt.reading or _NOTHING
    error = receipt.failure
    return {
        "id": receipt.id,
        "user_id": shown_user(receipt.user),
        "filename": receipt.filename,
        "purchase_date": receipt.purchase_date or None,
        "ocr_status": receipt.status.value,
        "sender": read.sender or None,
        "date": read.date or None,
        "total": read.total or None,
        "subtotal": read.subtotal or None,
        "tax": read.tax or None,
        "currency": read.currency or None,
        "items": [
            {
                "description": item.description or None,
                "quantity": item.quantity or None,
                "unit_price": item.unit_price or None,
                "amount": item.amount or None,
            }
            for item in read.items
        ],
        "warnings": list(read.warnings),
        "error": {"code": error.code, "detail": error.detail} if error else None,
        "task_id": receipt.task_id,
        "created_at": receipt.created_at,
        "updated_at": receipt.updated_at,
    }
