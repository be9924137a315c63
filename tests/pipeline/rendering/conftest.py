"""Renderings are made of pages, whoever read them; what hangs on the reader names both."""

from __future__ import annotations

import pytest


@pytest.fixture
def engine() -> str:
    """The one that ``auto`` takes."""
    return "tesserocr"
