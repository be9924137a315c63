"""docker-compose.fleet.yml can be scaled, render.yaml fits together, and both name only what there is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from ocr_service.settings import Settings
from ocr_service.variables import variables_of

PROJECT = Path(__file__).resolve().parents[3]
NAMES = {name for each in variables_of(Settings) for name in each.names}
ROLES = {"api", "worker", "notifier", "janitor", "sources"}
LONGEST_SHUTDOWN_S = 300
"""Render waits no longer."""
SECRETS = {name for each in variables_of(Settings) if each.rule.is_secret for name in each.names}

TEXTS = ("name", "plan", "dockerfilePath", "dockerContext", "dockerCommand", "healthCheckPath")
VARIABLE = {
    "oneOf": [
        {"required": ["fromGroup"], "additionalProperties": False, "properties": {"fromGroup": {}}},
        *(
            {
                "required": ["key", source],
                "additionalProperties": False,
                "properties": {"key": {}, source: rule},
            }
            for source, rule in {
                "value": {"type": "string"},
                "sync": {"const": False},
                "generateValue": {"const": True},
                "fromService": {"required": ["type", "name"]},
            }.items()
        ),
    ]
}
BLUEPRINT = {
    "required": ["services", "envVarGroups"],
    "additionalProperties": False,
    "properties": {
        "services": {
            "items": {
                "required": ["type", "name", "plan"],
                "additionalProperties": False,
                "properties": {
                    "type": {"enum": ["web", "worker", "keyvalue"]},
                    "runtime": {"const": "docker"},
                    "numInstances": {"type": "integer"},
                    "maxShutdownDelaySeconds": {"minimum": 1, "maximum": LONGEST_SHUTDOWN_S},
                    "maxmemoryPolicy": {"const": "noeviction"},
                    "ipAllowList": {"type": "array"},
                    "envVars": {"items": VARIABLE},
                    **{name: {"type": "string"} for name in TEXTS},
                },
            }
        },
        "envVarGroups": {"items": {"properties": {"envVars": {"items": VARIABLE}}}},
    },
}
"""Of Render's own format what we use, as its reference describes it; no package brings it."""


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(PROJECT / name)
    return found


@pytest.fixture
def fleet() -> dict[str, Any]:
    services: dict[str, Any] = read("docker-compose.fleet.yml")["services"]
    return services


@pytest.fixture
def render() -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in read("render.yaml")["services"]}


def programs(render: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (each for each in render.values() if each["type"] != "keyvalue")


def test_what_is_scaled_has_nothing_that_only_one_can_have(fleet: dict[str, Any]) -> None:
    for name in ROLES - {"api"}:
        assert not {"container_name", "hostname", "ports"} & fleet[name].keys(), name
        assert "WORKER_ID" not in fleet[name]["environment"]
    assert "container_name" not in fleet["api"]


def test_each_program_of_the_fleet_is_a_role_of_the_image(fleet: dict[str, Any]) -> None:
    commands = {name: fleet[name]["command"] for name in fleet.keys() - {"redis"}}

    assert commands == {role: [role] for role in ROLES}


@pytest.mark.parametrize("command", [("{role}",), ("entrypoint.sh", "{role}")], ids=["compose", "render"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_image_runs_one_program_alone(tmp_path: Path, role: str, command: tuple[str, ...]) -> None:
    (tmp_path / "entrypoint.sh").symlink_to(PROJECT / "docker/entrypoint.sh")
    program = tmp_path / "ocr-service"
    program.write_text('#!/bin/sh\necho "program: $*"\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RUN_DIR": str(tmp_path)}
    words = [str(tmp_path / "entrypoint.sh"), *(word.format(role=role) for word in command)]

    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)

    assert done.stdout == f"program: {role}\n"
    assert (tmp_path / "role").read_text() == f"{role}\n"


def test_every_variable_of_the_fleet_is_a_setting(fleet: dict[str, Any]) -> None:
    names = {name for role in ROLES for name in fleet[role]["environment"]}

    assert names - NAMES == set()


def test_only_the_janitor_of_the_fleet_sweeps(fleet: dict[str, Any]) -> None:
    sweeps = {role: float(fleet[role]["environment"]["WORKER_SWEEP_SECONDS"]) for role in ROLES}

    assert [role for role, seconds in sweeps.items() if seconds] == ["janitor"]


def test_render_takes_the_blueprint() -> None:
    jsonschema.validate(read("render.yaml"), BLUEPRINT)


def test_each_program_on_render_is_a_role_of_the_image(render: dict[str, dict[str, Any]]) -> None:
    assert {each["dockerCommand"] for each in programs(render)} == {
        f"entrypoint.sh {role}" for role in ROLES - {"sources"}
    }
    assert all((PROJECT / each["dockerfilePath"]).is_file() for each in programs(render))


def test_every_variable_on_render_is_a_setting_and_no_secret_has_a_value(
    render: dict[str, dict[str, Any]],
) -> None:
    groups = read("render.yaml")["envVarGroups"]
    variables = [
        each for service in (*programs(render), *groups) for each in service["envVars"] if "key" in each
    ]

    assert {each["key"] for each in variables} - NAMES == {"PORT"}
    assert [each["key"] for each in variables if each["key"] in SECRETS and "value" in each] == []


def test_what_one_service_on_render_takes_from_another_is_there(render: dict[str, dict[str, Any]]) -> None:
    groups = {each["name"] for each in read("render.yaml")["envVarGroups"]}
    for service in programs(render):
        for each in service["envVars"]:
            if source := each.get("fromService"):
                other = render[source["name"]]
                assert other["type"] == source["type"]
                keys = {variable.get("key") for variable in other.get("envVars", [])}
                assert source.get("property") == "connectionString" or source["envVarKey"] in keys
            assert each.get("fromGroup") in {None, *groups}


def test_a_worker_on_render_hands_back_before_it_is_killed(render: dict[str, dict[str, Any]]) -> None:
    worker = render["ocr-worker"]
    [grace_s] = [each["value"] for each in worker["envVars"] if each.get("key") == "WORKER_GRACE_SECONDS"]

    assert float(grace_s) + 20 <= worker["maxShutdownDelaySeconds"]
