"""Name the place of the service's code where something went wrong."""

from __future__ import annotations

import traceback
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def place_of(error: BaseException) -> str:
    """``pipeline/run.py:120 in read_in_order``: the innermost line of ours; a library's where none of ours is."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    for frame in reversed(ours or frames):
        name = Path(frame.filename)
        short = name.relative_to(_PACKAGE) if ours else name
        return f"{short}:{frame.lineno} in {frame.name}"
    return "unknown"
