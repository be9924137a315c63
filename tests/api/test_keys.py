"""API keys: made, used, bounded, rotated and revoked while the service runs."""

from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from ocr_service.api.config import ApiConfig
from ocr_service.domain.api_key import KeyLimits, Scope
from tests.support import sample_files as files
from tests.support.api_process import api_process
from tests.support.redis_server import contents

KEYS = "/api/v1/keys"
PROCESS = "/api/v1/ocr/process"
OTHER_PDF = b"%PDF-1.4 another"


@pytest.fixture
async def keyed(api):
    """An API with one operator's key, and what he sends."""
    _, text = await api.keys.create(name="root", owner="admin", scopes=(Scope.OPERATE,), limits=KeyLimits())
    api.http.headers["X-API-Key"] = text
    return api


async def make(api, *scopes: str, owner: str = "anna", **limits: int) -> tuple[str, dict[str, str]]:
    """A new key's id, and the header that sends it."""
    body = {"name": "scanner", "owner": owner, "limits": limits} | (
        {"scopes": list(scopes)} if scopes else {}
    )
    made = await api.http.post(KEYS, json=body)
    assert made.status_code == 201, made.text
    return made.json()["id"], {"X-API-Key": made.json()["key"]}


async def send(api, headers: dict[str, str], content: bytes = files.PDF, **fields: str):
    upload = {"file": ("letter.pdf", content)}
    return await api.http.post(PROCESS, files=upload, data=fields, headers=headers)


async def test_a_key_is_told_once_and_only_its_hash_is_kept(keyed, redis_url):
    made = (await keyed.http.post(KEYS, json={"name": "scanner", "owner": "anna"})).json()
    secret = made["key"].rpartition("_")[2]

    listed = (await keyed.http.get(KEYS)).text
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        stored = b"".join(await client.hvals("apikeys")).decode()
    kept = (keyed.uploads / ".keys" / "keys.json").read_text()

    assert made["key"].startswith(f"ocr_{made['id']}_")
    assert made["scopes"] == ["submit", "read-own"]
    assert secret not in listed + stored + kept
    assert "hash" not in listed
    assert (keyed.uploads / ".keys" / "keys.json").stat().st_mode & 0o077 == 0


async def link_an_upload(api, headers: dict[str, str]) -> dict[str, str]:
    """Bytes sent by a signed link and not completed."""
    begun = await api.http.post(
        "/api/v1/uploads/initiate", json={"filename": "canary-of-anna.pdf"}, headers=headers
    )
    sent = await api.http.put(begun.json()["presigned_url"], content=b"%PDF-1.4 canary-of-anna")
    assert sent.status_code == 200, sent.text
    return begun.json()


async def test_with_the_first_key_the_service_is_shut_for_everybody_else(api):
    assert (await api.get("/ocr/tasks")).status_code == 200

    await api.keys.create(name="first", owner="anna", scopes=(Scope.OPERATE,), limits=KeyLimits())

    refused = await api.get("/ocr/tasks")
    assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHORIZED")
    wrong = await api.get("/ocr/tasks", headers={"X-API-Key": "ocr_aaaaaaaaaa_" + "b" * 43})
    assert wrong.status_code == 401


async def test_a_redis_that_forgot_everything_does_not_open_the_service(keyed, redis_url):
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushall()

    stranger = await keyed.get("/ocr/tasks", headers={"X-API-Key": ""})
    operator = await keyed.get("/ocr/tasks")

    assert (stranger.status_code, operator.status_code) == (401, 200)


async def test_a_damaged_file_of_keys_keeps_the_service_shut(keyed, redis_url):
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushall()
    (keyed.uploads / ".keys" / "keys.json").write_text("{")

    answer = await keyed.get("/ocr/tasks", headers={"X-API-Key": ""})

    assert (answer.status_code, answer.json()["code"]) == (503, "STORAGE_FAILED")


