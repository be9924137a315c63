"""What `kubectl kustomize` makes of deploy/: each installation as a list of manifests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

PROJECT = Path(__file__).resolve().parents[2]
KUBECTL = PROJECT / ".venv/bin/kubectl"
INSTALLATIONS = {
    "one-node": ("overlays/one-node", ()),
    "one-node-watched": ("overlays/one-node", ("watcher",)),
    "many": ("overlays/many", ()),
    "many-watched": ("overlays/many", ("watcher",)),
}
"""An overlay and the components that an operator may add to it."""

Manifest = dict[str, Any]


def built(folder: Path) -> list[Manifest]:
    """Every manifest of a kustomization."""
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(folder)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return list(YAML(typ="safe").load_all(done.stdout))


@pytest.fixture(scope="session")
def installations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Manifest]]:
    """All of them, those with more components from a copy to whose overlay they were added."""
    found = {}
    for name, (overlay, components) in INSTALLATIONS.items():
        deploy = tmp_path_factory.mktemp(name) / "deploy"
        shutil.copytree(PROJECT / "deploy", deploy)
        file = deploy / overlay / "kustomization.yaml"
        kustomization = YAML(typ="safe").load(file)
        kustomization.setdefault("components", []).extend(f"../../components/{each}" for each in components)
        YAML(typ="safe").dump(kustomization, file)
        found[name] = built(deploy / overlay)
    return found


@pytest.fixture(params=INSTALLATIONS)
def manifests(request: pytest.FixtureRequest, installations: dict[str, list[Manifest]]) -> list[Manifest]:
    """One of them after the other."""
    return installations[request.param]
