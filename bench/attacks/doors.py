"""Doors that were added since: archive, receipts, feedback, streams, letters that died, the life of a key."""

from __future__ import annotations

from collections.abc import Iterator

from bench.attacks.case import Case, as_json

_ID = "00000000-0000-4000-8000-000000000000"
_JSON = {"Content-Type": "application/json"}
_NO = ("400", "404", "409", "415", "422")

# What a search may hold, and what SQLite's own language would make of it.
_SEARCHES = (
    ("an open phrase", 'q="'),
    ("a column of the index", "q=text:x"),
    ("another column", "q=owner:anna"),
    ("a NEAR", "q=NEAR(a b, 99999999)"),
    ("only a star", "q=*"),
    ("only what is left out", "q=-a"),
    ("an end of SQL", "q=a'; DROP TABLE documents;--"),
    ("a join of SQL", "q=a' UNION SELECT * FROM sqlite_master--"),
    ("a caret and braces", "q=^{a b}:c"),
    ("a zero", "q=a%00b"),
    ("half a character", "q=%ed%a0%80"),
    ("10,000 words", "q=" + "a+" * 10_000),
    ("a word of 20,000 letters", "q=" + "a" * 20_000),
    ("500 open brackets", "q=" + "(" * 500),
    ("500 phrases", "q=" + '"a"+' * 500),
    ("200 beginnings", "q=" + "a*+" * 200),
    ("all letters that are signs", "q=%21%22%23%24%25%26%27%28%29%2a%2b%2c-./:;<=>%3f%40[\\]^_`{|}~"),
    ("text from right to left", "q=%e2%80%aea%e2%80%ac"),
    ("a limit of none", "q=a&limit=0"),
    ("a limit of a million", "q=a&limit=1000000"),
    ("a cursor that is none", "q=a&cursor=%00%ff"),
    ("a cursor of 9 kB", "q=a&cursor=" + "A" * 9_000),
    ("a cursor of another list", "q=a&cursor=MTIzNDU2"),
    ("a day that is none", "since=2024-02-30"),
    ("a year of 9 digits", "since=999999999-01-01"),
    ("an amount that is none", "min_amount=NaN"),
    ("an amount without end", "max_amount=1e999"),
    ("an owner that is a pattern", "owner=%25"),
    ("an owner of 9 kB", "owner=" + "a" * 9_000),
    ("2,000 tags", "&".join(["tags=a"] * 2_000)),
)


def archive() -> Iterator[Case]:
    """What is searched for, changed and fetched in an archive."""
    for name, query in _SEARCHES:
        yield Case(
            kind="archive", name=f"search: {name}", path=f"/api/v1/archive?{query}",
            wanted=("200", "400", "414", "422", "431"),
        )  # fmt: skip
    for name, place in (
        ("a climb", "..%2f..%2f.keys"),
        ("a climb in the file", f"{_ID}/..%2f..%2fetc%2fpasswd"),
        ("the record", f"{_ID}/document.json"),
        ("the index", f"{_ID}/.index.sqlite"),
        ("a zero", "a%00b"),
        ("a pattern", "*"),
        ("9 kB", "a" * 9_000),
        ("a path of Windows", f"{_ID}/..%5c..%5cx"),
    ):
        yield Case(
            kind="archive", name=f"document: {name}", path=f"/api/v1/archive/documents/{place}", wanted=_NO
        )
    for name, body in (
        ("tags without end", as_json({"tags": ["a" * 50] * 100_000})),
        ("a tag that is a path", as_json({"tags": ["../../x"]})),
        ("an owner", as_json({"owner": "root"})),
        ("nothing", b""),
        ("a list", b"[]"),
        ("100,000 deep", b'{"tags":' + b"[" * 100_000),
        ("half a character", b'{"tags":["\\ud800"]}'),
        ("a number without end", b'{"tags":[1e999]}'),
    ):
        yield Case(
            kind="archive", name=f"changed: {name}", method="PATCH", headers=_JSON, content=body,
            path=f"/api/v1/archive/documents/{_ID}", wanted=(*_NO, "413"),
        )  # fmt: skip


