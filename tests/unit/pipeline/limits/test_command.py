"""Programs run for a bounded time and say what went wrong."""

from __future__ import annotations

import sys

import pytest

from ocr_service.domain.document import Limits
from ocr_service.errors import DiskLimit, EngineFailed, MemoryLimit, PageTimeout
from ocr_service.pipeline.limits.command import check_memory, run_command
from ocr_service.pipeline.limits.resource_limits import bounded
from tests.support.processes.patience import LONGER_S, PATIENCE_S

_FILL_MEMORY = """
import os, resource, time
while resource.getrlimit(resource.RLIMIT_DATA)[0] != 1024 * int(os.environ["OCR_TOOL_DATA_KB"]):
    time.sleep(0.01)
try:
    bytearray(int({mb}e6))
except MemoryError:
    raise SystemExit("Out of memory")
"""


def test_output_goes_to_the_file_and_errors_are_kept_short(tmp_path):
    script = "echo out; for i in $(seq 3000); do echo trouble >&2; done; exit 3"

    finished = run_command(["sh", "-c", script], timeout_s=PATIENCE_S, stdout=tmp_path / "out")

    assert finished.status == 3
    assert (tmp_path / "out").read_text() == "out\n"
    assert finished.stderr.startswith("trouble\n")
    assert len(finished.stderr) == 4_000


def test_a_program_that_takes_too_long_is_ended():
    with pytest.raises(PageTimeout):
        run_command(["sleep", str(LONGER_S)], timeout_s=0.1)


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(EngineFailed, match="no-such-program is not installed"):
        run_command(["no-such-program"], timeout_s=PATIENCE_S)


def test_a_killed_program_ran_out_of_memory():
    with pytest.raises(MemoryLimit):
        check_memory(run_command(["sh", "-c", "kill -9 $$"], timeout_s=PATIENCE_S))


def test_an_old_kernel_without_descriptors_of_processes_still_works(monkeypatch):
    def absent(pid: int) -> int:
        raise OSError

    monkeypatch.setattr("os.pidfd_open", absent)

    assert run_command(["true"], timeout_s=PATIENCE_S).status == 0
    with pytest.raises(PageTimeout):
        run_command(["sleep", "30"], timeout_s=0.1)


@pytest.mark.parametrize(
    ("mb", "is_opening", "has_room"),
    [
        pytest.param(20, False, True, id="little"),
        pytest.param(60, False, False, id="too much beside a page"),
        pytest.param(60, True, True, id="before any page is read"),
        pytest.param(110, True, False, id="too much at any time"),
    ],
)
def test_a_program_gets_what_the_worker_has_left(mb, is_opening, has_room):
    fill_memory = [sys.executable, "-c", _FILL_MEMORY.format(mb=mb)]
    with bounded(Limits(memory_mb=46 + 20 + 2 * 50, page_slots=2, disk_mb=10)):
        finished = run_command(fill_memory, timeout_s=PATIENCE_S, is_opening=is_opening)

    assert (finished.status == 0) is has_room
    assert ("Out of memory" in finished.stderr) is not has_room


def test_a_program_that_writes_more_than_a_task_may_is_named_so(tmp_path):
    with bounded(Limits(disk_mb=1)), pytest.raises(DiskLimit):
        run_command(["head", "-c", "3000000", "/dev/zero"], timeout_s=PATIENCE_S, stdout=tmp_path / "large")

    assert (tmp_path / "large").stat().st_size <= 1_000_000
