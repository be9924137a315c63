#!/usr/bin/env bash
# onnxruntime 1.32.0 (from 1.29 on, by what its users report) starts a thread when it is imported on Linux that sends events to its maker's
# server, and keeps a name of this machine and a queue of events under ~/.cache/Microsoft. No option of a session turns it off;
# ORT_DISABLE_TELEMETRY=1 in the environment before the import does. A process that forks after the
# import has a second thread, too.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "onnxruntime==1.32.0" "numpy==2.4.6"
cat >"$place/show.py" <<'PY'
import os
import pathlib
import time

import onnxruntime  # noqa: F401

home = pathlib.Path(os.environ["HOME"])
end = time.monotonic() + 5
while time.monotonic() < end and not any(home.rglob("deviceid*")):
    time.sleep(0.1)
print(len(os.listdir("/proc/self/task")), sorted(str(each.relative_to(home)) for each in home.rglob("*") if each.is_file()))
PY
seen() {
  rm -rf "$place/home" && mkdir "$place/home"
  env HOME="$place/home" XDG_CACHE_HOME= OPENBLAS_NUM_THREADS=1 CI= "$@" "$place/venv/bin/python" "$place/show.py"
}
as_it_comes=$(seen)
told=$(seen ORT_DISABLE_TELEMETRY=1)
printf 'threads and files as it comes: %s\nwith ORT_DISABLE_TELEMETRY=1: %s\n' "$as_it_comes" "$told"
[[ $as_it_comes == *deviceid* && $told == "1 []" ]]
