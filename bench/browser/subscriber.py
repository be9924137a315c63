"""Somebody who is told of documents by webhook, so that Operations has deliveries to show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

_TURNS = count()


class _Told(BaseHTTPRequestHandler):
    """Takes two of three, and is busy for the third."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if next(_TURNS) % 3 == 2 else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def subscriber() -> Iterator[dict[str, str]]:
    """The variables by which a service tells it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Told) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/told"
        yield {"WEBHOOK_URL": address, "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1"}
        server.shutdown()
