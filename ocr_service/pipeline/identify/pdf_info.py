"""What pdfinfo says of a PDF in its one run: pages, sizes, properties, whether it opens at all.

pdfinfo prints what a stranger wrote into the document (title, author …) without a care for line breaks, and
then what it found out itself. So lines are read by their place as well: what follows the last line that
begins with ``Tagged:``, which every version of poppler prints, is poppler's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from ocr_service.domain.document import DocumentRequest
from ocr_service.errors import (
    DocumentCorrupt,
    DocumentError,
    NoPages,
    PageTimeout,
    PasswordRequired,
    PasswordWrong,
    TooManyPages,
)
from ocr_service.layout.letters.characters import plain_text
from ocr_service.pipeline.identify.page_range import last_wanted
from ocr_service.pipeline.identify.page_shape import PageShape
from ocr_service.pipeline.identify.told_facts import facts_told
from ocr_service.pipeline.identify.unlocked import Opening
from ocr_service.pipeline.limits.command import check_memory, run_command

_TIMEOUT_S, _TIMEOUT_PAGE_S = 8.0, 0.006
_TEXT_CHARS = 1_000
_LINE_CHARS = 16_384
_OWN_LINES, _BETWEEN = "Tagged", ("Custom Metadata", "Metadata Stream")
# In the order of pdfinfo.
_TOLD = {
    "Title": "title",
    "Subject": "subject",
    "Keywords": "keywords",
    "Author": "author",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created",
    "ModDate": "modified",
}
_OWN = {"PDF version": "pdf_version", "Tagged": "tagged", "Form": "form", "Encrypted": "encrypted"}
_LINE = re.compile(r"([A-Z][A-Za-z ]*):[ ]+(.*)", re.DOTALL)
_SIZE = re.compile(r"Page +(\d+) size: +((\S+) x (\S+) pts.*)", re.DOTALL)
_TURN = re.compile(r"Page +(\d+) rot: +(-?\d+)")


@dataclass(slots=True)
class PdfInfo:
    """What was said: ``told`` by who made the document, ``own`` by poppler; ``sizes`` of pages in points, before they
    are turned clockwise by ``turns`` degrees.
    """

    told: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    turns: dict[int, int] = field(default_factory=dict)
    page_size: str = ""

    @property
    def is_complete(self) -> bool:
        """True when poppler got so far as to count the pages."""
        return "Pages" in self.own

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        count = self.own.get("Pages", "")
        return int(count) if count.isdecimal() else 0

    def shapes(self) -> dict[int, PageShape]:
        """The pages as viewers show them, by number."""
        return {
            number: PageShape(width=width, height=height, turn=self.turns.get(number, 0))
            for number, (width, height) in self.sizes.items()
        }

    def properties(self) -> dict[str, str]:
        """What a result says of the document, none of it longer than anybody reads."""
        named = facts_told({_TOLD[key]: value for key, value in self.told.items()})
        named |= {name: self.own.get(key, "") for key, name in _OWN.items()}
        named["page_size"] = self.page_size
        cut = {name: plain_text(value.replace("\t", " "))[:_TEXT_CHARS] for name, value in named.items()}
        return {name: value for name, value in cut.items() if value}


def look_at_pdf(request: DocumentRequest, opening: Opening, work: Path) -> PdfInfo:
    """Pages and properties of a PDF; errors as ``inspect_document``."""
    most = request.limits.max_pages
    info = _info(opening, last_wanted(request.options.pages, most), work / "pdfinfo.txt")
    if info.page_count == 0:
        raise NoPages("The PDF has no pages.")
    if info.page_count > most and not request.options.pages:
        raise TooManyPages(f"The PDF has {info.page_count} pages; at most {most} are read.")
    if opening.unlocked:
        info.own["Encrypted"] = "yes"
    return info


def _info(opening: Opening, last: int, listing: Path) -> PdfInfo:
    password = ["-upw", opening.password] if opening.password else []
    argv = ["pdfinfo", "-isodates", "-f", "1", "-l", str(last), *password, str(opening.source)]
    try:
        finished = run_command(
            argv, timeout_s=_TIMEOUT_S + _TIMEOUT_PAGE_S * last, stdout=listing, is_opening=True
        )
        with listing.open(encoding="utf-8", errors="replace") as lines:
            info = read_pdf_info(lines, last)
    except PageTimeout:
        raise DocumentCorrupt("The PDF could not be opened in time. Export it again.") from None
    finally:
        listing.unlink(missing_ok=True)
    if not info.is_complete:
        raise _named(check_memory(finished).stderr, opening.password)
    return info


def _named(complaints: str, password: str | None) -> DocumentError:
    if "Incorrect password" in complaints:
        return PasswordWrong() if password else PasswordRequired()
    return DocumentCorrupt()


def read_pdf_info(lines: TextIO, last: int) -> PdfInfo:
    """pdfinfo's output, line by line; a line of any length takes no more memory than is kept of it.

    ``last`` is the last page whose size was asked for.
    """
    info, current = PdfInfo(), ""
    for line in _pieces(lines):
        match = _LINE.match(line)
        key, value = match.groups() if match else ("", "")
        if key == _OWN_LINES:
            # Whatever looked like poppler's own before was part of a title.
            info.own, info.sizes, info.turns, info.page_size = {key: value.strip()}, {}, {}, ""
        elif info.own:
            _read_own(info, line, last, key, value)
        if key in _TOLD:
            current, info.told[key] = key, value.strip()
        elif key in _BETWEEN:
            current = ""
        elif current and not info.own:
            info.told[current] = _joined(info.told[current], line)
    return info


def _pieces(lines: TextIO) -> Iterator[str]:
    while piece := lines.readline(_LINE_CHARS):
        yield piece


def _read_own(info: PdfInfo, line: str, last: int, key: str, value: str) -> None:
    if size := _SIZE.match(line):
        if int(size[1]) <= last:
            info.sizes[int(size[1])] = float(size[3]), float(size[4])
        info.page_size = info.page_size or size[2].strip()
    elif turn := _TURN.match(line):
        if int(turn[1]) <= last:
            info.turns[int(turn[1])] = int(turn[2]) % 360
    elif key:
        info.own[key] = value.strip()


def _joined(text: str, more: str) -> str:
    return text if len(text) > _TEXT_CHARS else f"{text} {more.strip()}".strip()
