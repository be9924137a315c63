"""Start a worker whose processes share all they can and hold nothing that they no longer need.

Each step is taken where what it imports does least harm (x86-64, Python 3.11): the settings are read in a
process of their own, for pydantic is 10 MB that nobody needs afterwards, and come back as plain values; the pipeline is
loaded before the fork server is forked, so that worker, server and every document's process share these 20 MB; asyncio
and the client of Redis come last, so that no document's process has them.
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
    # Warm while the settings are read.
    from ocr_service.bootstrap.fork_server import fork_server

    settings = reading()
    server = fork_server(settings, on_fork=kept_back.close)
    from ocr_service.bootstrap.worker import run_worker

    return run_worker(kept_back.with_secrets(settings), server)
