"""Let Grafana's own types check the dashboard: ``python -m bench.clients.grafana``.

``@grafana/schema`` holds what Grafana generates from its schema. The JSON is compiled as a value of its type ``Dashboard``,
so that a name that is unknown or misspelt is an error. Needs node and npm; the packages go into a throw-away folder.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGES = ("@grafana/schema@12.3.0", "typescript@5.9.3")
DASHBOARD = Path(__file__).resolve().parents[2] / "docs" / "grafana" / "docvault.json"


def source(dashboard: dict[str, object]) -> str:
    """TypeScript that compiles when the dashboard is one."""
    declared = 'import type { Dashboard } from "@grafana/schema";'
    return f"{declared}\nexport const dashboard: Dashboard = {json.dumps(dashboard, indent=1)};"


def errors(folder: Path, text: str) -> list[str]:
    """What the compiler says of it."""
    (folder / "dashboard.ts").write_text(text)
    command = ["npx", "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"]
    command += ["--module", "esnext", "--moduleResolution", "bundler", "dashboard.ts"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return [line for line in ran.stdout.splitlines() if ran.returncode]


def main() -> int:
    """0 when the dashboard compiles, and neither one with a wrong type nor one with a misspelt name does."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES]
        subprocess.run(install, cwd=folder, check=True)
        found = errors(folder, source(dashboard))
        text = source(dashboard)
        wrong = errors(folder, re.sub(r'"refresh": ".*?"', '"refresh": 5', text, count=1))
        misspelt = errors(folder, text.replace('"description"', '"descripton"', 1))
    print(
        "\n".join(found)
        or f"{len(dashboard['panels'])} panels and the dashboard compile against {PACKAGES[0]}"
    )
    print(
        f"a wrong type is {'found' if wrong else 'missed'}, a misspelt name is {'found' if misspelt else 'missed'}"
    )
    return int(bool(found) or not wrong or not misspelt)


if __name__ == "__main__":
    sys.exit(main())
