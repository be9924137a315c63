"""End an instance, with everything that belongs to it, and say so only when it is true.

    stop_instance.py            end it; exit code 1 and one sentence when nothing runs or something stays
    stop_instance.py --leftover print the programs of a run whose supervisord is gone, none is well

RUN_DIR, VAR_DIR, API_URL, PYTHON, WORKER_COUNT and WORKER_STOP_SECONDS come from scripts/lib/instance.py.
A program belongs to the instance when supervisord's socket stands in its environment, whoever its parent is by now;
Redis writes its title over its environment, and is known by the socket in that title.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

PROC = Path("/proc")
SUPERVISORD_S = 60
LAST_S = 30
REAP_S = 3
QUIET_S = 1
PAUSE_S = 0.1
HTTP_S = 5


def say(sentence: str) -> None:
    """Where scripts/run says everything."""
    print(sentence, file=sys.stderr, flush=True)


# --- who belongs to the instance --------------------------------------------------------------


def supervisord_pid(run_dir: Path) -> int | None:
    """The supervisord of this instance; None when the pid is somebody else's or nobody's."""
    try:
        pid = int((run_dir / "supervisord.pid").read_text())
    except (OSError, ValueError):
        return None
    return pid if str(run_dir / "supervisord.conf") in command_of(pid) else None


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none."""
    if PROC.joinpath("self").exists():
        return _read(PROC / str(pid) / "cmdline").replace(b"\0", b" ").decode(errors="replace")
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


def programs(run_dir: Path) -> dict[int, str]:
    """Processes that supervisord started and theirs, by pid: the program's name. Nothing where there is no /proc."""
    mark = f"SUPERVISOR_SERVER_URL=unix://{run_dir}/supervisor.sock".encode()
    redis = f"unixsocket:{run_dir}/redis.sock".encode()
    found = {}
    for folder in PROC.glob("[0-9]*"):
        variables = _read(folder / "environ").split(b"\0")
        if mark in variables and not _is_zombie(folder):
            names = [each for each in variables if each.startswith(b"SUPERVISOR_PROCESS_NAME=")]
            found[int(folder.name)] = names[0].partition(b"=")[2].decode() if names else ""
        elif redis in _read(folder / "cmdline"):
            found[int(folder.name)] = "redis"
    return found


def _is_zombie(folder: Path) -> bool:
    return _read(folder / "stat").rpartition(b")")[2].split()[:1] == [b"Z"]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


# --- ending it ----------------------------------------------------------------------------------


def supervisorctl(environment: Mapping[str, str], *command: str) -> list[str]:
    """The command that speaks to the instance's supervisord."""
    conf = f"{environment['RUN_DIR']}/supervisord.conf"
    return [environment["PYTHON"], "-m", "supervisor.supervisorctl", "-c", conf, *command]


def stop_workers(environment: Mapping[str, str]) -> None:
    """Let the workers finish what they have; Ctrl-C lets them hand it back."""
    workers = "workers:*" if int(environment["WORKER_COUNT"]) > 1 else "worker"
    # In a session of its own, so that Ctrl-C reaches this process alone.
    stopping = subprocess.Popen(
        supervisorctl(environment, "stop", workers), stdout=subprocess.DEVNULL, start_new_session=True
    )
    patience_s: float | None = QUIET_S
    while True:
        try:
            stopping.wait(patience_s)
            return
        except subprocess.TimeoutExpired:
            patience_s = None
            say("Waiting for the documents in hand; Ctrl-C hands them back unfinished")
        except KeyboardInterrupt:
            hurry = supervisorctl(environment, "signal", "INT", workers)
            subprocess.run(hurry, stdout=subprocess.DEVNULL, check=False, start_new_session=True)
            patience_s = None


def shut_down(environment: Mapping[str, str], pid: int) -> None:
    """End supervisord and its programs. Exits with a sentence when it does not end."""
    stop_workers(environment)
    subprocess.run(
        supervisorctl(environment, "shutdown"), stdout=subprocess.DEVNULL, check=False, start_new_session=True
    )
    wait_s = int(environment["WORKER_STOP_SECONDS"]) + SUPERVISORD_S
    if not within(wait_s, lambda: not command_of(pid)):
        sys.exit(f"stop: supervisord ({pid}) does not end; see {environment['LOG_DIR']}/supervisord.log")
    # Its parent may be slow to take note, or never do it (a container without an init).
    within(REAP_S, lambda: not exists(pid))


def end_leftovers(run_dir: Path, stop_s: float) -> None:
    """End what a killed supervisord left behind, as it would have: first the workers, Redis last."""
    for is_turn, wait_s in (
        (lambda name: name.startswith("worker"), stop_s),
        (lambda name: name != "redis", LAST_S),
        (lambda name: True, LAST_S),
    ):
        end(run_dir, is_turn, wait_s)


def end(run_dir: Path, is_turn: Callable[[str], bool], wait_s: float) -> None:
    """SIGTERM, and SIGKILL to who is still there after ``wait_s``."""

    def left() -> list[int]:
        return [pid for pid, name in programs(run_dir).items() if is_turn(name)]

    kill(left(), signal.SIGTERM)
    if not within(wait_s, lambda: not left()):
        kill(left(), signal.SIGKILL)
        within(LAST_S, lambda: not left())


def kill(pids: list[int], number: signal.Signals) -> None:
    """Signal those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def exists(pid: int) -> bool:
    """True while there is such a process, a zombie too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def within(seconds: float, is_true: Callable[[], bool]) -> bool:
    """Wait until it is true; False when it takes longer."""
    end_s = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end_s:
            return False
        time.sleep(PAUSE_S)
    return True


def answers(url: str) -> bool:
    """True when something still speaks HTTP there."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=HTTP_S):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def main(*flags: str) -> None:
    """End it and check that it ended."""
    environment = os.environ
    run_dir = Path(environment["RUN_DIR"])
    if "--leftover" in flags:
        print(*programs(run_dir), end="")
        return
    pid = supervisord_pid(run_dir)
    left = programs(run_dir)
    if pid is None and not left:
        sys.exit(f"stop: nothing runs in {environment['VAR_DIR']}")
    if pid is not None:
        shut_down(environment, pid)
    else:
        say(f"supervisord is gone; ending the {len(left)} processes that it left in {environment['VAR_DIR']}")
    end_leftovers(run_dir, int(environment["WORKER_STOP_SECONDS"]))
    if left := programs(run_dir):
        sys.exit(f"stop: these processes do not end: {' '.join(map(str, left))}")
    if answers(environment["API_URL"]):
        sys.exit(f"stop: something that is not of this instance answers at {environment['API_URL']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
