"""A pile is parted between its separator sheets."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.dividing.parts import Pages, parts_of
from ocr_service.pipeline.dividing.sheets import Sheet

KINDS = {"p": Sheet.PAGE, "s": Sheet.SEPARATOR, "b": Sheet.BLANK}


@pytest.mark.parametrize(
    ("pile", "parts"),
    [
        ("ppp", []),
        ("s", []),
        ("sbs", []),
        ("ppsp", [(1, 2), (4, 4)]),
        ("spp", [(2, 3)]),
        ("pps", [(1, 2)]),
        ("psbp", [(1, 1), (4, 4)]),
        ("psspp", [(1, 1), (4, 5)]),
        ("psbsbp", [(1, 1), (6, 6)]),
        ("pbspbp", [(1, 2), (4, 6)]),
        ("psbbp", [(1, 1), (4, 5)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_parts_of_a_pile(pile: str, parts: list[tuple[int, int]]) -> None:
    assert parts_of([KINDS[each] for each in pile]) == [Pages(*each) for each in parts]
