"""A host imports the packages that it names, and nothing that lies beside them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ocr_service.engines.hosting import packages_alone

_HOST = """
def main():
    from wanted import inner
    from named.part import OF_PART
    try:
        import beside
    except ImportError:
        print(inner.FOUND, OF_PART, "alone")
"""


def test_what_lies_beside_a_named_package_is_not_found(tmp_path):
    packages, program = tmp_path / "packages", tmp_path / "program"
    for folder in (packages / "wanted", program / "named"):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (packages / "beside.py").touch()
    (packages / "wanted" / "inner.py").write_text("FOUND = 'inner'")
    (program / "named" / "part.py").write_text("OF_PART = 'part'")
    (program / "named" / "host.py").write_text(_HOST)
    start = Path(packages_alone.__file__)

    ended = subprocess.run(
        [sys.executable, "-I", "-S", start, "named.host", f"named={program}", f"wanted={packages}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.split() == ["inner", "part", "alone"]
