from __future__ import annotations

import pytest

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.notification import Event, EventKind
from ocr_service.notifier.payload import Payloads
from tests.support.api_process import PREFIX

TEXT = "Pressing plant protocol\nmatrix lacquer stamper vinyl groove cutting lathe " * 5


async def completed(api, text: str = TEXT) -> str:
    await api.upload()
    return await api.complete_next(text)


async def test_a_corrected_category_and_vendor_are_remembered_and_exported(api):
    task_id = await completed(api)

    answer = await api.post(
        f"/ocr/tasks/{task_id}/feedback",
        json={"category": "manual", "fields": {"sender": "Groove Ltd", "total": "12.00"}},
    )
    exported = (await api.get("/memory")).json()

    assert answer.status_code == 200
    assert answer.json() == {
        "task_id": task_id,
        "category": "manual",
        "learned": ["sender"],
        "ignored": ["total"],
        "kept": ["sender", "total"],
    }
    assert exported["categories"]["documents"] == {"manual": 1}
    assert "Groove Ltd" in str(exported["vendors"])


async def test_the_memory_moves_to_another_installation_and_can_be_forgotten(api):
    task_id = await completed(api)
    await api.post(f"/ocr/tasks/{task_id}/feedback", json={"category": "manual"})
    exported = (await api.get("/memory")).json()

    forgotten = await api.http.delete(f"{PREFIX}/memory")
    empty = (await api.get("/memory")).json()
    imported = await api.http.put(f"{PREFIX}/memory", json=exported)

    assert (forgotten.status_code, imported.status_code) == (204, 204)
    assert empty["categories"]["documents"] == {}
    assert (await api.get("/memory")).json() == exported
    assert build_categorizer(feedback_folder=api.uploads / ".memory") is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"category": "Not A Name"},
        {"category": "invoice\n"},
        {"fields": {"vendor": "x" * 301}},
        {"fields": {"vendor": " "}},
        {"fields": {"date": "4.5.2018"}},
        {"fields": {"total": "1,234"}},
        {"fields": {"currency": "euro"}},
        {"unknown": 1},
    ],
)
async def test_a_wrong_correction_is_refused(api, body):
    task_id = await completed(api)

    answer = await api.post(f"/ocr/tasks/{task_id}/feedback", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")


async def test_only_a_result_can_be_corrected(api):
    waiting = await api.upload()

    answer = await api.post(f"/ocr/tasks/{waiting}/feedback", json={"category": "invoice"})

    assert (answer.status_code, answer.json()["code"]) == (409, "RESULT_NOT_READY")


async def test_a_strange_import_is_refused(api):
    answer = await api.http.put(f"{PREFIX}/memory", json={"categories": {"documents": 1}, "vendors": {}})

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")


async def test_a_result_tells_what_was_put_right_by_whom_and_what_was_read(api):
    task_id = await completed(api)
    before = await api.get(f"/ocr/result/{task_id}")

    await api.post(
        f"/ocr/tasks/{task_id}/feedback", json={"category": "manual", "fields": {"total": "1.234,50"}}
    )
    after = await api.get(f"/ocr/result/{task_id}")

    total, details = after.json()["fields"]["total"], after.json()["category_details"]
    assert (total["value"], total["confidence"], total["method"]) == ("1234.50", 1.0, "memory")
    assert (total["corrected"]["by"], total["corrected"]["read"]) == ("without a key", None)
    assert (after.json()["category"], details["name"]) == ("manual", "manual")
    assert details["corrected"]["read"] == before.json()["category"]
    assert before.headers["etag"] != after.headers["etag"]


async def test_programs_of_0_1_get_the_right_value_under_the_name_they_know(api):
    task_id = await completed(api)

    await api.post(f"/ocr/tasks/{task_id}/feedback", json={"fields": {"sender": "Groove Ltd"}})
    told = (await api.get(f"/ocr/result/{task_id}?schema=1")).json()

    assert told["fields"]["vendor"]["value"] == "Groove Ltd"


async def test_the_same_document_sent_again_keeps_what_was_put_right(api):
    task_id = await completed(api)
    await api.post(f"/ocr/tasks/{task_id}/feedback", json={"category": "manual", "fields": {"total": "3"}})

    again = await api.upload()
    told = (await api.get(f"/ocr/result/{again}")).json()

    assert (told["category"], told["fields"]["total"]["value"]) == ("manual", "3")


async def test_who_is_told_later_is_told_the_right_value(api):
    task_id = await completed(api)
    await api.post(f"/ocr/tasks/{task_id}/feedback", json={"fields": {"total": "3"}})

    event = Event(id="1", kind=EventKind.TASK_COMPLETED, sequence=1, at="", task_id=task_id)
    told = await Payloads(api.queue, api.store, "").data(event)

    assert told["result"]["fields"]["total"]["value"] == "3"
