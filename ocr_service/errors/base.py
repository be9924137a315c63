"""What every named error has."""

from __future__ import annotations

from typing import ClassVar


class OcrServiceError(Exception):
    """Base of all named errors.

    ``detail`` is one sentence for a human that says what to do; ``extra`` are values that a
    program may read (they become members of the problem+json answer).
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    http_status: ClassVar[int] = 500
    is_transient: ClassVar[bool] = False
    title: ClassVar[str] = "Something went wrong on our side."
    retry_after_s: ClassVar[int | None] = None

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        self.detail = detail or (type(self).__doc__ or self.title).strip().splitlines()[0]
        self.extra = extra
        super().__init__(self.detail)
