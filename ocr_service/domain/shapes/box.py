"""A rectangle on a page, the unit of every place that a result names."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in the page's own units (see ``Page.dpi``), origin at the upper left."""

    left: float
    top: float
    width: float
    height: float
