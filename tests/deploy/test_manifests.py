"""Manifests are what Kubernetes takes, and what the service can be run with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import kubernetes_validate
import pytest

from ocr_service import __version__
from ocr_service.bootstrap.machine import Machine
from ocr_service.bootstrap.sizing import Sizing, sized
from ocr_service.settings import OcrSettings, Settings, WorkerSettings
from ocr_service.variables import variables_of
from tests.deploy.conftest import Manifest

OLDEST, NEWEST = "1.30", "1.37"
VARIABLES = {name: each for each in variables_of(Settings) for name in each.names}
MIB = {"Mi": 1, "Gi": 1024}
SCALED_OBJECT = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata", "spec"],
    "properties": {
        "apiVersion": {"const": "keda.sh/v1alpha1"},
        "spec": {
            "type": "object",
            "additionalProperties": False,
            "required": ["scaleTargetRef", "triggers"],
            "properties": {
                "scaleTargetRef": {"type": "object", "required": ["name"]},
                "pollingInterval": {"type": "integer"},
                "minReplicaCount": {"type": "integer", "minimum": 1},
                "maxReplicaCount": {"type": "integer"},
                "fallback": {
                    "type": "object",
                    "required": ["failureThreshold", "replicas"],
                    "properties": {"failureThreshold": {"type": "integer"}, "replicas": {"type": "integer"}},
                },
                "advanced": {"type": "object"},
                "triggers": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["type", "metadata"],
                        "properties": {
                            "type": {"const": "metrics-api"},
                            "metricType": {"const": "AverageValue"},
                            "metadata": {
                                "type": "object",
                                "required": ["targetValue", "url", "valueLocation"],
                                "additionalProperties": {"type": "string"},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""Of KEDA's own definition what we use: no package brings it."""


def mib(quantity: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi)", quantity).groups()
    return int(number) * MIB[unit]


def of_kind(manifests: list[Manifest], *kinds: str) -> list[Manifest]:
    return [each for each in manifests if each["kind"] in kinds]


def pods(manifests: list[Manifest]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in of_kind(manifests, "Deployment", "StatefulSet"):
        yield each["metadata"]["name"], each["spec"]["template"]


def own(manifests: list[Manifest]) -> dict[str, dict[str, Any]]:
    """Pods of the service's own image, by name."""
    return {
        name: pod for name, pod in pods(manifests) if containers(pod)[0]["image"].startswith("docvault-ocr")
    }


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pod["spec"]["containers"]
    return found


def container(pod: dict[str, Any]) -> dict[str, Any]:
    [only] = containers(pod)
    return only


def variables_in(one: dict[str, Any], manifests: list[Manifest]) -> dict[str, str]:
    """Variables with a plain value, the container's own before the common ones."""
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind(manifests, "ConfigMap")}
    found: dict[str, str] = {}
    for each in one.get("envFrom", []):
        found |= maps[each["configMapRef"]["name"]]
    return found | {each["name"]: each["value"] for each in one.get("env", []) if "value" in each}


def environment(pod: dict[str, Any], manifests: list[Manifest]) -> dict[str, str]:
    return variables_in(container(pod), manifests)


def sizing(pod: dict[str, Any], manifests: list[Manifest]) -> Sizing:
    """What the worker makes of the container it is given."""
    limits, variables = container(pod)["resources"]["limits"], environment(pod, manifests)
    memory_mb = mib(limits["memory"])
    machine = Machine(memory_mb=memory_mb, cores=int(limits["cpu"]), is_limited=True)
    worker = WorkerSettings(memory_mb=memory_mb)
    return sized(machine, Settings(worker=worker, ocr=OcrSettings(page_slots=int(variables["PAGE_SLOTS"]))))


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_takes_every_manifest(manifests: list[Manifest], version: str) -> None:
    for each in manifests:
        if each["apiVersion"].startswith("keda.sh/"):
            jsonschema.validate(each, SCALED_OBJECT)
        else:
            kubernetes_validate.validate(each, version, strict=True)


