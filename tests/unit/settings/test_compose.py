"""The compose file for a NAS is the other one with limits that fit it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ocr_service.bootstrap.machine import Machine
from ocr_service.bootstrap.sizing import sized
from ocr_service.settings import Settings

PROJECT = Path(__file__).resolve().parents[3]
MEGABYTES = {"M": 1.048576, "G": 1073.741824}


def compose(name: str) -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load(PROJECT / name)
    return read


def limit_mb(service: dict[str, Any]) -> float:
    number, unit = re.fullmatch(r"(\d+)([MG])", service["deploy"]["resources"]["limits"]["memory"]).groups()
    return int(number) * MEGABYTES[unit]


def test_the_limits_of_the_nas_add_up_to_less_than_512_mb():
    services = compose("docker-compose.nas.yml")["services"].values()

    assert sum(map(limit_mb, services)) < 512


def test_both_files_differ_in_sizes_only():
    plain, nas = compose("docker-compose.yml"), compose("docker-compose.nas.yml")
    for each in (plain, nas):
        for service in each["services"].values():
            del service["deploy"]["resources"]["limits"]["memory"]
        each["services"]["redis"]["command"][3] = "…mb"
        for name in ("WORKER_COUNT", "API_WORKERS", "WORKER_POLL_INTERVAL"):
            each["services"]["ocr-service"]["environment"].pop(name, None)

    assert nas == plain


def test_the_file_for_compose_1_29_says_the_same_in_its_words():
    plain, old = compose("docker-compose.yml"), compose("docker-compose.v1.yml")
    del plain["name"]
    for service in plain["services"].values():
        limits = service.pop("deploy")["resources"]["limits"]
        service["mem_limit"] = limits["memory"]
        if "pids" in limits:
            service["pids_limit"] = limits["pids"]
    plain["services"]["ocr-service"]["env_file"] = ".env"

    assert old == plain


def test_in_the_container_of_the_nas_one_page_is_read_at_a_time():
    service = compose("docker-compose.nas.yml")["services"]["ocr-service"]
    container = Machine(memory_mb=round(limit_mb(service) / MEGABYTES["M"]), cores=4, is_limited=True)

    assert sized(container, Settings()).worker_mb == 128


def test_the_engine_waits_for_a_document_as_long_as_it_may_take():
    minutes = re.search(
        r"(\d+)m", compose("docker-compose.yml")["services"]["ocr-service"]["stop_grace_period"]
    )

    assert minutes is not None
    assert int(minutes[1]) * 60 > Settings().grace_s + 60 + 20
