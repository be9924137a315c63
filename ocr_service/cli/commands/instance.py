"""``ocr-service up|down|logs``: the service of this folder, without a clone and without containers."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ocr_service.cli.command import Subparsers
from ocr_service.instance.ending import end_instance
from ocr_service.instance.place import InstanceError, Place, place_of
from ocr_service.instance.redis_url import shown_url
from ocr_service.instance.starting import is_running, start_instance
from ocr_service.settings import Settings

_LINES = 40


def add_parser(subparsers: Subparsers) -> None:
    """Add the three commands."""
    starting = subparsers.add_parser(
        "up", help="start the service in this folder (VAR_DIR): a private Redis, the API and the workers"
    )
    add_programs(starting)
    starting.add_argument("--no-wait", action="store_true", help="do not wait until a document would be read")
    starting.set_defaults(handler=_up)
    ending = subparsers.add_parser(
        "down", help="end the service of this folder; documents in hand are finished"
    )
    ending.set_defaults(handler=_down)
    logs = subparsers.add_parser("logs", help="what the programs of this folder's service said last")
    logs.add_argument(
        "programs", nargs="*", metavar="PROGRAM", help="fastapi, worker, redis, supervisord (all)"
    )
    logs.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C")
    logs.add_argument(
        "-n", "--lines", type=int, default=_LINES, metavar="N", help=f"lines of each ({_LINES})"
    )
    logs.set_defaults(handler=_logs)


def add_programs(parser: argparse.ArgumentParser) -> None:
    """Add the flag that names further programs of an instance."""
    parser.add_argument(
        "--with",
        dest="more",
        type=Path,
        action="append",
        default=[],
        metavar="CONF",
        help="further programs, as a supervisord configuration",
    )


def _up(arguments: argparse.Namespace, settings: Settings) -> int:
    up(place_of(settings), more=arguments.more, waits=not arguments.no_wait)
    return 0


def _down(_arguments: argparse.Namespace, settings: Settings) -> int:
    down(place_of(settings))
    return 0


def up(place: Place, *, more: Sequence[Path] = (), waits: bool = True) -> None:
    """Start it unless it runs already, and say where everything is. Raises ``InstanceError``."""
    if is_running(place):
        print(f"The service already runs in {place.var_dir}", file=sys.stderr)
    else:
        parts = f"{'Redis, ' if place.has_own_redis else ''}the API and {place.workers} worker(s)"
        print(f"Starting {parts} in {place.var_dir}", file=sys.stderr, flush=True)
        start_instance(place, more=more, waits=waits)
    print(_description(place), file=sys.stderr)


def down(place: Place) -> None:
    """End it and see that it ended. Raises ``InstanceError``."""
    end_instance(place)
    print(f"Stopped the service in {place.var_dir}", file=sys.stderr)


def _logs(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show the ends of the logs, with ``--follow`` what is added too."""
    place = place_of(settings)
    files = _files(place, arguments.programs)
    follow = ["-F"] if arguments.follow else []
    return subprocess.run(["tail", "-n", str(arguments.lines), *follow, *files], check=False).returncode


def _files(place: Place, programs: list[str]) -> list[Path]:
    there = {path.stem: path for path in sorted(place.log_dir.glob("*.log"))}
    if not there:
        raise InstanceError(f"There are no logs in {place.log_dir}; `ocr-service up` starts the service.")
    unknown = [name for name in programs if name not in there]
    if unknown:
        raise InstanceError(f"There is no log of {unknown[0]}. There are {', '.join(there)}.")
    return [there[name] for name in programs or there]


def _description(place: Place) -> str:
    """Where to look, as commands that can be pasted."""
    command, conf = Path(sys.argv[0]), place.conf
    supervisorctl = Path(sys.executable).with_name("supervisorctl")
    redis = f"redis-cli -s {place.run_dir}/redis.sock" if place.has_own_redis else shown_url(place.redis_url)
    ocr_service = (
        command if command.name in ("ocr-service", "docvault-ocr") else f"{sys.executable} -m ocr_service"
    )
    return f"""
  Page       {place.url}/
  API        {place.url}/docs
  Queue      {ocr_service} queue stats
  Redis      {redis}{" LLEN queue:normal" if place.has_own_redis else ""}
  Processes  {supervisorctl} -c {conf} status
             {supervisorctl} -c {conf} restart {place.worker_programs}
  Logs       {place.log_dir}
  Files      {place.var_dir}
"""
