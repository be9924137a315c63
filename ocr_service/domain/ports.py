"""The protocols that hold the house together: engines, extractors, categorizers, runners."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.document import DocumentRequest, Progress
from ocr_service.domain.facts import Category, Doubt, Facts
from ocr_service.domain.notification import Delivery, Message
from ocr_service.domain.page import Page

ReportProgress = Callable[[Progress], None]


class Document(Protocol):
    """The pages of a document for those who extract facts; pages are loaded one at a time."""

    filename: str
    media_type: str
    page_count: int
    word_count: int
    properties: Mapping[str, Any]
    owner: str

    def pages(self) -> Iterable[Page]:
        """Every page in order, read from disk anew at each call."""
        ...

    def page(self, number: int) -> Page:
        """One page, 1-based by its place in the result. Raises ``IndexError``."""
        ...

    def attachments(self) -> Sequence[Attachment]:
        """Files embedded in the document (e.g. ``factur-x.xml``), those that are XML with their contents."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page's picture as a file that an engine reads: gray or one-bit, upright as far as known.

    ``is_sheet`` where its file states a resolution by which it is as large as a sheet of paper.
    """

    path: Path
    width: int
    height: int
    dpi: int
    is_sheet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherReading:
    """A request: the page of this ``Page.number`` recognised once more, with a preparation of ``pipeline/imaging/preprocess.py``."""

    page: int
    preparation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A request: the page of this ``Page.number`` drawn as it stands in the document, gray, not turned or levelled."""

    page: int


class ReadingRoom(Protocol):
    """Answers requests about the pages of one document, one at a time; it knows nothing of who asks and why."""

    def read(self, request: AnotherReading) -> Page | None:
        """The page as it reads so; None when it has no picture or cannot be read so. Raises ``KeyError`` for an unknown preparation."""
        ...

    def draw(self, request: PagePicture) -> PageImage | None:
        """A PGM that is there until the next picture is drawn; None when the page cannot be drawn."""
        ...


class ClosedRoom:
    """The reading room of a document that has no pages to draw, only text."""

    def read(self, request: AnotherReading) -> None:
        """No page reads otherwise."""

    def draw(self, request: PagePicture) -> None:
        """No page has a picture."""


CLOSED = ClosedRoom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What an extractor found: facts for ``metadata``, fields of a profile, and doubts."""

    facts: Facts = field(default_factory=dict)
    fields: Facts = field(default_factory=dict)
    review: tuple[Doubt, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def needs_review(self) -> bool:
        """True when a person should look."""
        return bool(self.review)


class Extractor(Protocol):
    """Finds facts in a document."""

    name: str

    def extract(self, document: Document, category: Category, room: ReadingRoom) -> Extraction:
        """Never raises for odd content; what is not found is not in the answer. ``room`` is asked for another look at a page."""
        ...


class Categorizer(Protocol):
    """Tells what kind of document it is."""

    name: str

    def categorize(self, document: Document) -> Category:
        """The category, ``other`` when nothing is sure enough."""
        ...


class Engine(Protocol):
    """Reads text from a picture of a page."""

    name: str

    def languages(self) -> frozenset[str]:
        """The language codes this engine can read here and now."""
        ...

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        """Read one picture in a single run; the page has number 0 and boxes in the picture's pixels.

        Raises ``PageTimeout``, ``EngineFailed``, ``MemoryLimit``, ``DocumentCrashed``.
        """
        ...

    def rest(self) -> None:
        """Give back what this process keeps from one picture to the next; whoever reads again pays its start again."""
        ...

    def warm(self) -> None:
        """Start what the processes that will be forked from this one can share, unless it is there; until ``rest``."""
        ...


@dataclass(frozen=True, slots=True)
class PageTurn:
    """The clockwise turn in degrees (0, 90, 180, 270) that makes a page upright, and how sure an engine is of it.

    ``confidence`` has no upper end; 15 is sure.
    """

    degrees: int
    confidence: float


@runtime_checkable
class FindsTurn(Protocol):
    """An engine that can tell which way up a page stands; for others Tesseract's program does."""

    def find_turn(self, image: PageImage, *, timeout_s: float) -> PageTurn | None:
        """The turn, None when there is too little text to tell. Raises as ``Engine.recognize``."""
        ...


@runtime_checkable
class KeepsReady(Protocol):
    """An engine that keeps something loaded beside this process from one picture to the next, until ``rest``."""

    def ready_bytes(self) -> int:
        """How much memory that is now."""
        ...


@runtime_checkable
class LoadsHere(Protocol):
    """An engine that needs something in the process that asks it, which takes more memory than a document may have."""

    def load(self) -> None:
        """Load it, unless it is there."""
        ...


class DocumentRunner(Protocol):
    """Runs one document away from the worker's own process."""

    async def run(
        self, request: DocumentRequest, on_progress: Callable[[Progress], Awaitable[None]]
    ) -> Mapping[str, Any]:
        """The head of the result, as ``ResultHead.to_json`` gave it. Cancelling this call ends the run's whole process group.

        Raises ``DocumentError`` and ``ProcessingError``; ``DocumentCrashed`` when the child died.
        """
        ...


class Sink(Protocol):
    """A way to tell a subscriber: a webhook, a folder, an archive. It may be told the same event twice.

    A delivery ends within the notifier's limit of time or is cancelled; several run at once. What it needs it imports when
    it is built, so that a notifier pays only for the sinks that somebody subscribed to.
    """

    async def deliver(self, message: Message) -> Delivery:
        """Tell one event; to tell an event of the same id again changes nothing. Never raises for what the receiver does."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
