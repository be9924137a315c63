"""Print the rooms of the house with their files and lines, as Markdown: ``rooms.py [COMMIT [COMMIT]] [--depth 2]``.

A room is a folder of the package; Python, Lua and shell count, tables of data do not. Without a commit it is what lies there now; two are set side by side, and `now` is one, too.
"""

from __future__ import annotations

import argparse
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "ocr_service"
CODE = {".py", ".lua", ".sh", ""}
NOW, ALL = "now", "all"
COLUMNS = ("files", "in one folder", "lines", "longest")
Files = list[tuple[PurePosixPath, int]]


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


def rooms(commit: str, depth: int) -> dict[str, Files]:
    """The files of each room, and of all."""
    held: dict[str, Files] = defaultdict(list)
    for path, lines in files("" if commit == NOW else commit):
        for room in ("/".join(path.parts[:-1][:depth]) or ".", ALL):
            held[room].append((path, lines))
    return held


def table(commits: Sequence[str], depth: int) -> str:
    """A row a room: its files, how many of them lie in its largest folder, its lines, and its longest file."""
    states = [rooms(commit, depth) for commit in commits]
    heads = " | ".join(f"{name}, {commit}" for commit in commits for name in COLUMNS)
    rows = [f"| Room | {heads} |", "|---" * (1 + len(COLUMNS) * len(states)) + "|"]
    for room in sorted({room for state in states for room in state}, key=lambda room: (room == ALL, room)):
        cells = [figure for state in states for figure in figures(state.get(room, []))]
        rows.append(f"| `{room}` | {' | '.join(cells)} |")
    return "\n".join(rows)


def figures(held: Files) -> tuple[str, str, str, str]:
    """Of these files: how many, at most how many in one folder, lines, the longest."""
    if not held:
        return "", "", "", ""
    folders: dict[PurePosixPath, int] = defaultdict(int)
    for path, _ in held:
        folders[path.parent] += 1
    longest, lines = max(held, key=lambda one: one[1])
    return str(len(held)), str(max(folders.values())), str(sum(n for _, n in held)), f"{longest.name} {lines}"


def main() -> None:
    """Print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("commits", nargs="*", default=[NOW], metavar="COMMIT")
    options.add_argument("--depth", type=int, default=1)
    asked = options.parse_args()
    print(table(asked.commits, asked.depth))


if __name__ == "__main__":
    main()
