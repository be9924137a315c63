"""Straight lines, shaded areas and pictures on a page: what a table's cells and figures are told by beside the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ocr_service.domain.shapes.box import Box


class Rule(NamedTuple):
    """A line along an axis: where it lies on the other axis, and from where to where it goes."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """How far it goes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is drawn on a page in its units: rules that lie (``at`` is from the top) and stand, shaded areas, pictures."""

    lying: tuple[Rule, ...] = ()
    standing: tuple[Rule, ...] = ()
    areas: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()

    def stretched(self, across: float, down: float) -> Rules:
        """The same on a page that is so many times as wide and as high."""
        return Rules(
            lying=tuple(Rule(rule.at * down, rule.start * across, rule.end * across) for rule in self.lying),
            standing=tuple(
                Rule(rule.at * across, rule.start * down, rule.end * down) for rule in self.standing
            ),
            areas=tuple(_stretched(area, across, down) for area in self.areas),
            pictures=tuple(_stretched(picture, across, down) for picture in self.pictures),
        )


def _stretched(box: Box, across: float, down: float) -> Box:
    return Box(box.left * across, box.top * down, box.width * across, box.height * down)
