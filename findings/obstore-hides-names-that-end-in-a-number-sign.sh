#!/usr/bin/env bash
# obstore 0.12.1: a LocalStore keeps unfinished uploads as NAME#NUMBER. So it refuses to write or read `scan#1`, which is a
# usual key for a second copy and which a bucket takes, and leaves a file of such a name that is already there out of its list.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "obstore==0.12.1"
cat >"$place/show.py" <<'PY'
import sys
from pathlib import Path

import obstore
from obstore.exceptions import GenericError
from obstore.store import LocalStore, MemoryStore

folder = Path(sys.argv[1])
folder.mkdir()
store = LocalStore(folder)


def told(action, where, key):
    try:
        action(where, key)
    except GenericError as error:
        return str(error).splitlines()[0]
    return "done"


def write(where, key):
    obstore.put(where, key, b"data")


answers = {key: told(write, store, key) for key in ("scan", "scan#1.pdf", "scan#1")}
answers["scan#1 in memory"] = told(write, MemoryStore(), "scan#1")
(folder / "letter#2").write_text("there before")
answers["read letter#2"] = told(obstore.get, store, "letter#2")
listed = sorted(entry["path"] for entries in obstore.list(store) for entry in entries)
for what, answer in answers.items():
    print(f"{what}: {answer}")
print("listed:", listed, "in the folder:", sorted(path.name for path in folder.iterdir()))
done = {what for what, answer in answers.items() if answer == "done"}
sys.exit(0 if done == {"scan", "scan#1.pdf", "scan#1 in memory"} and listed == ["scan", "scan#1.pdf"] else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place/store"
