"""May a page of another site steer a service without keys, seen from a real browser?

    python -m bench.browser.other_sites [--chromium /usr/bin/chromium]

A service is reached as http://nas.lan:PORT, by plain http and a name that is not this machine's, where browsers leave
``Sec-Fetch-Site`` out. A page of http://evil.example:PORT tries forms, fetch, beacons, images, scripts, streams and
sockets on it; what changed is asked from the service itself. Prints a table and ends with 1 when anything got through,
or when a page of ``API_CORS_ORIGINS`` is refused. Needs playwright (pip) and Chromium, headless.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.drawings import text_pdf
from tests.support.processes.ports import free_port
from tests.support.service import RunningService

_MAPPED = "--host-resolver-rules=MAP nas.lan 127.0.0.1, MAP evil.example 127.0.0.1, MAP app.example 127.0.0.1"
_WAIT_MS = 1_500
_FORM = """async ([address, type, name, value, sandbox]) => {
  const frame = document.createElement('iframe');
  frame.name = 'f' + Math.random();
  if (sandbox) frame.sandbox = 'allow-forms allow-scripts';
  document.body.append(frame);
  const form = document.createElement('form');
  Object.assign(form, {method: 'POST', action: address, enctype: type});
  const field = Object.assign(document.createElement('input'), {name, value});
  form.append(field);
  if (sandbox) {
    frame.srcdoc = form.outerHTML + '<script>document.forms[0].submit()</' + 'script>';
  } else { form.target = frame.name; document.body.append(form); form.submit(); }
}"""
_FETCH = """async ([address, how]) => {
  try { const answer = await fetch(address, how); return answer.type + ' ' + answer.status + ' ' + (await answer.text()).length; }
  catch (error) { return 'refused'; }
}"""
_LOAD = """([tag, address]) => new Promise(done => {
  const it = document.createElement(tag);
  it.onload = () => done('loaded'); it.onerror = () => done('refused');
  it.src = address; document.body.append(it);
})"""
_STREAM = """address => new Promise(done => {
  const it = new EventSource(address);
  it.onopen = () => done('opened'); it.onerror = () => { it.close(); done('refused'); };
})"""
_SOCKET = """address => new Promise(done => {
  const it = new WebSocket(address);
  it.onmessage = message => done('heard ' + message.data.length);
  it.onclose = event => done('closed ' + event.code + ' ' + event.reason);
})"""
_BEACON = "address => navigator.sendBeacon(address) ? 'sent' : 'refused'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What a page runs, and what it may get back at most."""

    name: str
    script: str
    argument: Any
    harmless: tuple[str, ...] = ()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        _pages() as port,
        RunningService(Path(folder), API_CORS_ORIGINS=f"http://app.example:{port}") as service,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox", "--headless=new", _MAPPED]
        )
        trial = Trial(browser, service, port)
        print("| A page of | tries | and gets | changed |\n|---|---|---|---|")
        trial.run(Path(folder))
        browser.close()
    print(f"\n{trial.bad} got through or were wrongly refused")
    return int(trial.bad > 0)


