"""Write ``docs/examples/first-five-minutes.md``: what a new user types in a fresh clone, what comes, and when.

    python -m bench.clients.first_minutes [--file docs/examples/first-five-minutes.md]

It clones the committed project into a temporary folder and calls the commands there, one after the other, in one shell. The
clone's folder and its port have other names in the file; nothing else is changed, and long answers are cut where `…` stands.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from pathlib import Path

from ocr_service.instance.place import free_port

PROJECT = Path(__file__).resolve().parents[2]
FILE = PROJECT / "docs" / "examples" / "first-five-minutes.md"
HOME, PORT = "~/docvault-ocr", "8001"
COMMANDS = (
    "scripts/run --detach",
    ".venv/bin/ocr-service doctor",
    "TASK=$(.venv/bin/ocr-service submit --id var/sample/letter.pdf)",
    "curl -s http://127.0.0.1:8001/api/v1/ocr/status/$TASK",
    'curl -s "http://127.0.0.1:8001/api/v1/ocr/result/$TASK?fields=category,language,fields.sender"',
    "curl -s http://127.0.0.1:8001/api/v1/ocr/result/$TASK/text | head -n 6",
    ".venv/bin/ocr-service submit var/sample/letter.pdf -o results --outputs json,text,pdf",
    "ls results",
    ".venv/bin/ocr-service process - -o - --outputs markdown < var/sample/letter.pdf | head -n 8",
    "printf 'no document' > broken.pdf; .venv/bin/ocr-service submit broken.pdf; echo exit code $?",
    ".venv/bin/ocr-service queue stats",
    ".venv/bin/ocr-service workers",
    "scripts/stop",
)
MOST_LINES, MOST_CHARS = 90, 400
MARK = "\x1e"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--file", type=Path, default=FILE)
    file: Path = options.parse_args().file
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place).resolve() / "docvault-ocr"
        subprocess.run(["git", "clone", "-q", "--depth", "1", PROJECT.as_uri(), clone], check=True)
        said = _said_in(clone)
    file.write_text(_document(said), encoding="utf-8")
    print(file)


def _said_in(clone: Path) -> list[tuple[str, int, str]]:
    """Each command, seconds since the beginning, and what it said."""
    port = str(free_port("127.0.0.1"))
    script = "\n".join(
        f"printf '{MARK}%s\\n' $SECONDS\n{command.replace(f':{PORT}', f':{port}')}" for command in COMMANDS
    )
    hidden = ("REDIS_URL", "VAR_DIR", "UPLOAD_DIR", "LOG_DIR", "VIRTUAL_ENV", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=clone,
        env={**environment, "API_PORT": port},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    parts = done.stdout.replace(str(clone), HOME).replace(port, PORT).split(MARK)[1:]
    told = []
    for command, part in zip(COMMANDS, parts, strict=True):
        second, _, text = part.partition("\n")
        told.append((command, int(second), text))
    return told


def _document(said: list[tuple[str, int, str]]) -> str:
    lines = [
        "# The first five minutes",
        "",
        "What a new user typed in a fresh clone, and what came: recorded by `python -m bench.clients.first_minutes` on Debian 12, with",
        "Tesseract, poppler and Redis installed and the Python packages not. The times are since the first command; on a busy machine.",
        "",
        "```console",
    ]
    for command, second, text in said:
        lines += [f"# {second // 60}:{second % 60:02}", f"$ {command}", *_cut(text), ""]
    return "\n".join([*lines, "```", ""])


def _cut(text: str) -> list[str]:
    lines = [
        line if len(line) <= MOST_CHARS else f"{line[:MOST_CHARS]}…"
        for line in re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).rstrip().splitlines()
    ]
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"]


if __name__ == "__main__":
    main()
