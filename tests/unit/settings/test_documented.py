"""docs/configuration.md and .env.example say what settings.py says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def test_every_variable_is_documented_with_its_default():
    script = PROJECT / "scripts" / "lib" / "document_settings.py"
    compared = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )

    assert compared.returncode == 0, compared.stderr


def test_the_example_file_changes_nothing_as_it_is():
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert all(not line or line.startswith("#") for line in lines)
