"""Draw a document's way through the house: ``draw_way.py`` writes ``docs/way.svg``, ``--check`` only compares.

Words with a ``/`` at their end are folders below ``ocr_service``; one that is not there is an error.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PICTURE = PROJECT / "docs" / "way.svg"
WIDTH, HEIGHT = 1040, 640
LINE = 17
Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A room, its first line in bold."""

    x: int
    y: int
    width: int
    height: int
    lines: Sequence[str]
    fill: str = "#eef3fb"

    def svg(self) -> str:
        """The rectangle and its words."""
        middle = self.x + self.width // 2
        top = self.y + (self.height - LINE * len(self.lines)) // 2 + 13
        words = [
            f'<text x="{middle}" y="{top + LINE * number}"{" class=" + chr(34) + "room" + chr(34) if not number else ""}>{escape(line)}</text>'
            for number, line in enumerate(self.lines)
        ]
        frame = f'<rect x="{self.x}" y="{self.y}" width="{self.width}" height="{self.height}" rx="6" fill="{self.fill}"/>'
        return "\n".join([frame, *words])


@dataclass(frozen=True)
class Arrow:
    """A way through these points, what goes along it, and where that is said; ``asks`` for a request that is answered."""

    points: Sequence[Point]
    label: str = ""
    at: Point = (0, 0)
    asks: bool = False

    def svg(self) -> str:
        """The line with its head, and its words."""
        path = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(self.points))
        line = f'<path d="{path}" class="{"asks" if self.asks else "way"}" marker-end="url(#head)"/>'
        said = f'<text x="{self.at[0]}" y="{self.at[1]}" class="said">{escape(self.label)}</text>'
        return f"{line}\n{said}" if self.label else line


OUTSIDE, KEPT, PROCESS = "#ffffff", "#fdf3d8", "#e8f6ea"
BOXES = [
    Box(20, 20, 190, 64, ["callers", "HTTP · CLI · Python · a folder"], OUTSIDE),
    Box(290, 20, 190, 64, ["api/ cli/ watcher/", "who calls, from where"]),
    Box(560, 20, 190, 64, ["intake/", "the one door: type, limits"]),
    Box(860, 20, 160, 64, ["storage/", "files · task.json"], KEPT),
    Box(560, 140, 190, 64, ["queue/", "Redis, one script a change"], KEPT),
    Box(560, 250, 190, 64, ["worker/", "claim, heartbeat, limits"]),
    Box(40, 404, 130, 58, ["identify/", "what the file is"], OUTSIDE),
    Box(210, 404, 130, 58, ["imaging/", "pages as pictures"], OUTSIDE),
    Box(380, 404, 130, 58, ["reading/", "words: engines/"], OUTSIDE),
    Box(550, 404, 140, 58, ["understanding/", "category, facts"], OUTSIDE),
    Box(730, 404, 130, 58, ["rendering/", "JSON, PDF, ALTO …"], OUTSIDE),
    Box(525, 484, 190, 40, ["extractors/ categorizers/"], OUTSIDE),
    Box(380, 484, 130, 40, ["layout/"], OUTSIDE),
    Box(20, 140, 190, 64, ["results/", "what is told, by schema"]),
    Box(290, 140, 190, 64, ["queue:events", "live: SSE, the page"], KEPT),
    Box(560, 560, 190, 60, ["notifier/ notifications/", "claims the outbox, signs"]),
    Box(290, 560, 190, 60, ["who wants to be told", "webhooks · filing/ (a folder)"], OUTSIDE),
]
ARROWS = [
    Arrow([(210, 52), (290, 52)], "upload", (250, 44)),
    Arrow([(480, 52), (560, 52)]),
    Arrow([(750, 52), (860, 52)], "1 file, fsynced", (805, 44)),
    Arrow([(655, 84), (655, 140)], "2 enqueue, then 202", (728, 116)),
    Arrow([(655, 204), (655, 250)], "3 claim: lease, token", (731, 231)),
    Arrow([(655, 314), (655, 362)], "4 request", (696, 342)),
    Arrow([(170, 433), (210, 433)]),
    Arrow([(340, 433), (380, 433)]),
    Arrow([(510, 433), (550, 433)]),
    Arrow([(690, 433), (730, 433)]),
    Arrow([(600, 404), (600, 388), (450, 388), (450, 404)], "AnotherReading, PagePicture", (525, 381), asks=True),
    Arrow([(860, 433), (980, 433), (980, 84)], "5 outputs, published", (915, 260)),
    Arrow([(560, 282), (520, 282), (520, 172), (560, 172)], "6 complete | retry | fail", (440, 232)),
    Arrow([(560, 160), (480, 160)]),
    Arrow([(290, 172), (210, 172)]),
    Arrow([(115, 140), (115, 84)], "8 status, result", (168, 116)),
    Arrow([(750, 172), (820, 172), (820, 340), (920, 340), (920, 590), (750, 590)], "7 outbox, same script", (836, 582)),
    Arrow([(560, 590), (480, 590)]),
]  # fmt: skip
FRAME = Box(24, 362, 852, 172, [], PROCESS)
STYLE = """text { font: 13px system-ui, sans-serif; text-anchor: middle; fill: #1d2733 }
.room { font-weight: 600 } .said { font-size: 12px; fill: #44566c } rect { stroke: #7b8ca3 }
.way { fill: none; stroke: #2f5d9b; stroke-width: 1.6 } .asks { fill: none; stroke: #a8572b; stroke-width: 1.4; stroke-dasharray: 5 3 }"""


def folders() -> Iterator[str]:
    """The names of folders that the picture says."""
    for box in BOXES:
        for line in box.lines:
            yield from re.findall(r"([a-z_]+)/", line)


def picture() -> str:
    """The picture as SVG. Raises ``SystemExit`` when it names a folder that is not there."""
    package = PROJECT / "ocr_service"
    there = {path.name for path in [*package.glob("*/"), *(package / "pipeline").glob("*/")]}
    if lost := set(folders()) - there:
        sys.exit(f"docs/way.svg names {', '.join(sorted(lost))}, which is no folder")
    head = '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#2f5d9b"/></marker>'
    caption = '<text x="150" y="384" class="said">one process a document: pipeline/</text>'
    parts = [FRAME.svg(), caption, *(arrow.svg() for arrow in ARROWS), *(box.svg() for box in BOXES)]
    title = "A document's way: from the callers through intake, storage and queue to a worker, through the rooms of the pipeline, and back"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">
<defs>{head}</defs>
<style>{STYLE}</style>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff" stroke="none"/>
{chr(10).join(parts)}
</svg>
"""


def main() -> None:
    """Write it, or say that it is old."""
    text = picture()
    if "--check" not in sys.argv:
        PICTURE.write_text(text, encoding="utf-8")
    elif not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != text:
        sys.exit("docs/way.svg is old: run scripts/check --fix")


if __name__ == "__main__":
    main()
