"""What services say they used is counted where it can be, and never believed to be a number."""

from __future__ import annotations

import pytest

from ocr_service.outside.exchange import tokens_in


@pytest.mark.parametrize(
    ("usage", "counted"),
    [
        ({"said": 7, "thought": 5}, 12),
        ({"said": 7, "thought": None}, 7),
        ({"said": 0}, 0),
        ({"said": "7", "thought": True}, None),
        ({"said": -3, "thought": 5.5}, None),
        ({}, None),
        (None, None),
        ("many", None),
    ],
)
def test_only_counts_are_counted(usage: object, counted: int | None) -> None:
    assert tokens_in(usage, "said", "thought") == counted
