"""What is computed apart leaves its value here, and nothing else."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import os, sys
from ocr_service.bootstrap.starting.apart import computed_apart
from ocr_service.errors import OcrServiceError, StorageFailed

PARENT = os.getpid()

def value():
    import decimal
    return os.getpid() == PARENT, decimal.Decimal(7)

def named():
    raise StorageFailed("no folder")

def unnamed():
    raise ValueError("a defect")

try:
    computing = computed_apart(COMPUTE)
    print("decimal" in sys.modules)
    print(*computing(), "decimal" in sys.modules)
except OcrServiceError as error:
    print(type(error).__name__, error.detail.partition(";")[0])
"""


def said(compute: str) -> tuple[list[str], str]:
    """What a fresh process prints, and its complaints; a test's own process has threads and is not forked."""
    script = SCRIPT.replace("COMPUTE", compute)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ended.stdout.splitlines(), ended.stderr


def test_a_value_is_computed_elsewhere_and_its_modules_come_only_with_it():
    assert said("value") == (["False", "False 7 True"], "")


def test_a_named_error_is_raised_here():
    assert said("named") == (["False", "StorageFailed no folder"], "")


def test_a_defect_is_told_there_and_named_here():
    lines, complaints = said("unnamed")

    assert lines == ["False", "ProcessingError The process that reads the settings did not end well"]
    assert "a defect" in complaints
