"""The URL of a Redis as it may be shown: without its password."""

from __future__ import annotations

import re


def shown_url(url: str) -> str:
    """``redis://:***@redis:6379/0`` for a URL with a password."""
    return re.sub(r"(?<=://)([^/@]*):[^/]*@", r"\1:***@", url)
