"""Paths, queries, headers, and what is no HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from bench.attacks.case import CLOSED, Case, RawCase

_ID = "00000000-0000-4000-8000-000000000000"
_REFUSED = ("400", "404", "405", "414", "422", "431", CLOSED)

_PATHS = (
    f"/api/v1/ocr/status/{_ID}",
    f"/api/v1/ocr/status/{_ID.upper()}x",
    "/api/v1/ocr/status/..%2f..%2fetc%2fpasswd",
    "/api/v1/ocr/status/%00",
    "/api/v1/ocr/status/%ff%fe",
    "/api/v1/ocr/status/*",
    "/api/v1/ocr/status/task:*",
    "/api/v1/ocr/status/" + "a" * 8000,
    "/api/v1/ocr/status/{ocr}:apikeys",
    f"/api/v1/ocr/result/{_ID}/..%2f..%2fsource.pdf",
    f"/api/v1/ocr/result/{_ID}/images/0",
    f"/api/v1/ocr/result/{_ID}/images/99999999999999999999",
    f"/api/v1/ocr/result/{_ID}/pdf%00",
    "/api/v1/ocr/batch/%0d%0aX-A:1",
    "/api/v1/uploads/../../keys/status",
    f"/api/v1/uploads/{_ID}/status",
    "/docs/../../../../etc/passwd",
    "/docs/%2e%2e/%2e%2e/ocr_service/settings.py",
    "/static/..%5c..%5cetc%5cpasswd",
    "//evil.example/%2f..",
    "/api/v1/queues/%6c%6f%77%0a/pause",
)

_QUERIES = (
    "limit=-1",
    "limit=0",
    "limit=1000000000",
    "limit=1e3",
    "limit=" + "9" * 400,
    "cursor=%00",
    "cursor=../..",
    "cursor=-1",
    "cursor=" + "9" * 4000,
    "status=completed'--",
    "queue=low%0apaused",
    "status=" + "A" * 8000,
)


def paths() -> Iterator[Case]:
    """Addresses of what is not there, or not for anybody."""
    for path in _PATHS:
        yield Case(kind="paths", name=path[:60], wanted=_REFUSED, path=path)
    for query in _QUERIES:
        yield Case(
            kind="queries", name=query[:60], wanted=("422", "400", "404"), path=f"/api/v1/ocr/tasks?{query}"
        )
    for name, query in (
        ("endless wait", "wait=99999"),
        ("wait that is no number", "wait=nan"),
        ("negative wait", "wait=-1"),
    ):
        yield Case(kind="queries", name=name, wanted=("422", "404"), path=f"/api/v1/ocr/status/{_ID}?{query}")
    for query in ("batch=*", "batch=../x", "batch=all&after=%00", "after=9-9-9", "after=" + "1" * 5000):
        yield Case(
            kind="queries",
            name=f"events?{query[:40]}",
            wanted=("404", "422", "400"),
            path=f"/api/v1/ocr/events?{query}",
        )


_HEADERS = (
    ("Range", "bytes=999999999-", ("200",)),
    ("Range", "bytes=" + "0-0," * 5000, ("200", "431", "400")),
    ("If-None-Match", '"' + "x" * 9000 + '"', ("200", "431", "400")),
    ("X-API-Key", "ocr_aaaaaaaaaa_" + "b" * 43, ("200",)),
    ("X-API-Key", "x" * 20_000, ("200", "431", "400")),
    ("Authorization", "Bearer " + "x" * 20_000, ("200", "431", "400")),
    ("Authorization", "Basic AAAA", ("200",)),
    ("Accept", "application/x-nothing", ("200", "406")),
    ("Accept", "*/*;q=" + "9" * 5000, ("200", "406", "431", "400")),
    ("X-Request-ID", "a b\x01", ("200", "400", CLOSED)),
    ("X-Request-ID", "x" * 10_000, ("200", "400", "431")),
    ("X-Forwarded-For", "127.0.0.1, evil", ("200",)),
    ("X-Forwarded-Prefix", "//evil.example", ("200",)),
    ("X-HTTP-Method-Override", "DELETE", ("200",)),
    ("Last-Event-ID", "\xff", ("200", "400")),
    ("Cookie", "a=" + "b" * 9000, ("200", "431", "400")),
    ("Upgrade", "h2c", ("200", "400")),
    ("Host", "evil.example", ("421 WRONG_HOST",)),
    ("Host", "evil.example:80@127.0.0.1", ("421 WRONG_HOST", "400")),
    ("Host", "", ("200", "400")),
)


def _get(lines: bytes, path: bytes = b"/api/v1/ocr/tasks") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\nConnection: close\r\n" + lines + b"\r\n"


def _post(lines: bytes, body: bytes) -> bytes:
    head = b"POST /api/v1/ocr/process HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    return head + b"Content-Type: multipart/form-data; boundary=b\r\n" + lines + b"\r\n" + body


_NO_HTTP = (
    ("noise", bytes(range(256)) * 4),
    ("nothing", b""),
    ("half a request line", b"GET /api"),
    ("HTTP/0.9", b"GET /\r\n\r\n"),
    ("HTTP/9.9", b"GET / HTTP/9.9\r\n\r\n"),
    ("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)),
    ("HTTP/2 without asking", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("Redis", b"*1\r\n$8\r\nFLUSHALL\r\n"),
    ("method of 10 kB", b"A" * 10_000 + b" / HTTP/1.1\r\n\r\n"),
    ("TRACE", b"TRACE / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
    ("CONNECT", b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n"),
    ("no Host", _get(b"")),
    ("two Hosts", _get(b"Host: {host}\r\nHost: evil.example\r\n")),
    ("20,000 headers", _get(b"Host: {host}\r\n" + b"X-A: 1\r\n" * 20_000)),
    ("header of 1 MB", _get(b"Host: {host}\r\nX-A: " + b"a" * 1_000_000 + b"\r\n")),
    ("header without a colon", _get(b"Host: {host}\r\nX-A\r\n")),
    ("folded header", _get(b"Host: {host}\r\nX-A: 1\r\n 2\r\n")),
    ("header with a zero", _get(b"Host: {host}\r\nX-A: a\0b\r\n")),
    ("path of 1 MB", _get(b"Host: {host}\r\n", b"/" + b"a" * 1_000_000)),
    ("path with a space", _get(b"Host: {host}\r\n", b"/api /v1")),
    ("negative length", _post(b"Content-Length: -5\r\n", b"")),
    ("length that is no number", _post(b"Content-Length: 1e3\r\n", b"")),
    ("two lengths", _post(b"Content-Length: 5\r\nContent-Length: 6\r\n", b"12345")),
    ("length and chunks", _post(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n")),
    ("chunks and something", _post(b"Transfer-Encoding: chunked, gzip\r\n", b"0\r\n\r\n")),
    ("chunk of no size", _post(b"Transfer-Encoding: chunked\r\n", b"zz\r\nabc\r\n0\r\n\r\n")),
    ("chunk larger than said", _post(b"Transfer-Encoding: chunked\r\n", b"1\r\nabcdef\r\n0\r\n\r\n")),
    ("chunk of 16 EB", _post(b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\nab")),
    ("less than announced", _post(b"Content-Length: 5000\r\n", b"--b\r\n")),
    ("length of 9 PB", _post(b"Content-Length: 9000000000000000\r\n", b"--b\r\n")),
    ("a second request in the body", _post(b"Content-Length: 0\r\n", b"DELETE /api/v1/owners/a HTTP/1.1\r\n\r\n")),
)  # fmt: skip


def headers() -> Iterator[Case | RawCase]:
    """Headers that lie or flood, and connections that speak something else."""
    for name, value, wanted in _HEADERS:
        sent = {name: value.encode("latin-1")}
        yield Case(kind="headers", name=f"{name}: {value[:40]!r}", wanted=wanted, headers=sent)
    for name, data in _NO_HTTP:
        yield RawCase(
            kind="no HTTP",
            name=name,
            wanted=(*_REFUSED, "411", "413", "415", "421", "200", "501", "505"),
            data=data,
        )
