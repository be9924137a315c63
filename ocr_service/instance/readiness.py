"""Would a service read a document now? It says so itself at /readyz."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request

_POLL_S = 0.5
_HTTP_TIMEOUT_S = 10.0


def wait_until_ready(url: str, *, wait_s: float) -> tuple[bool, str]:
    """Whether it is ready, asked until it is or ``wait_s`` are over, and a sentence about it."""
    deadline = time.monotonic() + wait_s
    while True:
        is_ready, detail = readiness(url)
        if is_ready or time.monotonic() >= deadline:
            return is_ready, detail
        time.sleep(_POLL_S)


def readiness(url: str) -> tuple[bool, str]:
    """Whether it is ready, and a sentence about it."""
    try:
        # the address is the caller's own, so any scheme is
        with urllib.request.urlopen(f"{url}/readyz", timeout=_HTTP_TIMEOUT_S):  # noqa: S310
            return True, f"{url} is ready"
    except urllib.error.HTTPError as refusal:
        return False, f"{url} is not ready: {problem_detail(refusal.read())}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        return False, f"{url} does not answer ({reason}); start it with `ocr-service up` or scripts/run"


def problem_detail(body: bytes) -> str:
    """What a problem+json says to people; any other answer as it is."""
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")[:200]
