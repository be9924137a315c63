"""List the files that are embedded in a document, by their names."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.facts import FieldValue, Method

MOST_FILES, LONGEST_NAME = 50, 200
NAMED = 0.99


def attached_files(files: Sequence[Attachment]) -> tuple[FieldValue, ...]:
    """``{"name", "relationship"}`` of each of the first 50; the relationship only where the document says one."""
    return tuple(
        FieldValue(
            value={"name": file.name[:LONGEST_NAME]}
            | ({"relationship": file.relationship} if file.relationship else {}),
            confidence=NAMED,
            text=file.name[:LONGEST_NAME],
            method=Method.EMBEDDED,
            rule="embedded file",
        )
        for file in files[:MOST_FILES]
    )
