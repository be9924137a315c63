"""Parameters that several routes share."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header, Path, Query

from ocr_service.api.openapi.schemas import BATCH_ID, TASK_ID
from ocr_service.intake.options import invalid

TaskIdPath = Annotated[str, Path(description="the id that the upload was answered with", examples=[TASK_ID])]
BatchIdPath = Annotated[str, Path(description="the id that the batch was answered with", examples=[BATCH_ID])]
WaitQuery = Annotated[
    float,
    Query(ge=0, le=3_600, description="seconds to wait for news; the server caps it (API_MAX_WAIT_SECONDS)"),
]
IfNoneMatch = Annotated[str | None, Header(description="an ETag; 304 while nothing has changed")]
IdempotencyKey = Annotated[
    str | None,
    Header(description="same key, files and fields within 24 h: the first answer again; otherwise 409"),
]

_KEY = re.compile(r"[!-~]{1,255}", re.ASCII)


def checked_key(key: str | None) -> str:
    """The key, empty when none was sent. Raises ``ValidationFailed`` unless it is 1-255 visible ASCII characters."""
    if key is not None and not _KEY.fullmatch(key):
        raise invalid({"field": "Idempotency-Key", "message": "Send 1 to 255 visible ASCII characters."})
    return key or ""