def test_every_variable_is_a_setting_of_the_service(manifests: list[Manifest]) -> None:
    every = [one for pod in own(manifests).values() for one in containers(pod)]
    names = {name for one in every for name in variables_in(one, manifests)}
    names |= {each["name"] for one in every for each in one.get("env", [])}
    secret = {f"{name}_FILE" for name, each in VARIABLES.items() if each.rule.is_secret}
    assert names - VARIABLES.keys() - secret - {"RUN_DIR"} == set()
    assert {name for name in names if name in VARIABLES and VARIABLES[name].rule.is_secret} == set()


def test_every_file_of_a_secret_is_mounted(manifests: list[Manifest]) -> None:
    for pod in own(manifests).values():
        volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
        for one in containers(pod):
            files = {
                f"{mount['mountPath']}/{item['path']}"
                for mount in one["volumeMounts"]
                for item in volumes[mount["name"]].get("secret", {}).get("items", [])
            }
            variables = variables_in(one, manifests).values()
            assert {value for value in variables if value.startswith("/run/secrets")} <= files


def test_no_manifest_holds_a_secret(manifests: list[Manifest]) -> None:
    assert of_kind(manifests, "Secret") == []
    for _, pod in pods(manifests):
        for each in (variable for one in containers(pod) for variable in one.get("env", [])):
            assert not re.search("PASSWORD|SECRET_KEY$|AUTH$|_URL$", each["name"]) or "valueFrom" in each


def test_images_have_a_version(manifests: list[Manifest]) -> None:
    images = {one["image"] for _, pod in pods(manifests) for one in containers(pod)}

    assert {image for image in images if re.search(r":(latest)?$|^[^:]+$", image)} == set()
    assert {image for image in images if image.startswith("docvault-ocr")} == {f"docvault-ocr:{__version__}"}


def test_the_limit_of_a_worker_is_the_bound_it_keeps(manifests: list[Manifest]) -> None:
    pod = own(manifests)["ocr-worker"]
    resources = container(pod)["resources"]
    [bound] = [each for each in container(pod)["env"] if each["name"] == "WORKER_MEMORY_MB"]
    source = bound["valueFrom"]["resourceFieldRef"]

    assert (source["resource"], source["divisor"]) == ("limits.memory", "1Mi")
    assert resources["requests"]["memory"] == resources["limits"]["memory"]
    slots = int(environment(pod, manifests)["PAGE_SLOTS"])
    machine = Machine(memory_mb=8_000, cores=slots)
    assert (
        mib(resources["limits"]["memory"])
        >= sized(machine, Settings(ocr=OcrSettings(page_slots=slots))).worker_mb
    )


def test_every_pod_has_as_much_memory_as_it_asked_for(manifests: list[Manifest]) -> None:
    for resources in (one["resources"] for _, pod in pods(manifests) for one in containers(pod)):
        assert resources["requests"]["memory"] == resources["limits"]["memory"]


def test_the_disk_of_a_worker_holds_what_its_documents_may_take(manifests: list[Manifest]) -> None:
    pod = own(manifests)["ocr-worker"]
    [data] = [each for each in pod["spec"]["volumes"] if each["name"] == "data"]
    if "emptyDir" in data:
        task_mb = int(environment(pod, manifests)["TASK_DISK_MB"])
        assert mib(data["emptyDir"]["sizeLimit"]) * 1.048576 > task_mb * sizing(pod, manifests).documents


def test_documents_in_hand_are_handed_back_before_the_pod_is_killed(manifests: list[Manifest]) -> None:
    pod = own(manifests)["ocr-worker"]
    grace_s = float(environment(pod, manifests)["WORKER_GRACE_SECONDS"])

    assert pod["spec"]["terminationGracePeriodSeconds"] >= grace_s + 30
    # A hook that signals would be the first of two signals, and the second hurries.
    assert "lifecycle" not in container(pod)


