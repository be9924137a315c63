"""Fork the process that documents are forked from, before it loads what reads them: who orders documents has none of that."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from importlib import import_module

from ocr_service.errors import OcrServiceError
from ocr_service.pipeline.limits.own_memory import keep_heaps_small
from ocr_service.settings import Settings
from ocr_service.worker import wire
from ocr_service.worker.server_process import ServerProcess

# Both sides load these; loaded before they are shared, which is 1.5 MB less.
_BOTH_NEED = (
    "concurrent.futures.thread",
    "hashlib",
    "logging",
    "ocr_service.bootstrap.sizing",
    "ocr_service.domain.ports",
    "ssl",
    "subprocess",
    "tempfile",
    "zipfile",
)


def fork_server(settings: Settings, *, on_fork: Callable[[], None] | None = None) -> ServerProcess:
    """Fork the server, which then gets warm; call it before any thread is started. ``on_fork`` is the first thing that it does.

    Whoever starts a ``Launcher`` with it is told when it is warm, or why it does not get so.
    """

    def serve(control: socket.socket) -> None:
        if on_fork is not None:
            on_fork()
        try:
            from ocr_service.bootstrap.warm_pipeline import warm_pipeline

            pipeline = warm_pipeline(settings)
        except OcrServiceError as error:
            control.send(wire.encode_error(error))
            return
        pipeline.serve(control)

    for module in _BOTH_NEED:
        import_module(module)
    # Here, too: threads to come have small stacks.
    keep_heaps_small()
    # What the collector need not look at, neither side writes to.
    gc.collect()
    gc.freeze()
    return ServerProcess.forked(serve)
