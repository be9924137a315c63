"""A fork server that is a program of its own and is shared by whoever connects to it: what the children of Celery's pool read with.

    python -m ocr_service.bootstrap.celery.document_server /run/folder/documents 3

The first argument is the address to listen on, the second the number of its end of a socket whose other end Celery's worker
holds: when that is closed, this program ends with all documents. It knows no Redis, no network and no secret, and so many
callers as the worker's memory has documents are served at once.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from pathlib import Path

from ocr_service.bootstrap.starting.apart import computed_apart
from ocr_service.bootstrap.starting.kept_back import KeptBack
from ocr_service.bootstrap.starting.secrets_in_environment import forget_secrets
from ocr_service.errors import OcrServiceError
from ocr_service.settings import Settings
from ocr_service.worker.process_name import FORK_SERVER, name_process


def serve_documents(address: Path, worker: socket.socket) -> None:
    """Serve until the worker is gone, and take the address away. Raises what settings and engines raise."""
    settings = _settings_without_secrets()
    name_process(FORK_SERVER)
    from ocr_service.bootstrap.sizing import size_here
    from ocr_service.bootstrap.warm_pipeline import warm_pipeline
    from ocr_service.worker.fork_server import Callers

    pipeline = warm_pipeline(settings)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(address))
        try:
            listener.listen()
            callers = Callers(
                listener=listener, places=size_here(settings).documents, greeting=pipeline.greeting
            )
            pipeline.serve(worker, callers)
        finally:
            address.unlink(missing_ok=True)


def _settings_without_secrets() -> Settings:
    kept_back = KeptBack()

    def read() -> Settings:
        from ocr_service.environment import read_settings

        return kept_back.without_secrets(read_settings())

    reading = computed_apart(read)
    forget_secrets()
    settings = reading()
    # Nobody here may ever read them.
    kept_back.close()
    return settings


def main() -> int:
    """The program; 1 with one sentence on standard error when it cannot start."""
    address, descriptor = sys.argv[1:]
    with contextlib.closing(socket.socket(fileno=int(descriptor))) as worker:
        try:
            serve_documents(Path(address), worker)
        except OcrServiceError as error:
            sys.stderr.write(f"error: {error.detail}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
