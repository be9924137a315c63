"""What is chosen for machines from half a gigabyte to eight, and what the settings change of it."""

from __future__ import annotations

import pytest

from ocr_service.bootstrap.machine import Machine
from ocr_service.bootstrap.sizing import (
    Sizing,
    document_limits,
    page_timeout_s,
    sized,
    stall_s,
    usual_page_s,
)
from ocr_service.engines.neural.models import MODELS
from ocr_service.settings import ApiSettings, OcrSettings, Settings, WorkerSettings


def sizing(memory_mb: int, cores: int = 4, **settings: object) -> Sizing:
    return sized(Machine(memory_mb=memory_mb, cores=cores), Settings(**settings))


# The table of docs/operations.md.
@pytest.mark.parametrize(
    ("memory_mb", "page_slots", "worker_mb", "documents", "redis_mb"),
    [
        pytest.param(512, 1, 128, 1, 51, id="half"),
        pytest.param(1024, 1, 128, 1, 102, id="1 GB"),
        pytest.param(1900, 1, 128, 1, 190, id="just below 2 GB"),
        pytest.param(2048, 4, 424, 5, 204, id="2 GB"),
        pytest.param(4096, 4, 424, 5, 409, id="4 GB"),
        pytest.param(8192, 4, 424, 5, 819, id="8 GB"),
    ],
)
def test_a_machine_of_four_cores_gets_what_fits_it(memory_mb, page_slots, worker_mb, documents, redis_mb):
    chosen = sizing(memory_mb)

    assert (chosen.page_slots, chosen.worker_mb) == (page_slots, worker_mb)
    assert (chosen.documents, chosen.redis_mb) == (documents, redis_mb)


@pytest.mark.parametrize(("memory_mb", "processes"), [(1024, 2), (4096, 6)])
def test_below_2_gb_the_api_has_at_most_two_processes(memory_mb, processes):
    assert sizing(memory_mb, api=ApiSettings(workers=6)).api_processes == processes


def test_the_settings_override_the_machine():
    assert sizing(1024, ocr=OcrSettings(page_slots=2)).worker_mb == 264
    assert sizing(8192, ocr=OcrSettings(page_slots=1)).worker_mb == 128
    assert sizing(1024, worker=WorkerSettings(memory_mb=350)).page_slots == 3
    assert sizing(8192, worker=WorkerSettings(memory_mb=128)).page_slots == 1
    assert sizing(8192, worker=WorkerSettings(concurrency=7)).documents == 7


def test_several_workers_share_a_quarter_of_the_memory():
    assert sizing(2048, worker=WorkerSettings(count=3)).page_slots == 1
    assert sizing(8192, worker=WorkerSettings(count=3)).page_slots == 4


def test_many_cores_do_not_take_more_than_a_quarter_of_the_memory():
    assert sizing(4096, cores=64).worker_mb <= 1024


@pytest.mark.parametrize(
    ("machine", "settings", "said"),
    [
        (Machine(memory_mb=1024, cores=4), {}, "this machine has 1024 MiB and 4 cores; below 2 GB"),
        (Machine(memory_mb=512, cores=1, is_limited=True), {}, "this container may use 512 MiB and 1 core;"),
        (Machine(memory_mb=1024, cores=4), {"ocr": OcrSettings(page_slots=2)}, "PAGE_SLOTS=2 was named"),
        (Machine(memory_mb=1024, cores=4), {"api": ApiSettings(workers=4)}, "API_WORKERS=4 is too many"),
    ],
)
def test_the_reason_says_what_was_seen(machine, settings, said):
    assert said in sized(machine, Settings(**settings)).reason


TINY, SMALL = MODELS["tiny"], MODELS["small"]


@pytest.mark.parametrize(
    ("memory_mb", "settings", "models", "expected"),
    [
        pytest.param(1024, {}, [TINY], (1, 128, ""), id="no room on a small machine"),
        pytest.param(8192, {}, [TINY], (2, 264 + TINY.worker_mb(2), "tiny"), id="beside two slots"),
        pytest.param(8192, {}, [SMALL, TINY], (2, 264 + SMALL.worker_mb(2), "small"), id="the better one"),
        pytest.param(
            8192,
            {"worker": WorkerSettings(memory_mb=264 + SMALL.worker_mb(2) - 1)},
            [SMALL, TINY],
            (2, 264 + SMALL.worker_mb(2) - 1, "tiny"),
            id="the less one where the better would take a slot away",
        ),
        pytest.param(
            4 * (128 + TINY.worker_mb(1)),
            {"ocr": OcrSettings(page_slots=1)},
            [SMALL],
            (1, 128, ""),
            id="none where the named one does not fit",
        ),
        pytest.param(
            8192,
            {"worker": WorkerSettings(memory_mb=128 + TINY.worker_mb(1) - 1)},
            [TINY],
            (1, 128 + TINY.worker_mb(1) - 1, ""),
            id="not in what was named",
        ),
        pytest.param(
            1024,
            {"worker": WorkerSettings(memory_mb=128 + TINY.worker_mb(1))},
            [SMALL, TINY],
            (1, 128 + TINY.worker_mb(1), "tiny"),
            id="in what was named",
        ),
    ],
)
def test_networks_are_read_with_where_a_workers_memory_holds_them(memory_mb, settings, models, expected):
    chosen = sized(Machine(memory_mb=memory_mb, cores=2), Settings(**settings), models)

    assert (chosen.page_slots, chosen.worker_mb, chosen.neural_model) == expected
    assert chosen.neural_mb == (MODELS[expected[2]].worker_mb(chosen.page_slots) if expected[2] else 0)


@pytest.mark.parametrize(("slots", "tiny_mb", "small_mb"), [(2, 350, 600)])
def test_a_worker_with_networks_takes_what_is_promised(slots, tiny_mb, small_mb):
    assert 264 + TINY.worker_mb(slots) <= tiny_mb
    assert 264 + SMALL.worker_mb(slots) <= small_mb


@pytest.mark.parametrize(
    ("memory_mb", "settings", "worker_mb", "documents_mb"),
    [
        pytest.param(8192, {}, 278, 264, id="more memory where there is some"),
        pytest.param(1024, {}, 128, 114, id="less for pages on a small machine"),
        pytest.param(8192, {"worker": WorkerSettings(memory_mb=128)}, 128, 114, id="and in what was named"),
    ],
)
def test_what_comes_with_the_extra_is_part_of_a_workers_memory(memory_mb, settings, worker_mb, documents_mb):
    chosen = sized(Machine(memory_mb=memory_mb, cores=2), Settings(**settings), libraries_mb=14)

    assert (chosen.worker_mb, chosen.documents_mb) == (worker_mb, documents_mb)


@pytest.mark.parametrize(
    ("machine", "seconds"),
    [
        pytest.param(Machine(memory_mb=8192, cores=4), 60, id="a desktop"),
        pytest.param(Machine(memory_mb=1024, cores=4), 240, id="little memory"),
        pytest.param(Machine(memory_mb=4096, cores=4, bits=32), 240, id="a 32-bit NAS"),
    ],
)
def test_a_page_has_more_time_where_cores_are_slow(machine, seconds):
    assert usual_page_s(machine) == seconds


def test_the_time_that_was_named_is_the_page_s_and_silence_is_longer():
    settings = Settings(ocr=OcrSettings(page_timeout_seconds=500))

    assert (page_timeout_s(settings), document_limits(settings).page_timeout_s) == (500, 500)
    assert stall_s(settings) == 530
