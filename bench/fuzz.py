"""Feed our own parsers with spoiled input for a while, and print what they should not have raised.

    python -m bench.fuzz [--seconds 60] [--only multipart] [--seed 1]

By mutation, without watching coverage. Ends with 1 at a find.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.support.fuzz_targets import TARGETS, Target, spoiled_inputs

_SLOW_S = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="of processor time for each parser")
    parser.add_argument("--only", action="append", choices=list(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    finds = 0
    for name in arguments.only or TARGETS:
        count, found = _fuzzed(TARGETS[name], arguments.seconds, arguments.seed)
        finds += len(found)
        print(f"{name:<16}{count:>9} inputs, {len(found)} finds", *found.values(), sep="\n  ", flush=True)
    return 1 if finds else 0


def _fuzzed(target: Target, seconds: float, seed: int) -> tuple[int, dict[str, str]]:
    """How many inputs, and one input by the kind of each find."""
    found: dict[str, str] = {}
    end, count = time.process_time() + seconds, 0
    for data in spoiled_inputs(target, seed):
        began = time.process_time()
        if began > end:
            break
        count += 1
        try:
            target.parse(data)
        except target.may_raise:
            continue
        except Exception as error:  # noqa: BLE001 - what is looked for
            found.setdefault(type(error).__name__, f"{error!r}: {data[:300]!r}")
        if time.process_time() - began > _SLOW_S:
            found.setdefault("slow", f"slow: {data[:300]!r}")
    return count, found


if __name__ == "__main__":
    sys.exit(main())
