"""Bodies: multipart that is torn, flooded or lies, and JSON that is none or cannot be carried."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from bench.attacks.case import Case, RawCase, as_json

_PROCESS = "/api/v1/ocr/process"
_TYPE = {"Content-Type": "multipart/form-data; boundary=b"}
_JSON = {"Content-Type": "application/json"}
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n"
_MB = 1 << 20


def part(name: bytes, data: bytes, more: bytes = b"") -> bytes:
    """One part of a form."""
    return (
        b'--b\r\nContent-Disposition: form-data; name="' + name + b'"' + more + b"\r\n\r\n" + data + b"\r\n"
    )


FILE = part(b"file", _PDF, b'; filename="a.pdf"')
END = b"--b--\r\n"


def _form(name: str, content: bytes, *wanted: str, kind: str = "", path: str = _PROCESS) -> Case:
    return Case(
        kind="multipart", name=name, wanted=wanted, method="POST", path=path, content=content,
        headers={"Content-Type": kind} if kind else _TYPE,
    )  # fmt: skip


def multipart() -> Iterator[Case | RawCase]:
    """Forms of documents."""
    yield _form("no boundary", FILE + END, "400 BAD_MULTIPART", kind="multipart/form-data")
    yield _form("empty boundary", FILE + END, "400 BAD_MULTIPART", kind="multipart/form-data; boundary=")
    yield _form(
        "boundary of 3,000 letters",
        FILE + END,
        "400 BAD_MULTIPART",
        kind="multipart/form-data; boundary=" + "b" * 3000,
    )
    yield _form("boundary that never comes", b"x" * 5 * _MB, "400 BAD_MULTIPART")
    yield _form("never ends", FILE, "400 BAD_MULTIPART")
    yield _form("empty", b"", "400 BAD_MULTIPART", "422")
    yield _form("only its end", END, "422", "400 BAD_MULTIPART")
    yield _form(
        "part without a name", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + END, "400", "422"
    )
    yield _form("part without headers", b"--b\r\n\r\nx\r\n" + END, "400", "422")
    yield _form(
        "part with 2,000 headers",
        b"--b\r\n" + b"X-A: 1\r\n" * 2000 + b'Content-Disposition: form-data; name="file"\r\n\r\nx\r\n' + END,
        "400 BAD_MULTIPART",
    )
    yield _form(
        "header of 1 MB",
        b"--b\r\nX-A: " + b"a" * _MB + b'\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n' + END,
        "400 BAD_MULTIPART",
    )
    yield _form("10,000 fields", part(b"a", b"1") * 10_000 + FILE + END, "400 TOO_MANY_PARTS", "413", "422")
    yield _form("field of 20 MB", part(b"language", b"e" * 20 * _MB) + FILE + END, "413", "400", "422")
    yield _form("two files", FILE + FILE + END, "400", "422", "413")
    yield _form("name with a zero", part(b"fi\0le", _PDF, b'; filename="a.pdf"') + END, "400", "422")
    yield _form(
        "file name that climbs", part(b"file", _PDF, b'; filename="../../../etc/passwd"') + END, "202"
    )
    yield _form("file name of 100 kB", part(b"file", _PDF, b'; filename="' + b"n" * 100_000 + b'"') + END, "400", "202")  # fmt: skip
    yield _form("file name of control characters", part(b"file", _PDF, b'; filename="a\x1b[31m\x07.pdf"') + END, "202", "400")  # fmt: skip
    yield _form(
        "empty file", part(b"file", b"", b'; filename="a.pdf"') + END, "422 EMPTY_FILE", "400 EMPTY_FILE"
    )
    yield _form(
        "document that is none", part(b"file", b"MZ\x90" + bytes(900), b'; filename="a.pdf"') + END, "415"
    )
    # A PDF may begin within the first kilobyte of its file.
    yield _form(
        "nested multipart", part(b"file", FILE + END, b'; filename="a.pdf"') + END, "202", "400", "415"
    )
    yield _form("urlencoded", b"file=x", "415", "422", "400", kind="application/x-www-form-urlencoded")
    yield _form("type without a slash", FILE + END, "415", "400", kind="multipart")
    yield Case(
        kind="multipart", name="packed by gzip", wanted=("415 UNSUPPORTED_MEDIA_TYPE", "415"), method="POST",
        path=_PROCESS, content=gzip.compress(FILE + END), headers={**_TYPE, "Content-Encoding": "gzip"},
    )  # fmt: skip
    yield _form("outputs named 5,000 times", part(b"outputs", b"text," * 5000) + FILE + END, "202", "422")
    for name, value in _FIELDS:
        yield _form(
            f"field {name}={value[:24]!r}", part(name.encode(), value.encode()) + FILE + END, "422", "400"
        )


_FIELDS = (
    ("metadata", '{"a":1e999}'),
    ("metadata", '{"a":NaN}'),
    ("metadata", '{"a":"\\ud800"}'),
    ("metadata", "[" * 100_000),
    ("metadata", '{"a":' + "9" * 10_000 + "}"),
    ("metadata", "[1]"),
    ("language", "../eng"),
    ("language", "eng\0"),
    ("language", "eng+" * 2000),
    ("pages", "9" * 400),
    ("pages", "1-" + "9" * 30),
    ("pages", "1," * 20_000),
    ("dpi", "1e9"),
    ("dpi", "-1"),
    ("priority", "urgent"),
    ("outputs", "passwd"),
    ("engine", "../../bin/sh"),
    ("profile", "\u202egpj"),
    ("password", "x" * 100_000),
    ("webhook_url", "file:///etc/passwd"),
    ("webhook_url", "http://127.0.0.1:6379/"),
    ("webhook_url", "http://169.254.169.254/latest/meta-data"),
)

_BODIES = (
    ("no JSON", b"{"),
    ("empty", b""),
    ("not UTF-8", b'{"name":"\xff\xfe","owner":"a"}'),
    ("NaN", b'{"name":NaN,"owner":"a"}'),
    ("too large a number", b'{"name":"a","owner":"a","limits":{"pages_per_month":1e999}}'),
    ("100,000 deep", b"[" * 100_000),
    ("number of 10,000 digits", b'{"name":' + b"9" * 10_000 + b"}"),
    ("a list", b"[]"),
    ("null", b"null"),
    ("wrong types", as_json({"name": {}, "owner": []})),
    ("half a character", b'{"name":"\\ud800","owner":"a"}'),
    ("name of control characters", as_json({"name": "a\0b", "owner": "a"})),
    ("name of 1 MB", as_json({"name": "n" * _MB, "owner": "a"})),
    ("20 MB", b" " * 20 * _MB + b"{}"),
    ("scopes nobody knows", as_json({"name": "a", "owner": "a", "scopes": ["root"]})),
    ("negative limits", as_json({"name": "a", "owner": "a", "limits": {"calls_per_minute": -1}})),
)


def json_bodies() -> Iterator[Case]:
    """Bodies of calls that take JSON."""
    for name, content in _BODIES:
        yield Case(
            kind="JSON", name=f"key: {name}", wanted=("400", "413", "422"), method="POST",
            path="/api/v1/keys", headers=_JSON, content=content,
        )  # fmt: skip
    for path in (
        "/api/v1/webhooks",
        "/api/v1/uploads/initiate",
        "/api/v1/uploads/complete",
        "/api/uploads/initiate",
    ):
        for name, content in _BODIES[:8]:
            yield Case(
                kind="JSON", name=f"{path.rpartition('v1/')[2]}: {name}", wanted=("400", "413", "422"),
                method="POST", path=path, headers=_JSON, content=content,
            )  # fmt: skip