@pytest.mark.parametrize(
    ("scopes", "may_send", "may_list", "may_steer"),
    [
        (("submit",), 202, 403, 403),
        (("read-own",), 403, 200, 403),
        (("read-all",), 403, 200, 403),
        (("submit", "read-own"), 202, 200, 403),
        (("operate",), 202, 200, 200),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else None,
)
async def test_a_scope_opens_its_own_doors_only(keyed, scopes, may_send, may_list, may_steer):
    _, headers = await make(keyed, *scopes)

    sent = await send(keyed, headers)
    listed = await keyed.get("/ocr/tasks", headers=headers)
    paused = await keyed.post("/queues/low/pause", headers=headers)
    made = await keyed.http.post(KEYS, json={"name": "x", "owner": "x"}, headers=headers)

    assert (sent.status_code, listed.status_code, paused.status_code) == (may_send, may_list, may_steer)
    assert made.status_code == (201 if may_steer == 200 else 403)


async def test_a_key_sees_its_owners_tasks_and_read_all_everyones_without_changing_them(keyed):
    _, anna = await make(keyed, owner="anna")
    _, ben = await make(keyed, owner="ben")
    _, auditor = await make(keyed, "read-all", "submit", owner="carla")
    task_id = (await send(keyed, anna)).json()["task_id"]

    assert (await keyed.get(f"/ocr/status/{task_id}", headers=ben)).status_code == 404
    assert (await keyed.get(f"/ocr/status/{task_id}", headers=auditor)).status_code == 200
    cancelled = await keyed.post(f"/ocr/tasks/{task_id}/cancel", headers=auditor)
    assert (cancelled.status_code, cancelled.json()["code"]) == (403, "ACCESS_DENIED")
    assert (await keyed.post(f"/ocr/tasks/{task_id}/cancel", headers=anna)).status_code == 200


async def test_a_revoked_key_is_refused_from_the_next_call_on(keyed):
    key_id, headers = await make(keyed)
    assert (await send(keyed, headers)).status_code == 202

    revoked = await keyed.http.delete(f"{KEYS}/{key_id}")

    assert revoked.json()["is_live"] is False
    assert (await send(keyed, headers, OTHER_PDF)).status_code == 401
    assert (await keyed.http.delete(f"{KEYS}/{key_id}")).json()["code"] == "KEY_NOT_FOUND"


async def test_a_rotated_key_changes_its_secret_at_once_or_after_an_overlap(keyed):
    key_id, old = await make(keyed)

    new = {
        "X-API-Key": (await keyed.http.post(f"{KEYS}/{key_id}/rotate", json={"overlap_seconds": 60})).json()[
            "key"
        ]
    }
    both = [(await send(keyed, headers)).status_code for headers in (old, new)]
    last = {"X-API-Key": (await keyed.http.post(f"{KEYS}/{key_id}/rotate", json={})).json()["key"]}
    after = [(await send(keyed, headers)).status_code for headers in (old, new, last)]

    assert (both, after) == ([202, 202], [401, 401, 202])


async def test_a_key_ends_after_its_days(keyed):
    key, text = await keyed.keys.create(
        name="guest", owner="anna", scopes=(Scope.SUBMIT,), limits=KeyLimits(), days=1
    )
    now_ms = await keyed.queue.now_ms()

    assert key.is_live(now_ms)
    assert not key.is_live(now_ms + 86_400_000)
    assert (await send(keyed, {"X-API-Key": text})).status_code == 202


async def test_waiting_tasks_are_bounded_and_free_their_place_when_they_end(keyed):
    _, headers = await make(keyed, waiting_tasks=1)
    first = await send(keyed, headers)

    refused = await send(keyed, headers, OTHER_PDF)
    await keyed.post(f"/ocr/tasks/{first.json()['task_id']}/cancel", headers=headers)
    again = await send(keyed, headers, OTHER_PDF)

    assert (refused.status_code, refused.json()["code"]) == (429, "QUOTA_EXCEEDED")
    assert refused.headers["retry-after"] == "30"
    assert again.status_code == 202
    assert len(keyed.left_on_disk()) <= 4  # both tasks and the folders of keys and the audit log


async def test_pages_and_bytes_are_bounded_by_month(keyed):
    _, by_pages = await make(keyed, pages_per_month=2)
    _, by_bytes = await make(keyed, bytes_per_month=len(files.PDF) + 10)
    await send(keyed, by_pages)
    await keyed.complete_next("one", "two")

    no_pages = await send(keyed, by_pages, OTHER_PDF)
    within = await send(keyed, by_bytes)
    no_bytes = await send(keyed, by_bytes, OTHER_PDF)

    assert no_pages.json()["code"] == no_bytes.json()["code"] == "QUOTA_EXCEEDED"
    assert "pages" in no_pages.json()["detail"]
    assert "bytes" in no_bytes.json()["detail"]
    assert within.status_code == 202


async def test_calls_are_bounded_per_key(keyed):
    _, headers = await make(keyed, calls_per_minute=2)

    codes = [(await keyed.get("/ocr/tasks", headers=headers)).status_code for _ in range(4)]

    assert codes[0] == 200
    assert codes[-1] == 429
    assert (await keyed.get("/ocr/tasks")).status_code == 200


async def test_what_a_key_used_is_told_to_itself_and_to_operators(keyed):
    key_id, headers = await make(keyed)
    _, other = await make(keyed, owner="ben")
    await send(keyed, headers)
    await keyed.complete_next("one", "two", "three")
    await send(keyed, headers, OTHER_PDF)

    own = (await keyed.http.get(f"{KEYS}/{key_id}/usage", headers=headers)).json()
    foreign = await keyed.http.get(f"{KEYS}/{key_id}/usage", headers=other)
    earlier = (await keyed.http.get(f"{KEYS}/{key_id}/usage?month=2020-01")).json()

    assert (own["tasks"], own["pages"], own["waiting_tasks"]) == (2, 3, 1)
    assert own["bytes"] == len(files.PDF) + len(OTHER_PDF)
    assert own["calls"] >= 2
    assert own["last_used_at"]
    assert foreign.json()["code"] == "KEY_NOT_FOUND"
    assert (earlier["calls"], earlier["pages"]) == (0, 0)


async def test_keys_of_the_settings_go_on_working_beside_stored_ones(redis_url, tmp_path):
    from ocr_service.api.api_keys import parse_keys

    config = ApiConfig(keys=parse_keys(["anna:plain"]), operator_keys=parse_keys(["boss:strong"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        made = await api.http.post(KEYS, json={"name": "x", "owner": "anna"}, headers={"X-API-Key": "strong"})
        stored = {"X-API-Key": made.json()["key"]}
        task_id = (await send(api, {"X-API-Key": "plain"})).json()["task_id"]

        assert (await api.get(f"/ocr/status/{task_id}", headers=stored)).status_code == 200
        assert (await api.get("/ocr/tasks")).status_code == 401


async def test_the_audit_log_tells_who_did_what(keyed):
    key_id, _ = await make(keyed)
    await keyed.post("/queues/low/pause")
    await keyed.http.delete(f"{KEYS}/{key_id}")

    first = (await keyed.get("/audit-log?limit=2")).json()
    second = (await keyed.get(f"/audit-log?limit=2&cursor={first['cursor']}")).json()

    entries = first["entries"] + second["entries"]
    assert [(entry["action"], entry["target"]) for entry in entries] == [
        ("key revoked", key_id),
        ("queue paused", "low"),
        ("key created", key_id),
    ]
    assert len({entry["who"] for entry in entries}) == 1
    assert second["cursor"] is None


async def test_an_owner_is_removed_with_everything_of_his(keyed, redis_url):
    _, anna = await make(keyed, owner="anna")
    _, ben = await make(keyed, owner="ben")
    told = {"callback_url": "https://hooks.example.org/canary-of-anna"}
    done = (await send(keyed, anna, b"%PDF-1.4 canary-of-anna", **told)).json()["task_id"]
    await keyed.complete_next("canary-of-anna")
    waiting = (await send(keyed, anna, OTHER_PDF)).json()["task_id"]
    kept = (await send(keyed, ben)).json()["task_id"]

    hook = {"url": "https://hooks.example.org/canary-of-anna"}
    assert (await keyed.http.post("/api/v1/webhooks", json=hook, headers=anna)).status_code == 201

    await link_an_upload(keyed, anna)

    removed = (await keyed.http.delete("/api/v1/owners/anna")).json()

    assert removed == {
        "owner": "anna",
        "tasks": 2,
        "receipts": 0,
        "archived": 0,
        "watched_files_forgotten": 0,
        "keys_revoked": 1,
        "webhooks_removed": 1,
    }
    assert (await send(keyed, anna)).status_code == 401
    for task_id in (done, waiting):
        assert (await keyed.get(f"/ocr/status/{task_id}")).status_code == 404
    assert (await keyed.get(f"/ocr/status/{kept}")).status_code == 200
    on_disk = b"".join(path.read_bytes() for path in keyed.uploads.rglob("*") if path.is_file())
    in_redis = b"".join((await asyncio.to_thread(contents, redis_url)).values())
    assert b"canary-of-anna" not in on_disk + in_redis


async def test_a_body_that_makes_no_key_is_refused(keyed):
    for body in (
        {},
        {"name": "x"},
        {"name": "", "owner": "x"},
        {"name": "x", "owner": "x", "scopes": []},
        {"name": "x", "owner": "x", "scopes": ["root"]},
        {"name": "x", "owner": "x", "limits": {"pages_per_month": -1}},
        {"name": "x", "owner": "x", "surprise": 1},
        {"name": "a\nb", "owner": "x"},
        {"name": "x", "owner": "x", "days": False},
        {"name": "x", "owner": "x", "days": "5"},
        {"name": "x", "owner": "x", "limits": {"waiting_tasks": True}},
    ):
        assert (await keyed.http.post(KEYS, json=body)).status_code == 422, body
