"""The image of an ended Debian gets its packages from a snapshot, every other base from where it says itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "docker/apt-sources.sh"


def sources(folder: Path, codename: str) -> list[str]:
    (folder / "os-release").write_text(f"NAME=Debian\nVERSION_CODENAME={codename}\n")
    (folder / "sources.list").write_text("deb http://deb.debian.org/debian base main\n")
    variables = {**os.environ, "OS_RELEASE": str(folder / "os-release"), "APT_FOLDER": str(folder)}
    subprocess.run([SCRIPT], env=variables, check=True)
    return (folder / "sources.list").read_text().splitlines()


@pytest.mark.parametrize("codename", ["bookworm", "trixie"])
def test_a_base_that_is_kept_up_is_left_alone(tmp_path, codename):
    assert sources(tmp_path, codename) == ["deb http://deb.debian.org/debian base main"]


def test_all_three_suites_of_debian_11_come_from_one_day(tmp_path):
    lines = sources(tmp_path, "bullseye")

    assert [line.split()[3] for line in lines] == ["bullseye", "bullseye-updates", "bullseye-security"]
    assert len({line.split()[2].rsplit("/", 1)[1] for line in lines}) == 1
    assert all("[check-valid-until=no]" in line for line in lines)
