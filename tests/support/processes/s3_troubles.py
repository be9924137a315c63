"""A way to an S3 server on which things go wrong: answers of trouble, lost parts, late listings, silence."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

Answer = tuple[int, bytes]
Trouble = Callable[[str, str], Answer | None]
"""What a method and an address are answered with instead of being passed on; None lets them pass."""


def refusal(status: int, code: str) -> Answer:
    """An answer as S3 words it."""
    return status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()


class S3Troubles:
    """Passes requests on with all their headers, so that signatures stay right; ``trouble`` decides which."""

    def __init__(self, endpoint: str) -> None:
        self.trouble: Trouble = lambda method, address: None
        self.delay_s = 0.0
        self.seen: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(urlsplit(endpoint).netloc))
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> S3Troubles:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, target: str) -> type[BaseHTTPRequestHandler]:
        troubles = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                troubles.seen.append((self.command, self.path))
                time.sleep(troubles.delay_s)
                if instead := troubles.trouble(self.command, self.path):
                    self._send(instead[0], {"ETag": '"lost"'}, instead[1])
                else:
                    self._pass_on(body)

            def _pass_on(self, body: bytes) -> None:
                line = http.client.HTTPConnection(target, timeout=30)
                try:
                    self._pass_on_over(line, body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client had enough of waiting
                finally:
                    line.close()

            def _pass_on_over(self, line: http.client.HTTPConnection, body: bytes) -> None:
                # A client that takes this for its proxy sends the whole address.
                whole = urlsplit(self.path)
                asked = self.path.removeprefix(f"http://{whole.netloc}") if whole.netloc else self.path
                line.request(self.command, asked, body, dict(self.headers.items()))
                answer = line.getresponse()
                content = answer.read()
                headers = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
                self._send(answer.status, headers, content, answer.getheader("Content-Length"))

            def _send(
                self, status: int, headers: dict[str, str], content: bytes, length: str | None = None
            ) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header(
                    "Content-Length", (length if self.command == "HEAD" else None) or str(len(content))
                )
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _answer

        return Handler


HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
