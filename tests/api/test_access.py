from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, ApiProcess, api_process

ANNA, BEN, OPERATOR = {"X-API-Key": "a-key"}, {"Authorization": "Bearer b-key"}, {"X-API-Key": "op-key"}


@pytest.fixture
async def guarded(redis_url, tmp_path) -> AsyncIterator[ApiProcess]:
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        yield api


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "wrong"},
        {"X-API-Key": ""},
        {"Authorization": "Basic a-key"},
        {"Authorization": "Bearer"},
    ],
)
async def test_a_missing_or_wrong_key_is_refused_before_the_body_is_read(guarded, headers):
    answer = await guarded.send(headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert guarded.left_on_disk() == []


async def test_another_keys_task_does_not_exist(guarded):
    task_id = (await guarded.send(headers=ANNA)).json()["task_id"]

    for method, address in (
        ("GET", f"/ocr/status/{task_id}"),
        ("GET", f"/ocr/result/{task_id}"),
        ("GET", f"/ocr/queue-status?task_id={task_id}"),
        ("POST", f"/ocr/tasks/{task_id}/cancel"),
        ("DELETE", f"/ocr/tasks/{task_id}"),
    ):
        answer = await guarded.http.request(method, PREFIX + address, headers=BEN)
        assert (answer.status_code, answer.json()["code"]) == (404, "TASK_NOT_FOUND")
    assert (await guarded.get(f"/ocr/status/{task_id}", headers=ANNA)).status_code == 200
    assert (await guarded.get(f"/ocr/status/{task_id}", headers=OPERATOR)).status_code == 200


async def test_another_keys_batch_does_not_exist(guarded):
    batch = await guarded.post("/ocr/batch", files={"files": ("a.pdf", files.PDF)}, headers=ANNA)
    address = f"/ocr/batch/{batch.json()['batch_id']}"

    assert (await guarded.get(address, headers=BEN)).json()["code"] == "BATCH_NOT_FOUND"
    assert (await guarded.get(address, headers=ANNA)).status_code == 200


async def test_everyone_lists_the_own_tasks_and_an_operator_all(guarded):
    for headers in (ANNA, BEN):
        await guarded.send(files.png(), headers=headers)

    async def count(headers):
        return len((await guarded.get("/ocr/tasks", headers=headers)).json()["tasks"])

    assert [await count(headers) for headers in (ANNA, BEN, OPERATOR)] == [1, 1, 2]


async def test_results_are_not_shared_between_owners(guarded):
    await guarded.send(headers=ANNA)
    await guarded.complete_next()

    assert (await guarded.send(headers=BEN)).json()["status"] == "QUEUED"
    assert (await guarded.send(headers=ANNA)).json()["status"] == "COMPLETED"


async def test_an_idempotency_key_belongs_to_its_owner(guarded):
    key = {"Idempotency-Key": "k"}

    first = await guarded.send(headers=ANNA | key)
    second = await guarded.send(headers=BEN | key)

    assert first.json()["task_id"] != second.json()["task_id"]


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/worker/stats"),
        ("GET", "/queues"),
        ("POST", "/queues/low/pause"),
        ("POST", "/queues/low/resume"),
        ("POST", "/queues/audit"),
        ("GET", "/dead-letters"),
        ("POST", "/dead-letters/requeue"),
    ],
)
async def test_operations_need_an_operators_key(guarded, method, address):
    body = {"json": {"all": True}} if address.endswith("requeue") else {}

    refused = await guarded.http.request(method, PREFIX + address, headers=ANNA, **body)
    done = await guarded.http.request(method, PREFIX + address, headers=OPERATOR, **body)

    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS_DENIED")
    assert done.status_code == 200


async def test_process_all_starts_the_own_documents_only(guarded):
    for headers in (ANNA, BEN):
        await guarded.send(headers=headers, process="false")

    other = await guarded.post("/ocr/process-all?user_id=ben", headers=ANNA)
    own = await guarded.post("/ocr/process-all", headers=ANNA)
    rest = await guarded.post("/ocr/process-all?user_id=ben", headers=OPERATOR)

    assert (other.status_code, other.json()["code"]) == (403, "ACCESS_DENIED")
    assert (own.json()["started"], own.json()["user_id"]) == (1, "anna")
    assert rest.json()["started"] == 1


