"""Start a worker whose processes hold nothing that they do not need.

Each step is taken where what it imports does least harm (x86-64, Python 3.11): the settings are read in a
process of their own, for pydantic is 10 MB that nobody needs afterwards, and come back as plain values; the fork
server is forked before anything else is loaded, and loads the pipeline (20 MB) for itself and every document's process, while
the worker loads asyncio and the client of Redis (13 MB) for itself.
"""

from __future__ import annotations

from collections.abc import Callable

from ocr_service.bootstrap.starting.apart import computed_apart
from ocr_service.bootstrap.starting.kept_back import KeptBack
from ocr_service.bootstrap.starting.secrets_in_environment import forget_secrets
from ocr_service.settings import Settings


def start_worker(read_settings: Callable[[], Settings]) -> int:
    """Run a worker until SIGTERM or SIGINT; returns the process's exit code.

    ``read_settings`` and what it imports run apart, and what it raises is raised here.
    """
    kept_back = KeptBack()
    reading = computed_apart(lambda: kept_back.without_secrets(read_settings()))
    forget_secrets()
    from ocr_service.bootstrap.fork_server import fork_server

    settings = reading()
    server = fork_server(settings, on_fork=kept_back.close)
    from ocr_service.bootstrap.worker import run_worker

    return run_worker(kept_back.with_secrets(settings), server)
