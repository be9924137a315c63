"""The files that a PDF's catalog associates with the whole document (``/AF``, PDF/A-3), and how each is related to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ocr_service.pipeline.identify.pdf_objects import TRAILER, Source, member, objects, read_object

_MAX_FILES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedFile:
    """``relationship`` without its slash; ``stream`` is the reference of its content (``12 0 R``)."""

    name: str
    relationship: str
    stream: str


def associated_files(source: Source, work: Path) -> Sequence[AssociatedFile]:
    """The first 20, in the catalog's order. Raises ``DocumentError`` when the document keeps qpdf too long."""
    catalog = member(source, read_object(source, TRAILER, work), "/Root", work)
    entries = _values(source, [catalog.get("/AF")], work)[0]
    if not isinstance(entries, list):
        return ()
    specs = _values(source, entries[:_MAX_FILES], work)
    held = _values(source, [spec.get("/EF") if isinstance(spec, Mapping) else None for spec in specs], work)
    return [file for spec, files in zip(specs, held, strict=True) for file in _file(spec, files)]


def _file(spec: Any, held: Any) -> Iterator[AssociatedFile]:
    if not isinstance(spec, Mapping) or not isinstance(held, Mapping):
        return
    stream = held.get("/UF") or held.get("/F")
    name = spec.get("/UF") or spec.get("/F")
    if isinstance(stream, str) and stream.endswith(" R"):
        yield AssociatedFile(
            name=PurePosixPath(str(name or "").partition(":")[2]).name,
            relationship=str(spec.get("/AFRelationship", "")).removeprefix("/"),
            stream=stream,
        )


def _values(source: Source, given: Sequence[Any], work: Path) -> list[Any]:
    """What is given, references (``12 0 R``) replaced by their objects in one run of qpdf."""
    names = {value for value in given if isinstance(value, str) and value.endswith(" R")}
    found = dict(objects(source, sorted(names), work)) if names else {}
    return [found.get(value) if isinstance(value, str) else value for value in given]
