"""What a bad answer of Supabase means to whoever set it up."""

from __future__ import annotations

import httpx2

from ocr_service.sources.source import SourceAway


def require_well(answer: httpx2.Response, variable: str, message: str = "", status: int = 0) -> None:
    """Raise ``SourceAway`` unless the answer is a good one; the message is the server's own, never a key.

    ``status`` is the one that is meant, where the answer's own is another.
    """
    if answer.is_success:
        return
    status = status or answer.status_code
    if status in (401, 403):
        raise SourceAway(
            f"{variable} refuses the key ({status}). Give the service role's key, not the anonymous one, in {variable.removesuffix('_URL')}_SERVICE_KEY."
        )
    said = f": {' '.join(message.split())[:200]}" if message else ""
    raise SourceAway(f"{variable} answers {status}{said}.")
