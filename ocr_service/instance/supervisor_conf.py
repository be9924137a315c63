"""Write an instance's supervisord configuration: supervisord.conf with its folders, times and number of workers.

    python -m ocr_service.instance.supervisor_conf TEMPLATE [FILE…] >RUN_DIR/supervisord.conf

PROJECT, RUN_DIR, LOG_DIR and PYTHON come from the environment, the rest from the settings; the FILEs are further programs.
One worker is the program `worker`, several are the group `workers` of `worker1` … `workerN`, none is nothing. The watcher is there
when a folder is watched, the poller when sources are configured.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from configparser import RawConfigParser
from pathlib import Path

from ocr_service.bootstrap.polling.building import environments
from ocr_service.environment import read_settings
from ocr_service.settings import Settings

STOP_MARGIN_S = 60
"""What a worker may take beyond its grace: the last writes to a slow Redis and the end of its processes."""

WORKER = "program:worker"
WATCHER = "program:watcher"
POLLER = "program:poller"


def read(*paths: Path) -> RawConfigParser:
    """The files as one; values stay as they are written."""
    parser = RawConfigParser(delimiters=("=",), comment_prefixes=(";",), interpolation=None)
    for path in paths:
        parser.read_string(path.read_text(encoding="utf-8"), str(path))
    return parser


def place(parser: RawConfigParser, *, project: str, run_dir: str, log_dir: str, python: str) -> None:
    """Put the instance's folders in the place of the clone's own."""
    moved = {
        "%(here)s/docker/redis.conf": str(Path(__file__).with_name("redis.conf")),
        "%(here)s/var/run": run_dir,
        "%(here)s/var/logs": log_dir,
        "%(here)s/.venv/bin/python": python,
        "%(here)s": project,
    }
    for section in parser.sections():
        for name, value in parser.items(section):
            # supervisord takes % for the beginning of a name, in the logs of programs twice over.
            percent = "%%%%" if name == "stdout_logfile" else "%%"
            parser.set(
                section, name, replaced(value, {key: to.replace("%", percent) for key, to in moved.items()})
            )


def replaced(value: str, moved: Mapping[str, str]) -> str:
    """The value with each of these beginnings of paths in its new place, the longest first as they are given."""
    for here, there in moved.items():
        value = value.replace(here, there)
    return value


def staff(parser: RawConfigParser, *, workers: int, stop_s: int) -> None:
    """Let there be so many workers, each with the time it needs to stop."""
    worker = dict(parser.items(WORKER)) | {"stopwaitsecs": str(stop_s)}
    parser.remove_section(WORKER)
    if workers == 0:
        return
    if workers > 1:
        worker |= {"process_name": "worker%(process_num)d", "numprocs": str(workers)}
        worker["stdout_logfile"] = worker["stdout_logfile"].replace(
            "/worker.log", "/worker%(process_num)d.log"
        )
    section = WORKER if workers == 1 else "program:workers"
    parser.add_section(section)
    for name, value in worker.items():
        parser.set(section, name, value)


def choose(parser: RawConfigParser, program: str, *, is_wanted: bool) -> None:
    """Let a program start with the others, or not be there at all."""
    if is_wanted:
        parser.remove_option(program, "autostart")
    else:
        parser.remove_section(program)


def stop_seconds(settings: Settings) -> int:
    """How long supervisord waits for a worker before it kills it."""
    return math.ceil(settings.grace_s) + STOP_MARGIN_S


def configuration(
    *templates: Path,
    project: str,
    run_dir: str,
    log_dir: str,
    python: str,
    workers: int,
    stop_s: int,
    is_watched: bool,
    is_polled: bool,
) -> RawConfigParser:
    """The templates as one, for one instance."""
    parser = read(*templates)
    place(parser, project=project, run_dir=run_dir, log_dir=log_dir, python=python)
    staff(parser, workers=workers, stop_s=stop_s)
    choose(parser, WATCHER, is_wanted=is_watched)
    choose(parser, POLLER, is_wanted=is_polled)
    return parser


def main(*templates: str) -> None:
    """Print the configuration."""
    settings, environment = read_settings(), os.environ
    parser = configuration(
        *map(Path, templates),
        project=environment["PROJECT"],
        run_dir=environment["RUN_DIR"],
        log_dir=environment["LOG_DIR"],
        python=environment["PYTHON"],
        workers=settings.worker.count,
        stop_s=stop_seconds(settings),
        is_watched=settings.watch.dir is not None,
        is_polled=bool(environments(settings)),
    )
    parser.write(sys.stdout, space_around_delimiters=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
