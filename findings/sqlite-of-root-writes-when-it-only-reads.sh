#!/usr/bin/env bash
# SQLite (seen with 3.40.1) with a write-ahead log, run by root: whoever opens a database with mode=ro and reads one number gives the -wal and
# -shm files beside it to the database's owner once more (fchown, though they are his), so that their inodes are written to the disk each time.
# Something that looks in twice a minute so keeps a disk from sleeping. Other users' SQLite does not, and a connection that stays open reads
# without. Run it as root; on any file system.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "only root's SQLite does it"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cat >"$place/show.py" <<'PY'
import os
import sqlite3
import subprocess
import sys
import time

file = sys.argv[1]
OWN = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA journal_mode=WAL")
base.execute("CREATE TABLE t (a)")
base.execute("INSERT INTO t VALUES (1)")
print("made", flush=True)
sys.stdin.read()
"""
owner = subprocess.Popen([sys.executable, "-c", OWN, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
owner.stdout.readline()


def opened() -> sqlite3.Connection:
    base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    read(base)
    return base


def read(base: sqlite3.Connection) -> None:
    base.execute("SELECT count(*) FROM t").fetchone()


def changes(look) -> list[str]:
    """The files whose inodes are others after each of three looks."""
    found = None
    for _ in range(3):
        before = {end: os.stat(file + end).st_ctime_ns for end in ("", "-wal", "-shm")}
        time.sleep(0.1)
        look()
        changed = {end or "itself" for end in before if os.stat(file + end).st_ctime_ns != before[end]}
        found = changed if found is None else found & changed
    return sorted(found)


anew = changes(lambda: opened().close())
kept = opened()
held = changes(lambda: read(kept))
print(f"SQLite {sqlite3.sqlite_version}: files changed by each look of a connection of its own {anew}, by each look of one that stays open {held}")
owner.stdin.close()
sys.exit(0 if (anew, held) == (["-shm", "-wal"], []) else 1)
PY
python3 "$place/show.py" "$place/base.sqlite"
