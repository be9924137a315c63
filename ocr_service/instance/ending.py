"""End an instance, with everything that belongs to it, and say so only when it is true.

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ocr_service.instance.place import InstanceError, Place

PROC = Path("/proc")
SUPERVISORD_S = 60
LAST_S = 30
REAP_S = 3
QUIET_S = 1
PAUSE_S = 0.1
HTTP_S = 5


def say(sentence: str) -> None:
    """Where the command line says what goes on."""
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


def supervisorctl(place: Place, *command: str) -> list[str]:
    """The command that speaks to the instance's supervisord."""
    return [sys.executable, "-m", "supervisor.supervisorctl", "-c", str(place.conf), *command]


def shut_down(place: Place, pid: int) -> None:
    """End supervisord and its programs. Raises ``InstanceError`` when it does not end."""
    with _interrupts_handing_back(place):
        stop_workers(place)
        _run_apart(place, "shutdown").wait()
        if not within(place.stop_s + SUPERVISORD_S, lambda: not command_of(pid)):
            raise InstanceError(f"supervisord ({pid}) does not end; see {place.log_dir}/supervisord.log.")
    # Its parent may be slow to take note, or never do it (a container without an init).
    within(REAP_S, lambda: not exists(pid))


def stop_workers(place: Place) -> None:
    """Let the workers finish what they have, however long that takes."""
    stopping = _run_apart(place, "stop", place.worker_programs)
    try:
        stopping.wait(QUIET_S)
    except subprocess.TimeoutExpired:
        say("Waiting for the documents in hand; Ctrl-C hands them back unfinished")
        stopping.wait()


@contextmanager
def _interrupts_handing_back(place: Place) -> Iterator[None]:
    """Each Ctrl-C tells the workers to hand their documents back, and breaks nothing off, whenever it comes."""

    def hand_back(number: int, frame: FrameType | None) -> None:
        _run_apart(place, "signal", "INT", place.worker_programs)

    before = signal.signal(signal.SIGINT, hand_back)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _run_apart(place: Place, *command: str) -> subprocess.Popen[bytes]:
    """Speak to supervisord from a session of its own, so that Ctrl-C reaches this process alone."""
    return subprocess.Popen(supervisorctl(place, *command), stdout=subprocess.DEVNULL, start_new_session=True)


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
        with urllib.request.urlopen(f"{url}/healthz", timeout=HTTP_S):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def end_instance(place: Place) -> None:
    """End it with everything that belongs to it, and see that it ended. Raises ``InstanceError``."""
    pid = supervisord_pid(place.run_dir)
    left = programs(place.run_dir)
    if pid is None and not left:
        raise InstanceError(f"Nothing runs in {place.var_dir}; `ocr-service up` starts it there.")
    if pid is not None:
        shut_down(place, pid)
    else:
        say(f"supervisord is gone; ending the {len(left)} processes that it left in {place.var_dir}")
    end_leftovers(place.run_dir, place.stop_s)
    if left := programs(place.run_dir):
        raise InstanceError(f"These processes do not end: {' '.join(map(str, left))}.")
    place.remove_link()
    if answers(place.url):
        raise InstanceError(f"Something that is not of this instance answers at {place.url}.")
