from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ocr_service.extractors.evidence.review import MISSING
from ocr_service.extractors.language_model.client import LanguageModel

TEXT = "NORTHWIND PAPER\nTotal RM 32.30"
HEAD = {"category": "receipt", "fields": {}, "warnings": []}
RIGHT = json.dumps(
    {"vendor": "NORTHWIND PAPER", "address": None, "date": None, "total": "32.30", "currency": "MYR"}
)


class Server:
    """A real HTTP server that answers what it is told; ``bodies`` are the requests it got."""

    def __init__(self) -> None:
        self.answers: list[Callable[[], tuple[int, Any]]] = []
        self.bodies: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self._send(*answer())

            def do_GET(self) -> None:
                self._send(503 if self.path == "/health" and outer.bodies == [] else 200, {})

            def _send(self, status: int, data: Any) -> None:
                body = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def url(self, path: str = "/completion") -> str:
        return f"http://127.0.0.1:{self.http.server_port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()
    server.thread.join()


async def improve(server: Server, *, path: str = "/completion", timeout_s: float = 5.0) -> dict[str, Any]:
    return await LanguageModel(url=server.url(path), timeout_s=timeout_s).improve(HEAD, TEXT)


async def test_a_server_that_behaves_fills_in_what_was_missing(server: Server) -> None:
    server.answers = [lambda: (200, {"content": RIGHT})]

    head = await improve(server)

    assert {name: one["value"] for name, one in head["fields"].items()} == {
        "vendor": "NORTHWIND PAPER",
        "total": "32.30",
        "currency": "MYR",
    }
    assert server.bodies[0]["json_schema"]["required"] == ["vendor", "address", "date", "total", "currency"]


async def test_an_openai_compatible_server_is_asked_in_its_own_form(server: Server) -> None:
    server.answers = [lambda: (200, {"choices": [{"message": {"content": RIGHT}}]})]

    head = await improve(server, path="/v1/chat/completions")

    assert head["fields"]["total"]["method"] == "llm"
    assert server.bodies[0]["response_format"]["type"] == "json_schema"


async def test_a_server_that_is_loading_is_asked_again(server: Server) -> None:
    server.answers = [lambda: (503, {}), lambda: (200, {"content": RIGHT})]

    assert (await improve(server))["fields"]["total"]["value"] == "32.30"


@pytest.mark.parametrize(
    "answer",
    [
        lambda: (503, {}),
        lambda: (404, {}),
        lambda: (200, b"not json"),
        lambda: (200, {"unexpected": 1}),
        lambda: (200, {"content": 7}),
        lambda: (200, {"content": "x" * 300_000}),
        lambda: (time.sleep(1.5), (200, {"content": RIGHT}))[1],
    ],
    ids=["always 503", "not there", "garbage", "other members", "other types", "far too long", "slow"],
)
async def test_a_server_that_fails_leaves_the_result_and_a_warning(server: Server, answer) -> None:
    server.answers = [answer]

    head = await improve(server, timeout_s=1.0)

    assert (head["fields"], len(head["warnings"])) == ({}, 1)


@pytest.mark.parametrize(
    "content",
    ['{"total": "99.99", "vendor": "Invented Ltd"}', "The total is 32.30.", '{"total": 32.3}'],
    ids=["invents", "ignores the schema", "wrong types"],
)
async def test_an_answer_that_cannot_be_trusted_changes_nothing(server: Server, content: str) -> None:
    server.answers = [lambda: (200, {"content": content})]

    assert (await improve(server))["fields"] == {}


async def test_a_server_that_is_not_there_changes_nothing() -> None:
    head = await LanguageModel(url="http://127.0.0.1:9/completion", timeout_s=2).improve(HEAD, TEXT)

    assert head["fields"] == {}


async def test_nothing_is_asked_when_everything_is_sure(server: Server) -> None:
    sure = {"confidence": 0.95, "value": "x"}
    head = {**HEAD, "fields": dict.fromkeys(("vendor", "address", "date", "total", "currency"), sure)}

    assert await LanguageModel(url=server.url()).improve(head, TEXT) == head
    assert server.bodies == []


SURE = {
    "vendor": {"confidence": 0.95, "value": "NORTHWIND PAPER"},
    "date": {"confidence": 0.95, "value": "2024-03-05"},
}
NO_TOTAL = {"field": "total", "reason": MISSING}


async def improve_doubtful(server: Server, *doubts: dict[str, str], **members: Any) -> dict[str, Any]:
    """What becomes of a receipt whose total is missing; ``doubts`` are others, ``members`` others of the head."""
    server.answers = [lambda: (200, {"content": json.dumps({"total": "32.30"})})]
    head = {**HEAD, "fields": SURE, "needs_review": True, "review": [NO_TOTAL, *doubts], **members}
    return await LanguageModel(url=server.url()).improve(head, TEXT)


async def test_a_found_value_ends_the_need_of_review_that_its_absence_raised(server: Server) -> None:
    better = await improve_doubtful(server)

    assert (better["needs_review"], better["review"]) == (False, [])


async def test_review_is_still_needed_while_another_main_field_is_doubtful(server: Server) -> None:
    no_date = {"field": "date", "reason": MISSING}

    better = await improve_doubtful(server, no_date, fields={"vendor": SURE["vendor"]})

    assert (better["needs_review"], better["review"]) == (True, [no_date])


@pytest.mark.parametrize(
    "doubt",
    [
        {"field": "", "reason": "The extractor `receipt` failed; its facts are missing."},
        {
            "field": "total",
            "reason": "BR-CO-16: 3.00 is to be paid, the gross amount less what was prepaid is 4.00",
        },
    ],
    ids=["an extractor failed", "a sum does not come out"],
)
async def test_review_is_still_needed_for_another_reason_than_the_fields(
    server: Server, doubt: dict[str, str]
) -> None:
    assert (await improve_doubtful(server, doubt))["review"] == [doubt]


async def test_health_is_asked_of_the_same_server(server: Server) -> None:
    model = LanguageModel(url=server.url())

    assert not await model.is_healthy()
