"""What a worker calls itself."""

from __future__ import annotations

import pytest

from ocr_service.bootstrap.worker import own_id


@pytest.mark.parametrize(
    ("named", "process", "workers", "called"),
    [
        pytest.param("nas", "", 1, "nas", id="by hand"),
        pytest.param("nas", "worker", 1, "nas", id="one under supervisord"),
        pytest.param("nas", "worker2", 3, "nas-2", id="one of several"),
        pytest.param("nas", "", 3, "nas", id="by hand, beside several"),
    ],
)
def test_a_fixed_name_is_kept_apart_by_the_number(monkeypatch, named, process, workers, called):
    monkeypatch.setenv("SUPERVISOR_PROCESS_NAME", process)

    assert own_id(named, workers) == called


def test_without_a_name_each_of_several_has_its_own(monkeypatch):
    names = set()
    for number in (1, 2, 3):
        monkeypatch.setenv("SUPERVISOR_PROCESS_NAME", f"worker{number}")
        names.add(own_id("", 3))

    assert len(names) == 3
