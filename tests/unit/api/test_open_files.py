"""Each listener is an open file: the API process sees to it that it may have so many."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

CODE = """
import logging, resource
from ocr_service.api.open_files import allow_open_files
logging.basicConfig(format="%(message)s")
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
connections = allow_open_files(1_000)
print(*resource.getrlimit(resource.RLIMIT_NOFILE), connections)
"""


@pytest.mark.parametrize(
    ("soft", "hard", "allowed", "connections", "warning"),
    [
        (256, 4_096, 1_768, 1_512, ""),
        (2_048, 4_096, 2_048, 1_512, ""),
        (256, 1_024, 1_024, 768, "Fewer open files allowed than listeners"),
    ],
    ids=["is raised", "is never lowered", "is raised as far as it may be"],
)
def test_the_limit_of_open_files_fits_the_listeners(soft, hard, allowed, connections, warning):
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] >= hard

    ran = subprocess.run(
        [sys.executable, "-c", CODE.format(soft=soft, hard=hard)], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == [str(allowed), str(hard), str(connections)]
    assert ran.stderr.strip() == warning
