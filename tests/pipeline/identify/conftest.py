"""What a file is does not hang on who reads its pages."""

from __future__ import annotations

import pytest


@pytest.fixture
def engine() -> str:
    """The one that ``auto`` takes."""
    return "tesserocr"
