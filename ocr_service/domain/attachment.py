"""A file that is embedded in a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """``relationship`` is what the PDF says of the file (``/AFRelationship``: Alternative, Data, Source, Supplement …), empty
    where it says nothing. ``content`` is None for a file that was not unpacked, as only XML is, and empty for one of no bytes.
    """

    name: str
    content: bytes | None = None
    relationship: str = ""
