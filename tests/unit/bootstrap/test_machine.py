"""What a process may use, read from pictures of /proc and /sys as containers and bare machines show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ocr_service.bootstrap.machine import Machine, this_machine

GIB_KB = 1024 * 1024


def picture(root: Path, *, chips_kb: int, groups: str = "", files: dict[str, str] | None = None) -> Path:
    content = {"proc/meminfo": f"MemTotal:  {chips_kb} kB\nMemFree: 1 kB\n", "proc/self/cgroup": groups}
    for name, text in (content | (files or {})).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)


def test_a_bare_machine_has_its_chips(tmp_path):
    root = picture(tmp_path, chips_kb=8 * GIB_KB, groups="0::/user.slice\n")

    assert this_machine(root) == Machine(memory_mb=8192, cores=4)


@pytest.mark.parametrize(
    ("reported_kb", "chips_mb"), [(1_940_000, 2048), (2_055_432, 2048), (1_020_000, 1024)]
)
def test_what_the_kernel_keeps_for_itself_counts_as_there(tmp_path, reported_kb, chips_mb):
    assert this_machine(picture(tmp_path, chips_kb=reported_kb)).memory_mb == chips_mb


@pytest.mark.parametrize(
    ("groups", "files"),
    [
        pytest.param("0::/\n", {"sys/fs/cgroup/memory.max": "536870912\n"}, id="v2 in a container"),
        pytest.param(
            "0::/a/b\n",
            {"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "536870912\n"},
            id="v2, the group around it",
        ),
        pytest.param(
            "9:memory:/docker/x\n0::/\n",
            {"sys/fs/cgroup/memory/memory.limit_in_bytes": "536870912\n"},
            id="v1 in a container",
        ),
        pytest.param(
            "9:memory:/docker/x\n",
            {
                "sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes": "536870912\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
            },
            id="v1 on the machine",
        ),
        pytest.param(
            "1:cpu:/\n0::/box\n", {"sys/fs/cgroup/unified/box/memory.max": "536870912\n"}, id="v2 beside v1"
        ),
    ],
)
def test_a_cgroup_s_limit_counts(tmp_path, groups, files):
    root = picture(tmp_path, chips_kb=8 * GIB_KB, groups=groups, files=files)

    assert this_machine(root) == Machine(memory_mb=512, cores=4, is_limited=True)


def test_a_limit_above_the_machine_is_none(tmp_path):
    files = {"sys/fs/cgroup/memory.max": str(16 << 30)}
    root = picture(tmp_path, chips_kb=GIB_KB, groups="0::/\n", files=files)

    assert this_machine(root) == Machine(memory_mb=1024, cores=4)


@pytest.mark.parametrize(
    ("groups", "files", "cores"),
    [
        pytest.param("0::/\n", {"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2, id="v2"),
        pytest.param("0::/\n", {"sys/fs/cgroup/cpu.max": "max 100000\n"}, 4, id="v2 without a quota"),
        pytest.param(
            "4:cpu,cpuacct:/d\n",
            {
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            1,
            id="v1",
        ),
        pytest.param(
            "4:cpu:/\n",
            {"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"},
            4,
            id="v1 without a quota",
        ),
    ],
)
def test_a_quota_of_processor_time_counts_as_cores(tmp_path, groups, files, cores):
    root = picture(tmp_path, chips_kb=8 * GIB_KB, groups=groups, files=files)

    assert this_machine(root).cores == cores
