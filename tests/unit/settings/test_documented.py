"""docs/configuration.md and .env.example say what settings.py says."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from ocr_service.environment import read_settings
from ocr_service.settings import Settings
from ocr_service.variables import variables_of

PROJECT = Path(__file__).resolve().parents[3]


def test_every_variable_is_documented_with_its_default():
    script = PROJECT / "scripts" / "lib" / "document_settings.py"
    compared = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )

    assert compared.returncode == 0, compared.stderr


LINE = re.compile(r"^#(?!#| )(\w+)=(.*)$")
EXAMPLE = "# EXAMPLE, the default is "


def example_lines() -> list[tuple[str, str, bool]]:
    """Variable, value, and whether it is marked as an example, of each line of the example file."""
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    found = []
    for before, line in pairwise(lines):
        if match := LINE.match(line):
            found.append((match[1], match[2], before.startswith(EXAMPLE)))
    return found


def read(folder: Path, *lines: str) -> Settings:
    """The settings as .env says, with nothing in the environment."""
    file = folder / ".env"
    file.write_text("\n".join(lines))
    return read_settings(env_file=file)


def test_every_variable_has_a_line_of_its_own():
    assert [name for name, _, _ in example_lines()] == [each.name for each in variables_of(Settings)]


@pytest.mark.parametrize(("name", "value", "is_example"), example_lines(), ids=lambda each: str(each)[:24])
def test_a_line_without_its_mark_is_the_default_or_an_example_that_says_so(tmp_path, name, value, is_example):
    changed = read(tmp_path, f"{name}={value}")

    assert (changed == Settings()) is not is_example


def test_all_examples_and_defaults_together_are_valid(tmp_path):
    settings = read(tmp_path, *(f"{name}={value}" for name, value, _ in example_lines()))

    assert settings.redis.url == "redis://:redis_pass@redis:6379/0"


@pytest.mark.parametrize("name", ["UPLOAD_DIR", "WORKER_ID", "WORKER_GRACE_SECONDS", "API_KEYS", "LLM_URL"])
def test_an_empty_line_is_none_at_all(tmp_path, name):
    assert read(tmp_path, f"{name}=") == Settings()


def test_the_example_file_changes_nothing_as_it_is():
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert all(not line or line.startswith("#") for line in lines)
