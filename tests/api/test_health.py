from __future__ import annotations

from tests.support import sample_files as files
from tests.support.api_process import WORKER


async def test_readiness_names_what_is_missing(api):
    answer = await api.http.get("/readyz")

    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_READY")
    checks = answer.json()["checks"]
    assert {name: check["ok"] for name, check in checks.items()} == {
        "redis": True,
        "storage": True,
        "worker": False,
        "languages": False,
        "engines": False,
    }
    assert "No worker" in answer.json()["detail"]


async def test_all_is_ready_with_a_worker_that_reads_the_default_language(api):
    await api.queue.heartbeat(WORKER)

    answer = await api.http.get("/readyz")

    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert "eng" in answer.json()["checks"]["languages"]["detail"]


async def test_a_store_that_is_away_is_told(api):
    await api.queue.heartbeat(WORKER)
    api.uploads.rmdir()

    answer = await api.http.get("/readyz")

    assert answer.status_code == 503
    assert not answer.json()["checks"]["storage"]["ok"]


async def test_liveness_tells_the_version(api):
    assert (await api.http.get("/healthz")).json() == {"status": "ok", "version": "test"}


async def test_metrics_come_from_the_queue(api):
    await api.upload(priority="high")
    await api.complete_next("one", "two")
    await api.upload(files.png(), priority="low")

    text = (await api.http.get("/metrics")).text

    for line in (
        'ocr_queue_waiting{queue="low"} 1.0',
        'ocr_queue_waiting{queue="high"} 0.0',
        'ocr_queue_paused{queue="high"} 0.0',
        'ocr_tasks_total{outcome="completed"} 1.0',
        "ocr_pages_total 2.0",
        "ocr_workers 1.0",
        'ocr_worker_memory_bytes{worker="w1"} 0.0',
        "ocr_storage_free_bytes ",
    ):
        assert line in text


async def test_an_autoscaler_is_told_the_seconds_of_work_that_wait(api):
    await api.upload(priority="high")

    work = (await api.http.get("/work")).json()

    assert work == {
        "waiting_s": 10.0,
        "queues": {"high": 10.0, "normal": 0.0, "low": 0.0},
        "task_s": 10.0,
        "processing": 0,
    }
    assert 'ocr_work_seconds{queue="high"} 10.0' in (await api.http.get("/metrics")).text


async def test_the_documentation_needs_nothing_from_elsewhere(api):
    page = (await api.http.get("/docs")).text

    assert "/api/v1/ocr/process" in page
    assert "<script" not in page
    for marker in ('src="http', 'href="http', "@import", "url(http"):
        assert marker not in page


async def test_a_request_id_that_could_do_harm_is_replaced(api):
    answer = await api.http.get("/healthz", headers={"X-Request-ID": "a" * 200})

    assert len(answer.headers["x-request-id"]) == 32


async def test_the_docs_name_the_address_that_the_reader_used(api):
    headers = {"host": "nas.example:9000"}

    page = (await api.http.get("/docs", headers=headers)).text
    hostile = (await api.http.get("/docs", headers={"host": "<script>"})).text

    assert "curl -F file=@invoice.pdf http://nas.example:9000/api/v1/ocr/process" in page
    assert "{address}" not in page
    assert "`" not in page.partition("<h2>shapes")[0]
    assert "<script" not in hostile
