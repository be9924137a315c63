"""Those who may not: pages of other sites, callbacks into the network, links that were forged, keys of others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from bench.attacks.bodies import END, FILE
from bench.attacks.case import Case, as_json, told

_ID = "00000000-0000-4000-8000-000000000000"
_JSON = {"Content-Type": "application/json"}
_FORM = {"Content-Type": "multipart/form-data; boundary=b"}

_FROM = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Referer": "http://evil.example/page"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://127.0.0.1:1"},
)
_CHANGING = (
    ("POST", "/api/v1/queues/low/pause", b""),
    ("POST", "/api/v1/ocr/process-all", b""),
    ("POST", "/api/v1/ocr/process", FILE + END),
    ("POST", "/api/v1/ocr/batch", FILE + END),
    ("POST", f"/api/v1/ocr/tasks/{_ID}/cancel", b""),
    ("DELETE", f"/api/v1/ocr/tasks/{_ID}", b""),
    ("PATCH", f"/api/v1/ocr/tasks/{_ID}", as_json({"priority": "high"})),
    ("POST", "/api/v1/keys", as_json({"name": "a", "owner": "a"})),
    ("DELETE", "/api/v1/owners/anna", b""),
    ("POST", "/api/v1/webhooks", as_json({"url": "https://evil.example/"})),
    ("DELETE", "/api/v1/webhooks/wh_aaaaaaaaaaaaaaaa", b""),
    ("POST", "/api/v1/uploads/initiate", as_json({"filename": "a.pdf"})),
    ("POST", "/api/v1/uploads/complete", as_json({"upload_id": _ID, "s3_key": "a", "size": 1})),
    ("POST", "/api/uploads/initiate", as_json({"filename": "a.pdf"})),
    ("DELETE", f"/api/v1/uploads/{_ID}", b""),
    ("POST", f"/api/v1/ocr/feedback/{_ID}", as_json({"corrections": {}})),
)


def other_sites() -> Iterator[Case]:
    """What a browser sends for a page of another site, to everything that changes something."""
    for method, path, content in _CHANGING:
        for number, sent in enumerate(_FROM):
            if number and path != "/api/v1/queues/low/pause" and method != "DELETE" and "uploads" not in path:
                continue
            kind = _FORM if content.startswith(b"--b") else _JSON
            yield Case(
                kind="other sites", name=f"{method} {path.removeprefix('/api')[:34]} {sent}", method=method,
                path=path, content=content, headers={**kind, **sent}, wanted=("403 CROSS_SITE_REQUEST", "404 NOT_FOUND"),
            )  # fmt: skip


_ADDRESSES = (
    "http://127.0.0.1/",
    "http://localhost:8000/api/v1/queues/low/pause",
    "http://[::1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://127.0.0.1.nip.io:6379/",
    "http://nas.local/",
    "http://metadata.google.internal/",
    "http://user:password@127.0.0.1/",
    "http://evil.example@127.0.0.1/",
    "http://127.0.0.1#@evil.example/",
    "http://evil.example\\@127.0.0.1/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http://evil.example/\r\nHost: 127.0.0.1",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://evil.example/",
    "//evil.example/",
    "javascript:alert(1)",
    "",
    "http://" + "a" * 5000 + ".example/",
)


def callbacks() -> Iterator[Case]:
    """Webhooks into this machine and its network, and addresses that say one thing and mean another."""
    for url in _ADDRESSES:
        yield Case(
            kind="callbacks", name=url[:60], method="POST", path="/api/v1/webhooks", headers=_JSON,
            content=as_json({"url": url}), wanted=("422", "403", "400"),
        )  # fmt: skip


def forged_links() -> Iterator[Case]:
    """Links of uploads that nobody was given."""
    soon = int(time.time()) + 600
    for name, query in (
        ("no signature", ""),
        ("empty signature", f"?expires={soon}&signature="),
        ("signature of noughts", f"?expires={soon}&signature={'0' * 64}"),
        ("long signature", f"?expires={soon}&signature={'0' * 9000}"),
        ("over long ago", f"?expires=1&signature={'0' * 64}"),
        ("for ever", f"?expires=9999999999999&signature={'0' * 64}"),
        ("part beyond", f"?expires={soon}&signature={'0' * 64}&part=99999999"),
        ("negative part", f"?expires={soon}&signature={'0' * 64}&part=-1"),
    ):
        yield Case(
            kind="uploads", name=f"link: {name}", method="PUT", path=f"/api/v1/uploads/{_ID}/content{query}",
            content=b"%PDF-1.4", wanted=("403", "404", "422", "410"),
        )  # fmt: skip
    for name, body in (
        ("size below nought", {"filename": "a.pdf", "size": -1}),
        ("size of a petabyte", {"filename": "a.pdf", "size": 10**15}),
        ("file of another type", {"filename": "a.exe", "file_type": "application/x-msdownload"}),
        ("hash that is none", {"filename": "a.pdf", "sha256": "../../etc/passwd"}),
        ("method nobody knows", {"filename": "a.pdf", "method": "DELETE"}),
        ("metadata that cannot be carried", {"filename": "a.pdf", "metadata": "x"}),
    ):
        yield Case(
            kind="uploads", name=name, method="POST", path="/api/v1/uploads/initiate", headers=_JSON,
            content=as_json(body), wanted=("422", "413", "415"),
        )  # fmt: skip
    for key in ("../../etc/passwd", f"uploads/{_ID}/../x", "", "a" * 5000):
        yield Case(
            kind="uploads", name=f"completed by key {key[:30]!r}", method="POST", path="/api/v1/uploads/complete",
            headers=_JSON, content=as_json({"upload_id": _ID, "s3_key": key, "size": 1}), wanted=("404", "422", "409"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketCase:
    """A WebSocket that is opened, given ``messages``, and heard until it is closed."""

    kind: str
    name: str
    wanted: tuple[str, ...]
    path: str
    origin: str = ""
    messages: tuple[str | bytes, ...] = ()

    def send(self, client: httpx2.Client) -> str:
        """The status that refused it, or the code that closed it."""
        address = str(client.base_url).rstrip("/").replace("http", "ws", 1) + self.path
        headers = {"Origin": self.origin} if self.origin else None
        try:
            with connect(address, additional_headers=headers, open_timeout=20, proxy=None) as line:
                for message in self.messages:
                    line.send(message)
                line.recv(timeout=20)
        except InvalidStatus as error:
            return told(error.response.status_code, error.response.body or b"")
        except ConnectionClosed as error:
            return str(error.rcvd.code if error.rcvd else 1006)
        return "heard"


def sockets() -> Iterator[SocketCase]:
    """Sockets to what is not there, and from other sites."""
    path = f"/api/v1/ocr/ws/{_ID}"
    yield SocketCase(kind="WebSockets", name="of no task", path=path, wanted=("4404", "404"))
    yield SocketCase(
        kind="WebSockets",
        name="from another site",
        path=path,
        origin="http://evil.example",
        wanted=("4403", "403"),
    )
    yield SocketCase(
        kind="WebSockets", name="from nowhere (null)", path=path, origin="null", wanted=("4403", "403")
    )
    yield SocketCase(
        kind="WebSockets",
        name="path that climbs",
        path="/api/v1/ocr/ws/..%2f..",
        wanted=("4404", "404", "403"),
    )
    yield SocketCase(
        kind="WebSockets",
        name="after what no event has",
        path=path + "?after=" + "9" * 3000,
        wanted=("4404", "4422", "404"),
    )
    yield SocketCase(
        kind="WebSockets", name="nowhere", path="/api/v1/ocr/nothing", wanted=("403", "404", "4404")
    )
