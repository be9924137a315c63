"""Run whole documents through the real pipeline: poppler, Tesseract, qpdf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.pipeline_runs import Ran, run


@pytest.fixture(params=["tesserocr", "tesseract"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each in turn; rooms and tests for which it is all the same who reads name one."""
    name: str = request.param
    return name


@pytest.fixture
def run_file(tmp_path: Path, engine: str) -> Callable[..., Ran]:
    """Read a file with the pipeline, once with each engine; options of the task as keywords."""

    def run_it(source: Path, **options: object) -> Ran:
        return run(source, tmp_path / f"out-{source.name}", **{"engine": engine, **options})

    return run_it