@pytest.mark.parametrize("address", ["/healthz", "/metrics", "/work", "/docs", "/openapi.json"])
async def test_health_and_documentation_need_no_key(guarded, address):
    assert (await guarded.http.get(address)).status_code == 200


async def test_who_tries_one_key_after_the_other_is_told_to_wait(redis_url, tmp_path):
    config = ApiConfig(keys=parse_keys(["anna:a-key"]), rate_per_minute=6)
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        guesses = [await api.get("/ocr/tasks", headers={"X-API-Key": f"guess-{n}"}) for n in range(4)]
        owner = await api.get("/ocr/tasks", headers=ANNA)

    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]
    assert owner.status_code == 200


async def test_too_many_calls_of_one_owner_are_told_to_wait(redis_url, tmp_path):
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), rate_per_minute=6)
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        answers = [await api.get("/ocr/tasks", headers=ANNA) for _ in range(4)]
        other = await api.get("/ocr/tasks", headers=BEN)
        health = await api.http.get("/healthz")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= int(answers[3].headers["retry-after"]) <= 20
    assert (other.status_code, health.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 202), ("none", 202)]
)
async def test_without_keys_a_page_of_another_site_can_send_nothing(api, site, status):
    answer = await api.send(headers={"Sec-Fetch-Site": site})

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "CROSS_SITE_REQUEST"
        assert api.left_on_disk() == []


async def test_without_keys_a_page_of_another_site_may_link_here(api):
    task_id = await api.upload(files.PDF)

    answer = await api.get(f"/ocr/status/{task_id}", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200


async def test_with_keys_a_page_of_another_site_may_send_what_it_has_a_key_for(guarded):
    answer = await guarded.send(headers={**ANNA, "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 202


async def test_what_one_owner_corrects_teaches_nobody_else(guarded):
    await guarded.send(headers=ANNA)
    task_id = await guarded.complete_next("Groove invoice of the pressing plant")
    answer = await guarded.post(
        f"/ocr/tasks/{task_id}/feedback", json={"fields": {"vendor": "Groove Ltd"}}, headers=ANNA
    )

    memory = {
        owner: (await guarded.get(f"/memory?owner={owner}", headers=OPERATOR)).json()
        for owner in ("anna", "ben", "")
    }

    assert answer.json()["learned"] == ["vendor"]
    assert {owner: "Groove Ltd" in str(known) for owner, known in memory.items()} == {
        "anna": True,
        "ben": False,
        "": False,
    }
    assert (await guarded.get("/memory?owner=anna", headers=ANNA)).status_code == 403


async def test_an_operator_forgets_one_owners_corrections(guarded):
    await guarded.send(headers=ANNA)
    task_id = await guarded.complete_next("Groove invoice of the pressing plant")
    await guarded.post(f"/ocr/tasks/{task_id}/feedback", json={"category": "manual"}, headers=ANNA)

    address = f"{PREFIX}/memory"
    for owner, left in (("ben", {"manual": 1}), ("anna", {})):
        await guarded.http.delete(f"{address}?owner={owner}", headers=OPERATOR)
        known = (await guarded.get("/memory?owner=anna", headers=OPERATOR)).json()
        assert known["categories"]["documents"] == left


@pytest.mark.parametrize(
    ("host", "status"), [("nas.local:8000", 404), ("192.168.1.20", 404), ("evil.example", 421)]
)
async def test_without_keys_a_name_of_the_internet_is_refused(api, host, status):
    answer = await api.get("/ocr/status/00000000-0000-4000-8000-000000000000", headers={"Host": host})

    assert answer.status_code == status
    if status == 421:
        assert answer.json()["code"] == "WRONG_HOST"
        assert "API_ALLOWED_HOSTS" in answer.json()["detail"]


async def test_with_keys_any_name_will_do(guarded):
    answer = await guarded.send(headers={**ANNA, "Host": "evil.example"})

    assert answer.status_code == 202
