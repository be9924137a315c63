"""Answer 304 when the caller already has what stands there."""

from __future__ import annotations

import hashlib

from starlette.requests import Request


def etag_of(*parts: str | bytes) -> str:
    """A strong entity tag over ``parts``."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return f'"{digest.hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """True when ``If-None-Match`` names this tag (weakly compared, as RFC 9110 wants) or ``*``."""
    sent = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in sent or "*" in sent
