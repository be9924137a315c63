"""How a table is ruled and set, in three dozen styles. Those of ``FIT`` were looked at while limits were chosen, no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.tables import contents
from bench.tables.contents import Grid


@dataclass(frozen=True, kw_only=True)
class Style:
    """``rules``: any of ``grid``, ``rows``, ``head``, ``ends``, ``columns``, ``frame``, ``zebra``, ``headfill``, ``none``,
    ``headcells`` (each heading a shaded cell of its own) and ``headcolumns`` (columns ruled in the head alone).

    ``gap`` is further white between rows, in points.
    """

    name: str
    make: Callable[..., Grid]
    rules: tuple[str, ...] = ("none",)
    count: int = 8
    size: float = 10
    padding: float = 4
    width: float = 480
    notes: bool = False
    tables: int = 1
    beside: bool = False
    centred: bool = False
    turned_head: bool = False
    line: float = 0.6
    page_turn: int = 0
    right_to_left: bool = False
    gap: float = 0


_ITEMS, _FIGURES, _TWO, _SPANS = contents.items, contents.figures, contents.two_heads, contents.spans
_PLAN, _REMARKS, _PAIRS, _WIDE, _PRICES = (
    contents.plan,
    contents.remarks,
    contents.pairs,
    contents.wide,
    contents.list_of_prices,
)

STYLES = (
    Style(name="01-grid-items", make=_ITEMS, rules=("grid",)),
    Style(name="02-grid-figures-thick", make=_FIGURES, rules=("grid",), line=1.5),
    Style(name="03-grid-two-heads", make=_TWO, rules=("grid",)),
    Style(name="04-grid-spans", make=_SPANS, rules=("grid",)),
    Style(name="05-grid-remarks", make=_REMARKS, rules=("grid",), count=6),
    Style(name="06-grid-pairs", make=_PAIRS, rules=("grid",), count=4),
    Style(name="07-grid-plan-centred", make=_PLAN, rules=("grid",), count=6, centred=True),
    Style(name="08-grid-wide-small", make=_WIDE, rules=("grid",), size=8, padding=2.5, count=14),
    Style(name="09-rows-items", make=_ITEMS, rules=("rows",)),
    Style(name="10-rows-figures", make=_FIGURES, rules=("rows",)),
    Style(name="11-rows-notes", make=_ITEMS, rules=("rows",), notes=True),
    Style(name="12-head-and-ends-figures", make=_FIGURES, rules=("head", "ends")),
    Style(name="13-head-and-ends-items", make=_ITEMS, rules=("head", "ends")),
    Style(name="14-head-and-ends-two-heads", make=_TWO, rules=("head", "ends")),
    Style(name="15-head-items-notes", make=_ITEMS, rules=("head",), notes=True),
    Style(name="16-columns-frame-items", make=_ITEMS, rules=("columns", "frame", "head")),
    Style(
        name="17-columns-frame-notes", make=_ITEMS, rules=("columns", "frame", "head"), notes=True, count=6
    ),
    Style(name="18-zebra-items", make=_ITEMS, rules=("zebra", "headfill")),
    Style(name="19-zebra-figures", make=_FIGURES, rules=("zebra",)),
    Style(name="20-headfill-plan", make=_PLAN, rules=("headfill",), count=7),
    Style(name="21-none-figures", make=_FIGURES, padding=3),
    Style(name="22-none-items", make=_ITEMS),
    Style(name="23-none-items-notes", make=_ITEMS, notes=True, padding=5),
    Style(name="24-none-plan", make=_PLAN, count=6),
    Style(name="25-none-prices", make=_PRICES, count=9, width=300),
    Style(name="26-none-two-heads", make=_TWO),
    Style(name="27-two-tables", make=_FIGURES, rules=("head", "ends"), tables=2, count=5),
    Style(name="28-beside-prose", make=_PRICES, rules=("rows",), width=220, beside=True, count=7),
    Style(name="29-turned-head", make=_WIDE, rules=("grid",), turned_head=True, count=7, padding=5),
    Style(name="30-frame-wide", make=_WIDE, rules=("frame", "head"), size=9, count=10, page_turn=90),
    Style(name="31-headcells-items-notes", make=_ITEMS, rules=("headcells",), notes=True, gap=14, count=6),
    Style(name="32-headcells-figures", make=_FIGURES, rules=("headcells",), gap=4),
    Style(name="33-headcolumns-items", make=_ITEMS, rules=("headcolumns", "frame", "head"), count=6),
    Style(
        name="34-headcolumns-notes", make=_ITEMS, rules=("headcolumns", "frame", "head"), notes=True, count=5
    ),
    Style(name="35-zebra-tight-heads", make=contents.tight, rules=("zebra",), count=7, padding=3),
    Style(name="36-ends-tight-heads", make=contents.tight, rules=("head", "ends"), count=6, padding=3),
)

FIT = frozenset(style.name for style in STYLES if int(style.name[:2]) % 2)
