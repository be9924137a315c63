"""Shapes of what the archive is asked and answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, Field

from ocr_service.api.bodies.json_body import JsonBody

DocumentIdPath = Annotated[
    str, Path(max_length=64, description="the id that a search told", examples=["3f0c7d1e9a2b4c5d6e7f8091"])
]
Tag = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^,\s]([^,\n\r]*[^,\s])?$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class ArchivedDocumentAnswer(BaseModel):
    """What is known of an archived document; corrections go before what was read."""

    id: str
    title: str
    date: str | None = Field(description="the day on it, ISO-8601")
    sender: str | None
    correspondent: str | None = Field(description="what its sender is called here")
    category: str | None
    total: str | None
    currency: str | None
    tags: list[str]
    note: str
    keep: bool = Field(description="true: kept whatever ARCHIVE_KEEP_DAYS says")
    pages: int
    filename: str
    media_type: str
    bytes: int
    files: list[str] = Field(description="some of original, pdf, result")
    folder: str = Field(description="its place below ARCHIVE_DIR")
    owner: str | None
    task_id: str
    sha256: str
    added_at: str
    fields: dict[str, Any] = Field(description="what was read, by name")
    corrected: dict[str, str] = Field(description="what people put in its place")
    metadata: dict[str, Any] = Field(description="what its sender sent along")


class MatchAnswer(BaseModel):
    """Where it stands: words around the first place of a page."""

    page: int
    text: str
    marks: list[tuple[int, int]] = Field(description="ranges of `text` that were looked for")
    boxes: list[tuple[float, float, float, float]] = Field(
        description="their places on the page in points: left, top, width, height"
    )


class FoundDocument(ArchivedDocumentAnswer):
    """A document that was found."""

    match: MatchAnswer | None
    matching_pages: list[int]


class FoundAnswer(BaseModel):
    """A page of documents, the newest first by the day on them."""

    documents: list[FoundDocument]
    cursor: str | None = Field(description="of the next page, null at the end")


class NameCount(BaseModel):
    """A name, and how many documents have it."""

    name: str
    documents: int


class ArchiveNamesAnswer(BaseModel):
    """What the archive may be filtered by."""

    tags: list[NameCount]
    correspondents: list[NameCount]
    categories: list[NameCount]


class SaidBody(JsonBody):
    """What is said of a document; what is left out stays as it is."""

    tags: list[Tag] | None = Field(None, max_length=100, description="all tags that it shall have")
    note: str | None = Field(None, max_length=10_000)
    correspondent: str | None = Field(
        None, max_length=200, description="what its sender is called, also on later documents; empty: as read"
    )
    fields: dict[FieldName, Annotated[str, Field(max_length=300)]] | None = Field(
        None, max_length=100, description="corrected values by name; an empty one takes a correction back"
    )
    keep: bool | None = None
