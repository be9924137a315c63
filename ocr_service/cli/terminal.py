"""Write to a terminal: strangers' text without its control sequences, and live bars."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from typing import TextIO

_BAR_CELLS = 24
_LEAST_COLUMNS = 40
_UP, _CLEAR_LINE = "\x1b[{}A", "\x1b[2K\r"


def printable(text: str) -> str:
    """``text`` with everything invisible but newlines and tabs taken out."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")


class ProgressBars:
    """One line per file: redrawn in place on a terminal, a plain line per change elsewhere."""

    def __init__(self, names: list[str], stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_live = self._stream.isatty()
        self._lines = dict.fromkeys(names, (0, "waiting to be sent"))
        self._width = max((len(printable(name)) for name in names), default=0)
        self._is_drawn = False

    def show(self, name: str, percent: int, message: str) -> None:
        """Tell how far a file is."""
        if self._lines[name] == (percent, message):
            return
        self._lines[name] = (percent, message)
        if self._is_live:
            self._redraw()
        else:
            print(f"{printable(name)}: {percent:3d} % {printable(message)}", file=self._stream, flush=True)

    def _redraw(self) -> None:
        columns = max(shutil.get_terminal_size().columns, _LEAST_COLUMNS)
        drawn = _UP.format(len(self._lines)) if self._is_drawn else ""
        for name, (percent, message) in self._lines.items():
            drawn += f"{_CLEAR_LINE}{self._line(name, percent, message)[: columns - 1]}\n"
        self._stream.write(drawn)
        self._stream.flush()
        self._is_drawn = True

    def _line(self, name: str, percent: int, message: str) -> str:
        full = round(percent * _BAR_CELLS / 100)
        bar = "█" * full + "░" * (_BAR_CELLS - full)
        return f"{printable(name):<{min(self._width, 32)}.32} {bar} {percent:3d} % {printable(message)}"
