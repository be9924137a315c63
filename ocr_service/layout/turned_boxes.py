"""Turn boxes together with the page they stand on, by quarters."""

from __future__ import annotations

from ocr_service.domain.page import Box


def turned_box(box: Box, turn: int, width: float, height: float) -> Box:
    """Where ``box`` lies when its page of ``width`` x ``height`` is turned clockwise by ``turn`` (0, 90, 180, 270)."""
    left, top, across, down = box
    if turn == 90:
        left, top, across, down = height - top - down, left, down, across
    elif turn == 180:
        left, top = width - left - across, height - top - down
    elif turn == 270:
        left, top, across, down = top, width - left - across, down, across
    return Box(round(left, 2), round(top, 2), across, down)
