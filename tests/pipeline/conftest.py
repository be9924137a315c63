"""Run whole documents through the real pipeline: poppler, Tesseract, qpdf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.pipeline_runs import Ran, run


@pytest.fixture
def run_file(tmp_path: Path) -> Callable[..., Ran]:
    """Read a file with the pipeline; options of the task as keywords."""

    def run_it(source: Path, **options: object) -> Ran:
        return run(source, tmp_path / f"out-{source.name}", **options)

    return run_it
