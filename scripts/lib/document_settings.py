"""Write docs/configuration.md's tables and .env.example from ocr_service/settings.py; --check only compares.

``scripts/check --fix`` calls it; so does the test that compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any, get_origin

from ocr_service.settings import Settings
from ocr_service.variables import Variable, variables_of

PROJECT = Path(__file__).resolve().parents[2]
TABLES = PROJECT / "docs" / "configuration.md"
EXAMPLE = PROJECT / ".env.example"
BEGIN, END = "<!-- tables: scripts/check --fix writes them -->\n", "<!-- end of tables -->\n"

# What another value than the default looks like; the seed's names and forms.
EXAMPLES = {
    "REDIS_URL": "redis://:redis_pass@redis:6379/0",
    "UPLOAD_DIR": "/tmp/ocr-uploads",
    "API_KEYS": "alice:a-long-random-string,bob:another-one",
    "API_OPERATOR_KEYS": "a-third-one",
    "LLM_URL": "http://localhost:8080/completion",
    "API_PUBLIC_URL": "https://nas.example/ocr",
    "WEBHOOK_URL": "https://example.org/hooks/ocr",
    "WEBHOOK_SECRET": "whsec_c29tZSB0d2VudHktZm91ciByYW5kb20gYnl0ZXM=",
    "WEBHOOK_ALLOWED_HOSTS": "192.168.1.20,n8n.home.arpa:5678",
    "RECEIPT_SOURCE": "/data/receipts/{receipt_id}.jpg",
}
SUFFIX_UNITS = {"_SECONDS": "s", "_INTERVAL": "s", "_MB": "MB", "_DIR": "path"}
TYPE_UNITS = {bool: "true or false", int: "number", float: "number", Path: "path", tuple: "list"}


def concerns() -> Iterator[tuple[str, list[Variable]]]:
    """Each group of settings: what it is about, and its variables."""
    for concern, variables in groupby(variables_of(Settings), key=lambda variable: variable.concern):
        title = (getattr(Settings(), concern).__doc__ or "").strip().splitlines()[0]
        yield title, list(variables)


def unit(variable: Variable) -> str:
    """What the value is measured in, or what kind of value it is."""
    by_suffix = next((unit for suffix, unit in SUFFIX_UNITS.items() if variable.name.endswith(suffix)), None)
    return by_suffix or TYPE_UNITS.get(get_origin(variable.kind) or variable.kind, "text")


def plain(value: Any) -> str:
    """A default as it would stand in the environment."""
    if isinstance(value, tuple):
        return ",".join(plain(each) for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value == PurePath() else str(value)


def table(title: str, variables: list[Variable]) -> str:
    """One group as Markdown."""
    rows = [f"## {title.rstrip('.')}\n", "| Variable | Default | Unit | Effect |", "|---|---|---|---|"]
    for variable in variables:
        default = plain(variable.default)
        shown = f"`{default}`" if default else "(empty)"
        effect = variable.rule.description.replace("|", "\\|")
        rows.append(f"| `{variable.name}` | {shown} | {unit(variable)} | {effect} |")
    return "\n".join(rows) + "\n"


def example(title: str, variables: list[Variable]) -> str:
    """One group as commented lines of an environment file: the default of each, or an example that says so."""
    lines = [f"# --- {title.rstrip('.')} ".ljust(100, "-"), ""]
    for variable in variables:
        default = plain(variable.default)
        lines.append(f"# {variable.rule.description}")
        if variable.name in EXAMPLES:
            lines.append(f"# EXAMPLE, the default is {default or 'empty'}:")
        lines += [f"#{variable.name}={EXAMPLES.get(variable.name, default)}", ""]
    return "\n".join(lines)


def documented() -> dict[Path, str]:
    """Both files as they should be."""
    groups = list(concerns())
    tables = "\n" + "\n".join(table(*group) for group in groups) + "\n"
    before, _, rest = TABLES.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    head = (
        "# Copy to .env and take the # away from what you change; the environment wins over this file.\n"
        "# Each line has the default, so that without the # it changes nothing, or an example that is marked as one.\n"
        "# docs/configuration.md explains every variable. Written by scripts/check --fix.\n\n"
    )
    return {
        TABLES: before + BEGIN + tables + END + after,
        EXAMPLE: head + "\n".join(example(*group) for group in groups).rstrip() + "\n",
    }


def main() -> None:
    """Write, or compare and say which file is old."""
    for path, text in documented().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} does not fit ocr_service/settings.py: run scripts/check --fix")


if __name__ == "__main__":
    main()
