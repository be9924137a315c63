"""What is computed apart leaves its values here, and nothing else."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import os, sys
from ocr_service.bootstrap.apart import computed_apart
from ocr_service.errors import OcrServiceError, StorageFailed

PARENT = os.getpid()

def values():
    import decimal
    yield os.getpid() == PARENT
    yield decimal.Decimal(7)

def named():
    yield 1
    raise StorageFailed("no folder")

def unnamed():
    yield 1
    raise ValueError("a defect")

try:
    for value in computed_apart(COMPUTE):
        print(value, "decimal" in sys.modules)
except OcrServiceError as error:
    print(type(error).__name__, error.detail.partition(";")[0])
"""


def said(compute: str) -> tuple[list[str], str]:
    """What a fresh process prints, and its complaints; a test's own process has threads and is not forked."""
    script = SCRIPT.replace("COMPUTE", compute)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ended.stdout.splitlines(), ended.stderr


def test_a_value_is_computed_elsewhere_and_its_modules_come_only_with_it():
    assert said("values") == (["False False", "7 True"], "")


def test_a_named_error_is_raised_here():
    assert said("named") == (["1 False", "StorageFailed no folder"], "")


def test_a_defect_is_told_there_and_named_here():
    lines, complaints = said("unnamed")

    assert lines == ["1 False", "ProcessingError The process that reads the settings did not end well"]
    assert "a defect" in complaints
