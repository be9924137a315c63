"""What each document led to in each configuration: kept in a file as it comes, and shown as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document in one configuration; ``seconds`` are those of its slowest copy."""

    engine: str
    slots: int
    name: str
    peak_mb: float
    parts: str
    answer: str
    seconds: float
    left: str
    is_bad: bool

    @property
    def configuration(self) -> str:
        return f"{self.engine}, {self.slots}"

    def __str__(self) -> str:
        bad, left = "  <<<" if self.is_bad else "", f"  LEFT {self.left}" if self.left else ""
        return f"{self.name:<44}{self.peak_mb:>6.0f} MB{self.seconds:>7.1f} s  {self.answer:<28}{self.parts}{left}{bad}"


class Rows:
    """Rows in a file of JSON lines, or in memory alone; what is in it already need not be measured again."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._rows = list(_read(file)) if file is not None and file.exists() else []

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")

    def has(self, engine: str, slots: int, name: str) -> bool:
        return any((row.engine, row.slots, row.name) == (engine, slots, name) for row in self._rows)

    @property
    def any_is_bad(self) -> bool:
        return any(row.is_bad for row in self._last())

    def table(self) -> str:
        """Markdown: a row for each document, highest first; in each configuration its peak and, where it is no text, its answer."""
        rows = self._last()
        configurations = sorted({row.configuration for row in rows})
        found = {(row.name, row.configuration): row for row in rows}
        peaks = {name: max(row.peak_mb for row in rows if row.name == name) for name, _ in found}
        lines = [f"| document | {' | '.join(configurations)} |", "|---" * (1 + len(configurations)) + "|"]
        for name in sorted(peaks, key=lambda each: -peaks[each]):
            cells = [_cell(found.get((name, each))) for each in configurations]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        lines.append(
            f"| **highest of {len(peaks)}** | {' | '.join(_highest(rows, each) for each in configurations)} |"
        )
        return "\n".join(lines)

    def _last(self) -> Sequence[Row]:
        """The last of each: who measures again after a change means the new one."""
        return list({(row.name, row.configuration): row for row in self._rows}.values())


def _read(file: Path) -> Iterator[Row]:
    for line in file.read_text(encoding="utf-8").splitlines():
        yield Row(**json.loads(line))


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    said = "" if row.answer == "COMPLETED" else f" `{row.answer}`"
    return f"{row.peak_mb:.0f}{said}, {row.seconds:.0f} s"


def _highest(rows: Sequence[Row], configuration: str) -> str:
    return f"{max(row.peak_mb for row in rows if row.configuration == configuration):.0f}"