def test_an_api_that_goes_is_called_no_more_before_it_stops(manifests: list[Manifest]) -> None:
    pod = own(manifests)["ocr-api"]
    pause_s = container(pod)["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert pod["spec"]["terminationGracePeriodSeconds"] >= pause_s + 20


def test_readiness_of_the_api_does_not_hang_on_a_worker(manifests: list[Manifest]) -> None:
    assert container(own(manifests)["ocr-api"])["readinessProbe"]["httpGet"]["path"] == "/healthz"


def test_every_pod_is_probed_and_may_do_little(manifests: list[Manifest]) -> None:
    for name, pod in pods(manifests):
        spec = pod["spec"]
        for one in containers(pod):
            assert {"livenessProbe", "startupProbe"} <= one.keys(), name
            assert one["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        assert not [each for each in spec.get("volumes", []) if "hostPath" in each]


def test_what_selects_pods_selects_some(manifests: list[Manifest]) -> None:
    labels = [pod["metadata"]["labels"].items() for _, pod in pods(manifests)]

    def is_found(selector: dict[str, str]) -> bool:
        return any(selector.items() <= each for each in labels)

    for each in of_kind(manifests, "Service"):
        assert is_found(each["spec"]["selector"]), each["metadata"]["name"]
    for each in of_kind(manifests, "PodDisruptionBudget"):
        assert is_found(each["spec"]["selector"]["matchLabels"]), each["metadata"]["name"]
    for each in of_kind(manifests, "NetworkPolicy"):
        assert is_found(each["spec"]["podSelector"]["matchLabels"]), each["metadata"]["name"]


def test_the_network_is_closed_around_every_program_of_the_service(manifests: list[Manifest]) -> None:
    [nothing] = [each for each in manifests if each["metadata"]["name"] == "ocr-nothing"]
    wanted = nothing["spec"]["podSelector"]["matchLabels"].items()

    assert nothing["spec"].keys() == {"podSelector", "policyTypes"}
    assert all(wanted <= pod["metadata"]["labels"].items() for pod in own(manifests).values())


@pytest.mark.parametrize("name", ["one-node-watched", "many-watched"])
def test_watcher_and_notifier_have_folders_and_journal_in_common(
    installations: dict[str, list[Manifest]], name: str
) -> None:
    pod = own(installations[name])["ocr-notifier"]
    notifier, watcher = sorted(containers(pod), key=lambda one: str(one["name"]))
    mounts = [
        {(each["name"], each["mountPath"]) for each in one["volumeMounts"]} for one in (notifier, watcher)
    ]
    [data] = [each for each in pod["spec"]["volumes"] if each["name"] == "data"]

    assert {("data", "/data"), ("share", "/share")} <= mounts[0] & mounts[1]
    assert "persistentVolumeClaim" in data
    told = [variables_in(one, installations[name]) for one in (notifier, watcher)]
    assert told[0]["WATCH_DIR"] == told[1]["WATCH_DIR"]


def test_what_is_scaled_exists_and_leaves_its_number_to_the_scaler(installations) -> None:
    manifests = installations["many"]
    deployments = {each["metadata"]["name"]: each for each in of_kind(manifests, "Deployment")}
    targets = [
        each["spec"]["scaleTargetRef"]["name"]
        for each in of_kind(manifests, "HorizontalPodAutoscaler", "ScaledObject")
    ]

    assert sorted(targets) == ["ocr-api", "ocr-worker"]
    assert [name for name in targets if "replicas" in deployments[name]["spec"]] == []


def test_keda_asks_the_service_that_is_there(installations) -> None:
    manifests = installations["many"]
    [scaled] = of_kind(manifests, "ScaledObject")
    [service] = of_kind(manifests, "Service")
    [trigger] = scaled["spec"]["triggers"]
    name, space = service["metadata"]["name"], service["metadata"]["namespace"]

    assert (
        trigger["metadata"]["url"] == f"http://{name}.{space}.svc:{service['spec']['ports'][0]['port']}/work"
    )
