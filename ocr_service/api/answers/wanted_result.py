"""What a call wants of a result, and in which form: by its query, and by its ``Accept``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request

from ocr_service.errors import NotAcceptable
from ocr_service.intake.options import invalid
from ocr_service.results import schema_1, schema_2
from ocr_service.results.pages import PARTS
from ocr_service.results.selection import (
    MEMBERS,
    VERSIONS,
    Selection,
    members_named,
    pages_named,
    parts_named,
)

JSON, NDJSON = "application/json", "application/x-ndjson"
_LINES = frozenset({NDJSON, "application/ndjson", "application/jsonl"})
_ANY_JSON = frozenset({JSON, "application/*", "*/*"})
T = TypeVar("T")

SchemaQuery = Annotated[
    int | None,
    Query(
        alias="schema",
        ge=min(VERSIONS),
        le=max(VERSIONS),
        description="version of the result's form: 2, or 1 as 0.1 answered; `Accept: application/json; schema=1` does the same",
    ),
]
FieldsQuery = Annotated[
    str | None,
    Query(
        description=f"only these members, separated by commas: some of {', '.join(MEMBERS)}, or single ones such as fields.total",
        examples=["text,category,fields.total"],
    ),
]
PagesQuery = Annotated[
    str | None,
    Query(description="only these pages, by their `page`; `text` is theirs, too", examples=["1-3,7"]),
]
IncludeQuery = Annotated[
    str | None,
    Query(
        description=f"only these parts of each page, some of {', '.join(PARTS)}, or none",
        examples=["text,blocks"],
    ),
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A selection of a result, and whether it comes page by page."""

    selection: Selection = field(default_factory=Selection)
    by_page: bool = False

    @property
    def media_type(self) -> str:
        """What the answer says that it is."""
        if self.by_page:
            return NDJSON
        return JSON if self.selection.version == schema_2.VERSION else f"{JSON}; schema={schema_1.VERSION}"


def wanted_form(request: Request, schema: SchemaQuery = None) -> Wanted:
    """Version and form by ``schema`` and ``Accept``. Raises ``NotAcceptable``."""
    by_page, version = _accepted(request.headers.get("accept", ""))
    return Wanted(Selection(version=schema or version or schema_2.VERSION), by_page)


def wanted_result(
    form: Annotated[Wanted, Depends(wanted_form)],
    fields: FieldsQuery = None,
    pages: PagesQuery = None,
    include: IncludeQuery = None,
) -> Wanted:
    """Everything that a call may ask of a result. Raises ``ValidationFailed`` and ``NotAcceptable``."""
    parts = _parsed("include", include, parts_named)
    return Wanted(
        Selection(
            version=form.selection.version,
            members=_parsed("fields", fields, members_named),
            pages=_parsed("pages", pages, pages_named),
            parts=frozenset(PARTS) if parts is None else parts,
        ),
        form.by_page,
    )


WantedForm = Annotated[Wanted, Depends(wanted_form)]
WantedResult = Annotated[Wanted, Depends(wanted_result)]


def _parsed(name: str, text: str | None, parse: Callable[[str], T]) -> T | None:
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise invalid({"field": name, "message": str(error)}) from error


def _accepted(accept: str) -> tuple[bool, int | None]:
    """Whether lines are preferred to one object, and the version that was named.

    Whoever accepts neither (a browser) gets the object all the same; only a version that does not exist is refused.
    """
    is_refused = False
    for kind, version in _ranges(accept):
        if version is not None and version not in map(str, VERSIONS):
            is_refused = is_refused or kind in _LINES or kind in _ANY_JSON
        elif kind in _LINES or kind in _ANY_JSON:
            return kind in _LINES, int(version) if version else None
    if is_refused:
        raise NotAcceptable
    return False, None


def _ranges(accept: str) -> Iterator[tuple[str, str | None]]:
    """Media ranges with their ``schema``, the most wanted first; those of quality 0 are not."""
    found = []
    for each in accept.split(","):
        message = Message()
        message["Content-Type"] = each.strip()
        quality = _quality(message.get_param("q"))
        schema = message.get_param("schema")
        if quality > 0:
            found.append((quality, message.get_content_type(), str(schema) if schema is not None else None))
    yield from ((kind, schema) for _, kind, schema in sorted(found, key=lambda one: -one[0]))


def _quality(text: object) -> float:
    try:
        return float(str(text)) if text is not None else 1.0
    except ValueError:
        return 1.0
