"""The disk is asked for its time once an hour, and when this machine's clock was set."""

from __future__ import annotations

import os
from pathlib import Path

from ocr_service.storage.disk_clock import DiskClock


class Times:
    wall_s = 1_000.0
    monotonic_s = 10.0

    def pass_s(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds


def clock_at(probe: Path) -> tuple[DiskClock, Times]:
    times = Times()
    clock = DiskClock(probe, wall_s=lambda: times.wall_s, monotonic_s=lambda: times.monotonic_s)
    return clock, times


def test_the_disk_is_not_written_to_while_its_time_is_known(tmp_path: Path) -> None:
    clock, times = clock_at(tmp_path / ".clock")
    start_s = clock.now_s()
    (tmp_path / ".clock").unlink()
    times.pass_s(600)

    assert clock.now_s() == start_s + 600
    assert not (tmp_path / ".clock").exists()


def test_it_is_asked_again_after_an_hour_and_when_the_clock_was_set(tmp_path: Path) -> None:
    clock, times = clock_at(tmp_path / ".clock")
    clock.now_s()
    for change in (lambda: times.pass_s(3_700), lambda: setattr(times, "wall_s", times.wall_s + 60)):
        os.utime(tmp_path / ".clock", (0, 0))
        change()
        clock.now_s()

        assert (tmp_path / ".clock").stat().st_mtime > 0
