"""Print the rooms of the house with their files and lines, as Markdown: ``rooms.py [--at COMMIT] [--depth 2]``.

A room is a folder of the package; Python, Lua and shell count, tables of data do not. Without a commit it is what lies there now.
"""

from __future__ import annotations

import argparse
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "ocr_service"
CODE = {".py", ".lua", ".sh", ""}


def git(*arguments: str) -> str:
    """What git says."""
    done = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=True)
    return done.stdout


def files(commit: str) -> Iterator[tuple[PurePosixPath, int]]:
    """Each file of code and its lines, at a commit or, for an empty text, as it lies there."""
    listing = git("ls-tree", "-r", "--name-only", commit, PACKAGE) if commit else git("ls-files", PACKAGE)
    for name in listing.splitlines():
        path = PurePosixPath(name)
        if path.suffix not in CODE or (not commit and not (PROJECT / name).exists()):
            continue
        text = git("show", f"{commit}:{name}") if commit else (PROJECT / name).read_text(encoding="utf-8")
        if lines := len(text.splitlines()):
            yield path.relative_to(PACKAGE), lines


def table(commit: str, depth: int) -> str:
    """A row a room: its files, how many of them lie in its largest folder, its lines, and its longest file."""
    rooms: dict[str, list[tuple[PurePosixPath, int]]] = defaultdict(list)
    for path, lines in files(commit):
        rooms["/".join(path.parts[:-1][:depth]) or "."].append((path, lines))
    rows = ["| Room | Files | In one folder | Lines | Longest file |", "|---|---|---|---|---|"]
    for room, held in sorted(rooms.items()):
        rows.append(f"| `{room}` | {' | '.join(figures(held))} |")
    every = [one for held in rooms.values() for one in held]
    rows.append(f"| **all** | {' | '.join(figures(every))} |")
    return "\n".join(rows)


def figures(held: list[tuple[PurePosixPath, int]]) -> tuple[str, str, str, str]:
    """Of these files: how many, at most how many in one folder, lines, the longest."""
    folders: dict[PurePosixPath, int] = defaultdict(int)
    for path, _ in held:
        folders[path.parent] += 1
    longest, lines = max(held, key=lambda one: one[1])
    return str(len(held)), str(max(folders.values())), str(sum(n for _, n in held)), f"{longest.name} {lines}"


def main() -> None:
    """Print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--at", default="", metavar="COMMIT")
    options.add_argument("--depth", type=int, default=1)
    asked = options.parse_args()
    print(table(asked.at, asked.depth))


if __name__ == "__main__":
    main()
