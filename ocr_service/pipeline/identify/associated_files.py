"""The files that a PDF's catalog or a page of it associates with itself (``/AF``; PDF/A-3, PDF 2.0), and how each is related."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from ocr_service.pipeline.identify.pdf_objects import (
    TRAILER,
    Source,
    member,
    objects,
    page_names,
    read_object,
)

_MAX_FILES, _MAX_PAGES = 20, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedFile:
    """``relationship`` without its slash; ``stream`` is the reference of its content (``12 0 R``)."""

    name: str
    relationship: str
    stream: str


def associated_files(source: Source, work: Path, *, of_pages: bool = False) -> Sequence[AssociatedFile]:
    """The first 20: the catalog's, then with ``of_pages`` those of the first 200 pages, each in the order given there.

    Raises ``DocumentError`` when the document keeps qpdf too long.
    """
    holders = [member(source, read_object(source, TRAILER, work), "/Root", work)]
    holders += _pages(source, work) if of_pages else ()
    lists = _values(source, [holder.get("/AF") for holder in holders], work)
    entries = [entry for each in lists if isinstance(each, list) for entry in each]
    specs = _values(source, _each_once(entries)[:_MAX_FILES], work)
    held = _values(source, [spec.get("/EF") if isinstance(spec, Mapping) else None for spec in specs], work)
    return [file for spec, files in zip(specs, held, strict=True) for file in _file(spec, files)]


def _pages(source: Source, work: Path) -> Iterator[Mapping[str, Any]]:
    names = [name for _, name in islice(page_names(source, work), _MAX_PAGES)]
    found = dict(objects(source, names, work))
    return (page for page in map(found.get, names) if isinstance(page, Mapping))


def _each_once(entries: Sequence[Any]) -> list[Any]:
    """A file that the catalog and a page both name is one."""
    return [entry for at, entry in enumerate(entries) if entry not in entries[:at]]


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
