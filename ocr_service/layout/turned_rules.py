"""What is drawn on a page that is turned, with the page."""

from __future__ import annotations

from collections.abc import Iterable

from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.turned_boxes import turned_box


def turned_rules(rules: Rules, turn: int, width: float, height: float) -> Rules:
    """Rules of a page of ``width`` x ``height`` after it was turned clockwise by ``turn`` degrees."""
    if not turn:
        return rules
    lying = [Box(rule.start, rule.at, rule.length, 0) for rule in rules.lying]
    standing = [Box(rule.at, rule.start, 0, rule.length) for rule in rules.standing]
    lines = [turned_box(box, turn, width, height) for box in (*lying, *standing)]
    return Rules(
        lying=tuple(Rule(b.top, b.left, b.left + b.width) for b in lines if b.width > b.height),
        standing=tuple(Rule(b.left, b.top, b.top + b.height) for b in lines if b.width <= b.height),
        areas=_turned(rules.areas, turn, width, height),
        pictures=_turned(rules.pictures, turn, width, height),
    )


def _turned(boxes: Iterable[Box], turn: int, width: float, height: float) -> tuple[Box, ...]:
    return tuple(turned_box(box, turn, width, height) for box in boxes)
