"""Tell who sent a document and to whom."""

from __future__ import annotations

import re

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.evidence.evidence import field_of
from ocr_service.extractors.names.address_blocks import address_blocks
from ocr_service.extractors.names.issuer import BY_HEAD, SELLER, issuer
from ocr_service.layout.layout import Layout

_TO = re.compile(
    r"^\W*(?:to|an|à|para|a|bill(?:ed)? to|ship to|invoice to|kunde|käufer|client|destinataire)\s*:?\s*$",
    re.IGNORECASE,
)


# What a firm or an office writes on its own paper; the first row of a report or a manual is its title.
_ON_LETTERHEAD = frozenset(
    {"letter", "invoice", "receipt", "bank_statement", "contract", "medical", "tax", "identity_document"}
)


def sender(layout: Layout, category: Category) -> FieldValue | None:
    """The name at the head of page 1, or the firm that its footer and identifiers belong to."""
    found = issuer(layout)
    if found is not None and (found.rule != BY_HEAD or category.name in _ON_LETTERHEAD):
        return found
    blocks = address_blocks(layout.rows_on(1))
    if len(blocks) < 2:
        return None
    return field_of(blocks[0].name, blocks[0].rows, confidence=0.5, rule="first of two address blocks")


def recipient(layout: Layout, category: Category, sender: FieldValue | None) -> FieldValue | None:
    """The name above the address in the window of a letter, or below a word such as `Bill to`.

    A receipt is written to nobody: its address is the shop's. Nobody writes to himself.
    """
    if category.name == "receipt":
        return None
    blocks = [
        block
        for block in address_blocks(layout.rows_on(1))
        if not SELLER.match(block.label) and not (sender and block.name == sender.value)
    ]
    for block in blocks:
        if block.label and _TO.match(block.label):
            return field_of(block.name, block.rows, confidence=0.8, rule="address block with a label")
    page = layout.pages[0] if layout.pages else None
    for block in blocks:
        box = block.rows[0].box if block.rows else None
        if page and box and block.left < page.width * 0.5 and 0.08 < box.top / max(page.height, 1) < 0.42:
            return field_of(
                block.name, block.rows, confidence=0.6, rule="address block in the letter's window"
            )
    return None
