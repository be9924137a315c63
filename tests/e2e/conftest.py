"""One instance on private ground for all tests of a file, started and stopped by the project's own scripts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes.ports import free_port

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT_S = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The project's scripts, pointed at their own VAR_DIR and port."""

    environment: Mapping[str, str]
    var_dir: Path
    url: str

    def run(self, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project's folder; both outputs are kept."""
        return subprocess.run(
            [str(each) for each in command],
            cwd=PROJECT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=SCRIPT_S,
            check=False,
        )


def scripts_for(var_dir: Path) -> Scripts:
    """Scripts of a fresh instance below ``var_dir``."""
    port = free_port()
    environment = {**os.environ, "VAR_DIR": str(var_dir), "API_PORT": str(port)}
    return Scripts(environment=environment, var_dir=var_dir, url=f"http://127.0.0.1:{port}")


@pytest.fixture
def scripts(tmp_path: Path) -> Iterator[Scripts]:
    """An instance that does not run yet; whatever the test leaves running is stopped."""
    made = scripts_for(tmp_path / "var")
    yield made
    if (made.var_dir / "run" / "supervisord.pid").exists():
        made.run("scripts/stop")
