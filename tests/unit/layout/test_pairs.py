from __future__ import annotations

import re

from ocr_service.layout.layout import layout_of
from ocr_service.layout.pairs import labelled_values
from ocr_service.layout.plain_text import page_from_text


def values(text: str, label: str) -> list[tuple[str, bool]]:
    layout = layout_of((page_from_text(text),))
    return [(value.text, value.is_below) for value in labelled_values(layout, re.compile(label))]


def test_a_value_behind_its_label_is_found() -> None:
    assert values("Order no: 4711", "Order no") == [("4711", False)]


def test_a_value_below_its_label_is_found_in_the_same_column() -> None:
    assert ("4711", True) in values("Name       Order no\nNora       4711", "Order no")


def test_a_label_without_a_value_gives_nothing() -> None:
    assert values("Order no", "Order no") == []
