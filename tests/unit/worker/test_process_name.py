"""What the kernel shows of a process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ocr_service.worker.process_name import FORK_SERVER, WORKER, document_name

SHOW = """
import sys
from pathlib import Path
from ocr_service.worker.process_name import name_process
name_process(sys.argv[1])
print(Path("/proc/self/comm").read_text().strip())
"""


@pytest.mark.parametrize("name", [WORKER, FORK_SERVER, document_name("0a1b2c3d-0000-4000-8000-000000000000")])
def test_each_kind_of_process_has_a_name_of_its_own(name):
    shown = subprocess.run([sys.executable, "-c", SHOW, name], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == name


def test_a_documents_process_tells_its_task():
    assert document_name("0a1b2c3d-0000-4000-8000-000000000000") == "ocr-doc 0a1b2c3"