def others() -> Iterator[Case]:
    """Receipts, feedback, what an operator may, streams: each with what it does not expect."""
    for name, method, path, body in (
        ("user of a pattern", "GET", "/api/v1/receipts?user_id=*", None),
        ("user with a zero", "GET", "/api/v1/receipts?user_id=a%00", None),
        ("user of 9 kB", "GET", "/api/v1/receipts?user_id=" + "a" * 9_000, None),
        ("user that is SQL", "GET", "/api/v1/receipts?user_id=a'%20OR%201=1--", None),
        ("cursor that is none", "GET", "/api/v1/receipts?user_id=a&cursor=%00", None),
        ("limit below nought", "GET", "/api/v1/receipts?user_id=a&limit=-1", None),
        ("id that climbs", "GET", "/api/v1/receipts/..%2f..%2fkeys", None),
        ("id without end", "GET", "/api/v1/receipts/" + "9" * 5_000, None),
        ("retry of a pattern", "POST", "/api/v1/receipts/*/ocr/retry", b""),
        ("none in the body", "POST", "/api/v1/receipts", b"{}"),
        ("a limit of 1e999", "POST", "/api/v1/receipts/ocr/process-all?user_id=a&limit=1e999", b""),
    ):
        yield _case("receipts", name, method, path, body, "200")
    for name, body in (
        ("a field nobody has", as_json({"corrections": {"__class__": "x"}})),
        ("100,000 fields", as_json({"corrections": {f"f{n}": "x" for n in range(100_000)}})),
        ("a value of 5 MB", as_json({"corrections": {"total": "9" * 5_000_000}})),
        ("a value that is a tree", as_json({"corrections": {"total": {"a": [[]]}}})),
        ("half a character", b'{"corrections":{"merchant":"\\ud800"}}'),
        ("a number without end", b'{"corrections":{"total":1e999}}'),
    ):
        yield _case("feedback", name, "POST", f"/api/v1/ocr/tasks/{_ID}/feedback", body)
    for name, body in (
        ("memory of no form", as_json({"a": 1})),
        ("memory of half a character", b'{"vendors":[{"name":"\\ud800"}]}'),
        ("memory of 1e999", b'{"version":1e999}'),
        ("memory that is a list", b"[]"),
        ("memory 100,000 deep", b"[" * 100_000),
    ):
        yield _case("feedback", name, "PUT", "/api/v1/memory?owner=a", body)
    for name, method, path, body in (
        ("dead letters: ids that are patterns", "POST", "/api/v1/dead-letters/requeue", as_json({"task_ids": ["*"]})),
        ("dead letters: 100,000 ids", "POST", "/api/v1/dead-letters/requeue", as_json({"task_ids": [_ID] * 100_000})),
        ("dead letters: a cursor", "GET", "/api/v1/dead-letters?cursor=-9", None),
        ("notifications: a state", "GET", "/api/v1/notifications?state=*", None),
        ("notifications: a cursor", "GET", "/api/v1/notifications?cursor=%00", None),
        ("notifications: replay of all that is none", "POST", "/api/v1/notifications/replay", b'{"state":"x"}'),
        ("notifications: an id that climbs", "GET", "/api/v1/notifications/..%2fkeys", None),
        ("webhooks: deliveries of a pattern", "GET", "/api/v1/webhooks/*/deliveries", None),
        ("webhooks: a ping of none", "POST", "/api/v1/webhooks/wh_aaaaaaaaaaaaaaaa/ping", b""),
        ("queues: a name that is a key", "POST", "/api/v1/queues/processing/pause", b""),
        ("keys: rotation without end", "POST", "/api/v1/keys/aaaaaaaaaa/rotate", b'{"overlap_seconds":1e999}'),
        ("keys: usage of no month", "GET", "/api/v1/keys/aaaaaaaaaa/usage?month=2024-99", None),
        ("keys: revoked by pattern", "DELETE", "/api/v1/keys/*", None),
        ("owners: a pattern", "DELETE", "/api/v1/owners/*%00", None),
        ("owners: 9 kB", "DELETE", "/api/v1/owners/" + "a" * 9_000, None),
        ("audit log: a cursor that climbs", "GET", "/api/v1/audit-log?cursor=../../.keys/0", None),
        ("audit log: a cursor without end", "GET", "/api/v1/audit-log?cursor=" + "9" * 4_000, None),
        ("stream of a batch that is a pattern", "GET", "/api/v1/ocr/events?batch=*", None),
        ("stream after what is none", "GET", f"/api/v1/ocr/events/{_ID}?after=%ff%00", None),
    ):  # fmt: skip
        yield _case("operators", name, method, path, body, "200", "204")


def _case(kind: str, name: str, method: str, path: str, body: bytes | None, *more: str) -> Case:
    headers = {} if body is None else _JSON
    return Case(
        kind=kind, name=name, method=method, path=path, headers=headers, content=body,
        wanted=(*_NO, "405", "413", "414", "431", *more),
    )  # fmt: skip
