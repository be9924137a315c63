"""Write to a terminal: strangers' text without its control sequences, and live bars."""

from __future__ import annotations

import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import TextIO

_BAR_CELLS, _NAME_CELLS = 24, 32
_LEAST_COLUMNS, _LEAST_ROWS = 40, 5
_QUIET_S = 10.0
_UP, _CLEAR_BELOW = "\x1b[{}A\r", "\x1b[J"


def printable(text: str) -> str:
    """``text`` with everything invisible but newlines and tabs taken out."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")


def is_one_place() -> bool:
    """True where standard output and standard error come to the same eyes: one terminal, one pipe, one file."""
    try:
        return os.path.samestat(os.fstat(sys.stdout.fileno()), os.fstat(sys.stderr.fileno()))
    except (OSError, ValueError):
        return False


class ProgressBars:
    """One line per file under way: redrawn in place on a terminal, below what ``finish`` said of the others.

    Elsewhere one file tells each change in a plain line; several tell how each ended, and how one goes on after ten
    seconds without a word. ``is_told_again``: standard output tells the end of each; one file's is not said twice then
    where both are read.
    """

    def __init__(
        self,
        names: Sequence[str],
        stream: TextIO | None = None,
        *,
        is_told_again: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._is_live = self._stream.isatty()
        self._count = self._waiting = len(names)
        self._ended = 0
        self._tells_end = not (is_told_again and self._count == 1 and is_one_place())
        self._monotonic = monotonic
        self._said_at = monotonic()
        self._lines: dict[str, tuple[int, str]] = {}
        self._width = min(max((len(printable(name)) for name in names), default=0), _NAME_CELLS)
        self._drawn = 0

    def show(self, name: str, percent: int, message: str) -> None:
        """Tell how far a file is."""
        if self._lines.get(name) == (percent, message):
            return
        self._waiting -= name not in self._lines
        self._lines[name] = (percent, message)
        if self._is_live:
            self._redraw()
        elif self._count == 1 or self._monotonic() - self._said_at >= _QUIET_S:
            self._say(f"{printable(name)}: {percent:3d} % {printable(message)}")

    def finish(self, name: str, message: str) -> None:
        """Tell how a file ended; its bar goes."""
        self._waiting -= name not in self._lines
        self._lines.pop(name, None)
        self._ended += 1
        said = f"{printable(name)}: {printable(message)}"
        if self._is_live:
            self._redraw(said + "\n" if self._tells_end else "")
        elif self._tells_end:
            self._say(f"[{self._ended}/{self._count}] {said}" if self._count > 1 else said)

    def _say(self, line: str) -> None:
        self._said_at = self._monotonic()
        print(line, file=self._stream, flush=True)

    def _redraw(self, above: str = "") -> None:
        size = shutil.get_terminal_size()
        columns, rows = max(size.columns, _LEAST_COLUMNS), max(size.lines, _LEAST_ROWS)
        lines = [self._line(name, *state) for name, state in self._lines.items()]
        # What has scrolled out at the top cannot be redrawn.
        hidden = max(0, len(lines) - (rows - 3)) + self._waiting
        lines = lines[: rows - 3] + ([f"{hidden} more waiting"] if hidden else [])
        back = _UP.format(self._drawn) if self._drawn else ""
        drawn = "".join(f"{line[: columns - 1]}\n" for line in lines)
        self._stream.write(f"{back}{_CLEAR_BELOW}{above}{drawn}")
        self._stream.flush()
        self._drawn = len(lines)

    def _line(self, name: str, percent: int, message: str) -> str:
        full = round(percent * _BAR_CELLS / 100)
        bar = "█" * full + "░" * (_BAR_CELLS - full)
        return f"{printable(name)[-_NAME_CELLS:]:<{self._width}} {bar} {percent:3d} % {printable(message)}"
