"""The states of a task, the queues it waits in, and what a caller may choose."""

from __future__ import annotations

from enum import StrEnum


class TaskStatus(StrEnum):
    """Where a task is in its life; see docs/task-lifecycle.md."""

    PENDING = "PENDING"
    QUEUED = "QUEUED"
    PROCESSING = "PROCESSING"
    RETRYING = "RETRYING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def is_final(self) -> bool:
        """True when nothing more happens to the task by itself."""
        return self in (TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)


class Priority(StrEnum):
    """The three queues, in the order in which they are served."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Mode(StrEnum):
    """Which pages are read by OCR: those that need it, all of them, or none."""

    AUTO = "auto"
    FORCE = "force"
    TEXT = "text"


class Profile(StrEnum):
    """What kind of document to expect."""

    AUTO = "auto"
    DOCUMENT = "document"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    SCORECARD = "scorecard"


class Step(StrEnum):
    """A preparation of a page's picture that a caller may ask for, in the order in which they are done.

    ``none`` leaves the picture as it is; ``grayscale`` is always done.
    """

    NONE = "none"
    GRAYSCALE = "grayscale"
    INVERT = "invert"
    FLATTEN = "flatten"
    DESKEW = "deskew"
    DESPECKLE = "despeckle"
    CROP = "crop"
    CONTRAST = "contrast"
    DARKEN = "darken"
    ENLARGE = "enlarge"
    SMOOTH = "smooth"
    SHARPEN = "sharpen"


class Split(StrEnum):
    """Whether a PDF is a pile of documents."""

    NONE = "none"
    SEPARATORS = "separators"
    """It is parted at its separator sheets."""


class Output(StrEnum):
    """The renderings of a result."""

    JSON = "json"
    TEXT = "text"
    HOCR = "hocr"
    ALTO = "alto"
    TSV = "tsv"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    PDF_A = "pdfa"
    IMAGES = "images"


AUTO_ENGINE = "auto"
"""The best engine that a worker has."""
OPTIONAL_ENGINES = frozenset({"tesserocr", "neural"})
"""Engines that need an extra, a machine there are builds for, or more memory."""
NEURAL_ENGINE = "neural"
NEURAL_LANGUAGES = frozenset({"eng", "deu", "fra", "spa", "ita", "nld", "por"})
"""What the networks were measured on; they know the letters of more."""
_FORMER_ENGINES = {"rapidocr": "neural"}


def engine_named(name: str) -> str:
    """What an engine is called now: ``rapidocr`` read with larger networks of the same family."""
    return _FORMER_ENGINES.get(name, name)
