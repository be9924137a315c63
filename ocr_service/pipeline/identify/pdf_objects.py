"""Look at single objects of a PDF, and write the PDF anew with some of them changed, through qpdf's JSON."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr_service.errors import OutputNotAvailable
from ocr_service.pipeline.limits.command import check_memory, run_command

Json = Mapping[str, Any]

TRAILER = "trailer"
_TIMEOUT_S, _WRITE_TIMEOUT_S = 20.0, 120.0
_QPDF_WARNINGS = 3
_MOST_BYTES = 1_000_000
# How qpdf indents: an object's name, and the brace that ends it.
_BEGINS = ('      "obj:', '      "trailer"')
_ENDS = "      }"
_NUMBER = re.compile(r'^(\s*(?:"[^"]*": )?)(-?[\d.]*\.[\d.]*|-?0\d+)(,?)$', re.MULTILINE)
_PAGE = re.compile(r"^page (\d+): (\d+ \d+ R)")


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF, and the password that opens it."""

    path: Path
    password: str | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """What qpdf needs to open it."""
        return (f"--password={self.password}",) if self.password else ()


def objects(source: Source, names: Iterable[str], work: Path) -> Iterator[tuple[str, Any]]:
    """The objects of these names (``trailer`` or ``12 0 R``) in qpdf's words: texts begin with ``u:``, names with ``/``.

    A stream is its dictionary. What is not there, is too long, or cannot be read, does not come.
    """
    listing = work / "objects.json"
    wanted = [f"--json-object={name.removesuffix(' R').replace(' ', ',')}" for name in names]
    argv = ["qpdf", *source.flags, "--json=2", "--json-key=qpdf", *wanted, str(source.path)]
    try:
        check_memory(run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing))
        with listing.open(encoding="utf-8", errors="replace") as lines:
            yield from read_objects(lines)
    finally:
        listing.unlink(missing_ok=True)


def read_objects(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Names and values in qpdf's listing of objects; what cannot be understood is left out."""
    for text in _texts(lines):
        for name, found in _parsed(text).items():
            if isinstance(found, dict):
                stream = found.get("stream")
                own = stream.get("dict") if isinstance(stream, dict) else None
                yield name.removeprefix("obj:"), found.get("value", own)


def _texts(lines: Iterable[str]) -> Iterator[str]:
    """One JSON text per object: a thousand pages are never in memory together."""
    text: list[str] = []
    length = 0
    for line in lines:
        if text or line.startswith(_BEGINS):
            length += len(line)
            text.append(line if length < _MOST_BYTES else "")
            if line.startswith(_ENDS) or (line.startswith(_BEGINS) and line.rstrip().endswith("},")):
                if length < _MOST_BYTES:
                    yield "{" + "".join(text).rstrip().rstrip(",") + "}"
                text, length = [], 0


def _parsed(text: str) -> Json:
    """One object by its name; empty when it cannot be understood. qpdf writes ``595.`` as the PDF does."""
    try:
        parsed: Json = json.loads(_NUMBER.sub(lambda match: f"{match[1]}{float(match[2])!r}{match[3]}", text))
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def read_object(source: Source, name: str, work: Path) -> Json:
    """The dictionary that is called ``name``; empty for what is none or is not there."""
    value = dict(objects(source, [name], work)).get(name)
    return value if isinstance(value, dict) else {}


def member(source: Source, parent: Json, name: str, work: Path) -> Json:
    """The dictionary that ``parent`` has under ``name``, whether it stands there or is referred to."""
    value = parent.get(name)
    if isinstance(value, str) and value.endswith(" R"):
        return read_object(source, value, work)
    return value if isinstance(value, dict) else {}


def properties_of(source: Source, work: Path) -> Mapping[str, str]:
    """The texts of the Info dictionary, by their names without the slash."""
    info = member(source, read_object(source, TRAILER, work), "/Info", work)
    return {
        name.removeprefix("/"): value.removeprefix("u:")
        for name, value in info.items()
        if isinstance(value, str) and value.startswith("u:")
    }


def stream_data(source: Source, name: str, work: Path) -> bytes:
    """What the stream ``name`` (``12 0 R``) holds, unpacked; at most a megabyte, nothing when there is none."""
    if not name.endswith(" R"):
        return b""
    data = work / "stream"
    try:
        wanted = name.removesuffix(" R").replace(" ", ",")
        argv = ["qpdf", *source.flags, f"--show-object={wanted}", "--filtered-stream-data", str(source.path)]
        check_memory(run_command(argv, timeout_s=_TIMEOUT_S, stdout=data))
        with data.open("rb") as file:
            return file.read(_MOST_BYTES)
    finally:
        data.unlink(missing_ok=True)


def stream_object(entries: Json, data: bytes) -> Json:
    """A stream as ``change_objects`` takes it, its data not compressed."""
    return {"stream": {"dict": dict(entries), "data": base64.b64encode(data).decode()}}


def page_names(source: Source, work: Path) -> Iterator[tuple[int, str]]:
    """Number and name of each page that qpdf finds, in order."""
    listing = work / "pages.txt"
    argv = ["qpdf", *source.flags, "--show-pages", str(source.path)]
    try:
        check_memory(run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing))
        with listing.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if match := _PAGE.match(line):
                    yield int(match[1]), match[2]
    finally:
        listing.unlink(missing_ok=True)


def change_objects(source: Path, target: Path, changes: Mapping[str, Json], work: Path) -> None:
    """Write ``source`` with other values for the objects named. Raises ``OutputNotAvailable`` when qpdf refuses."""
    patch = work / "changes.json"
    write_changes(patch, changes)
    argv = ["qpdf", "--no-warn", "--warning-exit-0", "--newline-before-endstream", "--stream-data=preserve"]
    argv += [f"--update-from-json={patch}", str(source), str(target)]
    finished = check_memory(run_command(argv, timeout_s=_WRITE_TIMEOUT_S))
    patch.unlink()
    if finished.status not in (0, _QPDF_WARNINGS):
        raise OutputNotAvailable("PDF/A needs qpdf 11 or newer.")


def write_changes(patch: Path, changes: Mapping[str, Json]) -> None:
    """Write other values for the objects named as qpdf 11 takes them by ``--update-from-json``."""
    objects = {name if name == TRAILER else f"obj:{name}": value for name, value in changes.items()}
    patch.write_text(json.dumps({"qpdf": [{"jsonversion": 2}, objects]}), encoding="utf-8")
