"""What is looked for in the index, and what is found."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.index.snippets import Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. ``owner`` None: everybody's. Days are ``YYYY-MM-DD``; ``before`` is the ``next`` of the page before."""

    text: str = ""
    owner: str | None = None
    sender: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    correspondent: str = ""
    since: str = ""
    until: str = ""
    least: float | None = None
    most: float | None = None
    limit: int = 20
    before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A document, and its folder in the tree."""

    document: ArchivedDocument
    folder: str
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that was found, the page to look at first, and all pages that fit."""

    shelved: Shelved
    snippet: Snippet | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The newest first by the day on the document; ``next`` is 0 at the end."""

    hits: tuple[Hit, ...]
    next: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many documents have a tag, a category or a correspondent."""

    name: str
    documents: int
