"""A real HTTP server that speaks as the three interfaces of vision models do, and misbehaves when told to."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class VisionStandIn:
    """Answers every page with ``text``; ``replies`` are answers given first, once each. ``arrived`` are the times of all requests."""

    text: str = "Hello"
    tokens: tuple[int, int] = (1_000, 50)
    delay_s: float = 0.0
    replies: list[Reply] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> VisionStandIn:
        stand_in, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with lock:
                    stand_in.arrived.append(time.monotonic())
                    stand_in.seen.append({"path": self.path, "headers": dict(self.headers), "body": body})
                    reply = stand_in.replies.pop(0) if stand_in.replies else None
                time.sleep(stand_in.delay_s)
                status, headers, content = reply or stand_in.usual(self.path)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """A client that was cancelled hangs up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def usual(self, path: str) -> Reply:
        kind = "gemini" if "generateContent" in path else path.rpartition("/")[2]
        return answer(SPOKEN[kind](self.text, *self.tokens))


def answer(value: Any, status: int = 200, **headers: str) -> Reply:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(value).encode()


def gemini(text: str, told: int, spent: int) -> Any:
    return {
        "candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": told, "candidatesTokenCount": spent},
    }


def interactions(text: str, told: int, spent: int) -> Any:
    return {
        "status": "completed",
        "steps": [
            {"type": "thought", "signature": "x"},
            {"type": "model_output", "content": [{"type": "text", "text": text}]},
        ],
        "usage": {"total_input_tokens": told, "total_output_tokens": spent},
    }


def chat(text: str, told: int, spent: int) -> Any:
    return {
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": told, "completion_tokens": spent},
    }


SPOKEN: dict[str, Callable[[str, int, int], Any]] = {
    "gemini": gemini,
    "interactions": interactions,
    "completions": chat,
}


def limit_reached(seconds: str) -> Reply:
    """A 429 as Google writes it."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": seconds}
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded", "details": [info]}
    return answer({"error": error}, status=429)


def picture_of(body: Any) -> bytes:
    """The picture in a question of whichever interface."""
    if "contents" in body:
        return base64.b64decode(body["contents"][0]["parts"][0]["inline_data"]["data"])
    if "input" in body:
        return base64.b64decode(body["input"][0]["data"])
    url = body["messages"][0]["content"][0]["image_url"]["url"]
    return base64.b64decode(url.partition(",")[2])
