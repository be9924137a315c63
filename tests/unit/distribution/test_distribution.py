"""The wheel and the source distribution: built, looked through, and called as a stranger's machine would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ocr_service import __version__

PROJECT = Path(__file__).resolve().parents[3]
NOT_SHIPPED = ("__pycache__", ".egg-info")
LETTER = ("Dear reader of this letter,", "the garden is open from the first of May.", "Yours sincerely")
# What pip writes into the file `docvault-ocr`.
CALLED = """
import sys
from importlib.metadata import distribution
import ocr_service
print(ocr_service.__file__, flush=True)
(command,) = (each for each in distribution("docvault-ocr").entry_points if each.name == "docvault-ocr")
sys.exit(command.load()())
"""


def call(*command: str | Path, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both; the wheel is built from the source distribution. Without a network: the locked setuptools builds."""
    copy = tmp_path_factory.mktemp("clone")
    shutil.copytree(
        PROJECT / "ocr_service", copy / "ocr_service", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / "tests").mkdir()
    (copy / "tests" / "test_worker.py").touch()
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"):
        shutil.copy(PROJECT / name, copy)
    shutil.copy(PROJECT / ".env.example", copy)
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", copy / "dist", folder=copy)
    return copy / "dist"


def shipped() -> set[str]:
    """All files of the package, by their paths from the project's folder."""
    paths = (path for path in (PROJECT / "ocr_service").rglob("*") if path.is_file())
    return {
        str(path.relative_to(PROJECT)) for path in paths if not any(part in str(path) for part in NOT_SHIPPED)
    }


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")

    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
        programs = [info for info in file.infolist() if "/engines/programs/" in info.filename]

    assert names == shipped()
    assert wheel.name == f"docvault_ocr-{__version__}-py3-none-any.whl"
    assert all(info.external_attr >> 16 & 0o111 for info in programs)


def test_the_source_distribution_holds_what_builds_it_and_no_part_of_the_tests(built):
    (source,) = built.glob("*.tar.gz")

    with tarfile.open(source) as file:
        names = {name.partition("/")[2] for name in file.getnames()}

    assert shipped() <= names
    assert {"LICENSE", "README.md", "CHANGELOG.md", ".env.example", "pyproject.toml"} <= names
    assert not any(name.startswith(("tests", "bench")) for name in names)


def test_the_metadata_is_what_an_index_takes(built):
    (wheel,) = built.glob("*.whl")

    with zipfile.ZipFile(wheel) as file:
        folder = f"docvault_ocr-{__version__}.dist-info"
        told = HeaderParser().parsestr(file.read(f"{folder}/METADATA").decode())
        commands = file.read(f"{folder}/entry_points.txt").decode()
        license_text = file.read(f"{folder}/licenses/LICENSE").decode()

    assert (told["Name"], told["Version"], told["License-Expression"]) == ("docvault-ocr", __version__, "MIT")
    assert told["Description-Content-Type"] == "text/markdown"
    assert told.get_payload().startswith("# DocVault OCR")
    assert len(told["Summary"]) < 512
    assert "\n" not in told["Summary"]
    assert {f"{name} = ocr_service.__main__:main" for name in ("ocr-service", "docvault-ocr")} <= set(
        commands.splitlines()
    )
    assert "MIT License" in license_text


def test_what_the_wheel_installs_reads_a_letter(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as file:
        for info in file.infolist():
            Path(file.extract(info, site)).chmod(0o755 if info.external_attr >> 16 & 0o111 else 0o644)
    variables = {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}

    letter = Canvas(str(tmp_path / "letter.pdf"))
    for number, line in enumerate(LETTER):
        letter.drawString(72, 700 - 20 * number, line)
    letter.save()

    text = call(
        sys.executable, "-c", CALLED, "process", "letter.pdf", "-o", "-", folder=tmp_path, **variables
    )

    assert text.startswith(str(site))
    assert LETTER[0] in text
