"""Flags win over the environment and are validated like it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ocr_service.cli.overrides import overridden
from ocr_service.domain.status import Priority
from ocr_service.settings import Settings


def test_a_flag_wins_over_the_environment_and_leaves_its_neighbours(monkeypatch):
    monkeypatch.setenv("WORKER_CONCURRENCY", "3")
    monkeypatch.setenv("WORKER_MAX_RETRIES", "7")

    worker = overridden(Settings(), worker={"concurrency": 2, "id": None}).worker

    assert (worker.concurrency, worker.max_retries) == (2, 7)


def test_a_list_is_parsed_as_in_the_environment():
    worker = overridden(Settings(), worker={"queues": "high, low"}).worker

    assert worker.queues == (Priority.HIGH, Priority.LOW)


def test_no_flag_changes_nothing():
    settings = Settings()

    assert overridden(settings, worker={"id": None}, redis={"url": None}) == settings


def test_a_value_out_of_bounds_is_refused():
    with pytest.raises(ValidationError):
        overridden(Settings(), worker={"concurrency": 65})
