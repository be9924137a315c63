"""Feed our own parsers with input that an engine of fuzzing (atheris, libFuzzer) makes by watching which branches it takes.

    python -m bench.fuzz_guided [--seconds 60] [--only multipart]

Each parser in a process of its own, from the seeds of ``tests/support/fuzz_targets.py``. Ends with 1 at a find: what a
parser should not have raised, took more than ten seconds over, or needed 1 GB for. Needs atheris (pip, x86-64 and arm64).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

_ONE = "--one"
_DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+)")
_FOUND = re.compile(r"Uncaught Python exception|ERROR: libFuzzer")
_MOST_BYTES = 8_000
_SAID_LINES = 25


def main() -> int:
    if sys.argv[1:2] == [_ONE]:
        _one(sys.argv[2], sys.argv[3:])
    from tests.support.fuzz_targets import TARGETS

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60, help="for each parser")
    parser.add_argument("--only", action="append", choices=list(TARGETS))
    arguments = parser.parse_args()
    broken = [name for name in arguments.only or TARGETS if _is_broken(name, arguments.seconds)]
    return int(bool(broken))


def _is_broken(name: str, seconds: int) -> bool:
    """Run one parser's process, and print how many inputs it got, how many branches it took, and what was found."""
    from tests.support.fuzz_targets import TARGETS

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(TARGETS[name].seeds):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        flags = (f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", f"-max_len={_MOST_BYTES}")
        command = (
            sys.executable,
            "-m",
            "bench.fuzz_guided",
            _ONE,
            name,
            *flags,
            f"-artifact_prefix={folder}/",
            folder,
        )
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = done.stdout + done.stderr
    counted = _DONE.search(said)
    is_broken = bool(_FOUND.search(said)) or counted is None
    inputs, branches = counted.groups() if counted else ("?", "?")
    print(
        f"{name:<16}{inputs:>9} inputs, {branches:>6} branches, {'FOUND' if is_broken else '0 finds'}",
        flush=True,
    )
    if is_broken:
        print(*said.splitlines()[-_SAID_LINES:], sep="\n  ")
    return is_broken


def _one(name: str, flags: list[str]) -> None:
    """Never returns: the engine ends the process."""
    with atheris.instrument_imports(include=["ocr_service"]):
        from tests.support.fuzz_targets import TARGETS
    target = TARGETS[name]

    def test(data: bytes) -> None:
        try:
            target.parse(data)
        except target.may_raise:
            return

    os.environ["PYTHONHASHSEED"] = "0"
    atheris.Setup([sys.argv[0], *flags], test)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
