"""Run whole documents through the real pipeline: poppler, Tesseract, qpdf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.pipeline_runs import Ran, run


@pytest.fixture(params=["tesserocr", "tesseract"])
def run_file(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., Ran]:
    """Read a file with the pipeline, once with each engine; options of the task as keywords."""

    def run_it(source: Path, **options: object) -> Ran:
        return run(source, tmp_path / f"out-{source.name}", **{"engine": request.param, **options})

    return run_it