class Trial:
    """All tries; ``bad`` counts what went wrong."""

    def __init__(self, browser: Browser, service: RunningService, port: int) -> None:
        self._browser, self._port = browser, port
        self._target = service.url.replace("127.0.0.1", "nas.lan")
        self._client = httpx2.Client(base_url=service.url, timeout=60)
        self.bad = 0

    def run(self, folder: Path) -> None:
        letter = text_pdf(folder / "letter.pdf", [["A letter that is none of their business"]])
        files = {"file": ("letter.pdf", letter.read_bytes())}
        task_id = self._client.post("/api/v1/ocr/process?wait=60", files=files).json()["task_id"]
        for each in self._hostile(task_id):
            self._strange(each)
        friend = self._page(f"http://app.example:{self._port}/")
        self._own("API_CORS_ORIGINS", friend, f"{self._target}/api/v1/queues/low/pause")

    def _hostile(self, task_id: str) -> Iterator[Try]:
        api = f"{self._target}/api/v1"
        json_as_text = ('{"url":"https://evil.example/","x":"', '"}')
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
            for path in (
                "/queues/low/pause",
                "/ocr/process-all",
                "/ocr/process",
                "/webhooks",
                "/uploads/initiate",
                "/keys",
            ):
                yield Try(
                    name=f"a form, {kind}, {path}",
                    script=_FORM,
                    argument=[api + path, kind, *json_as_text, False],
                )
        yield Try(
            name="a form in a sandbox (Origin: null)", script=_FORM,
            argument=[f"{api}/queues/low/pause", "text/plain", "a", "b", True],
        )  # fmt: skip
        for mode in ("no-cors", "cors"):
            for path in ("/queues/low/pause", "/ocr/process-all", "/webhooks", "/uploads/initiate"):
                how = {"method": "POST", "mode": mode, "body": "{}"}
                yield Try(
                    name=f"fetch, {mode}, POST {path}",
                    script=_FETCH,
                    argument=[api + path, how],
                    harmless=("opaque 0 0", "refused"),
                )
        for method, path in (
            ("DELETE", f"/ocr/tasks/{task_id}"),
            ("PATCH", f"/ocr/tasks/{task_id}"),
            ("PUT", "/memory"),
        ):
            how = {"method": method, "headers": {"Content-Type": "application/json"}, "body": "{}"}
            yield Try(
                name=f"fetch with preflight, {method} {path[:10]}…",
                script=_FETCH,
                argument=[api + path, how],
                harmless=("refused",),
            )
        for mode in ("no-cors", "cors"):
            yield Try(
                name=f"fetch, {mode}, GET of the tasks", script=_FETCH,
                argument=[f"{api}/ocr/tasks", {"mode": mode}], harmless=("opaque 0 0", "refused"),
            )  # fmt: skip
        for tag in ("img", "script"):
            yield Try(
                name=f"<{tag}> of a result",
                script=_LOAD,
                argument=[tag, f"{api}/ocr/result/{task_id}"],
                harmless=("refused",),
            )
        yield Try(
            name="a beacon", script=_BEACON, argument=f"{api}/queues/low/pause", harmless=("sent", "refused")
        )
        yield Try(
            name="a stream of all events", script=_STREAM, argument=f"{api}/ocr/events", harmless=("refused",)
        )
        socket = api.replace("http", "ws", 1) + f"/ocr/ws/{task_id}"
        yield Try(name="a WebSocket", script=_SOCKET, argument=socket, harmless=("closed",))

    def _strange(self, each: Try) -> None:
        page = self._page(f"http://evil.example:{self._port}/")
        got = str(page.evaluate(each.script, each.argument) or "-")
        page.wait_for_timeout(_WAIT_MS if each.script in (_FORM, _BEACON) else 0)
        page.close()
        self._row("another site", each.name, got, is_well=got == "-" or got.startswith(each.harmless))

    def _own(self, whose: str, page: Page, address: str) -> None:
        how = {"method": "POST", "headers": {"X-Request-ID": "a"}}
        got = str(page.evaluate(_FETCH, [address, how]))
        is_paused = self._state()["paused"] == ["low"]
        self._client.post("/api/v1/queues/low/resume").raise_for_status()
        self._row(whose, "fetch, POST /queues/low/pause", got, is_well=" 200 " in got and is_paused)

    def _row(self, whose: str, name: str, got: str, *, is_well: bool) -> None:
        state = self._state()
        changed = state != {"paused": [], "tasks": 1, "webhooks": 0, "keys": 0}
        is_bad = changed or not is_well
        self.bad += is_bad
        print(
            f"| {whose} | {name} | {got} | {state if changed else 'nothing'} |{' <<<' if is_bad else ''}",
            flush=True,
        )

    def _state(self) -> Mapping[str, Any]:
        def get(path: str) -> Any:
            return self._client.get(f"/api/v1{path}").raise_for_status().json()

        queues = get("/queues")["queues"]
        return {
            "paused": [each["name"] for each in queues if each["paused"]],
            "tasks": len(get("/ocr/tasks")["tasks"]),
            "webhooks": len(get("/webhooks")["webhooks"]),
            "keys": len(get("/keys")["keys"]),
        }

    def _page(self, address: str) -> Page:
        page = self._browser.new_context().new_page()
        page.goto(address)
        return page


class _Empty(BaseHTTPRequestHandler):
    """An empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><body>")

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def _pages() -> Iterator[int]:
    """A server of empty pages, which is another site by whatever name it is called."""
    port = free_port()
    with ThreadingHTTPServer(("127.0.0.1", port), _Empty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield port
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
