"""The lock files hold every dependency of pyproject.toml in a version it accepts, and name no package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[3]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in DECLARED["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in DECLARED["optional-dependencies"]["dev"]]


def pins(name: str) -> dict[str, str]:
    text = (PROJECT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(package): version
        for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M)
    }


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME + DEVELOPMENT)],
)
def test_the_lock_fits_what_is_declared(lock, requirements):
    locked = pins(lock)
    wrong = [
        str(each)
        for each in requirements
        if not each.specifier.contains(locked.get(canonicalize_name(each.name), "0"), prereleases=True)
    ]

    assert not wrong, f"run scripts/lock: {wrong}"


def test_both_locks_agree():
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_address(lock):
    text = (PROJECT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=\w)", text, flags=re.M) if block.strip())
