"""One unit for every place on a page: points (1/72 inch) of the page as it is shown, from its upper left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

POINTS_PER_INCH = 72
# A hundredth of a point is a 7200th of an inch, finer than any picture; more digits are dust of binary numbers.
_DECIMALS = 2
_PLACES = frozenset({"box", "polygon"})


def scale_of(page: Mapping[str, Any]) -> float:
    """Points in one unit of a stored page, whose units are pixels at its ``dpi``."""
    dpi: float = page["dpi"]
    return POINTS_PER_INCH / dpi


def points(length: float, scale: float) -> float:
    """A length of a stored page in points."""
    return round(length * scale, _DECIMALS)


def box_in_points(box: Sequence[float], scale: float) -> list[float]:
    """``[left, top, width, height]`` of a stored page in points."""
    return [round(length * scale, _DECIMALS) for length in box]


def places_in_points(value: Any, scale: float) -> Any:
    """Any value of a stored page with each ``box`` and ``polygon`` in it, however deep, in points."""
    if isinstance(value, Mapping):
        return {
            name: _in_points(one, scale) if name in _PLACES else places_in_points(one, scale)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [places_in_points(one, scale) for one in value]
    return value


def _in_points(value: Any, scale: float) -> Any:
    if isinstance(value, list):
        return [_in_points(one, scale) for one in value]
    return points(value, scale) if isinstance(value, int | float) else value
