"""Drop documents, see what became of them, steer them: by links and forms alone."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from ocr_service.api.page import static as static_files
from tests.support import sample_files as files
from tests.support.api_process import PREFIX

HOSTILE = '"><script>alert(1)</script>.pdf'


async def test_a_dropped_document_is_queued_and_shown(api, visitor):
    sent = await visitor.drop(pictures="1", language="eng")
    page = await visitor.get(sent.headers["location"])
    rows = await visitor.get("/")

    task = (await api.queue.list_tasks()).tasks[0]
    assert (sent.status_code, sent.headers["location"]) == (303, f"/documents/{task.id}")
    assert [each.value for each in task.options.outputs] == ["json", "text", "pdf", "images"]
    assert "letter.pdf" in page.text
    assert f'id="row-{task.id}"' in rows.text
    assert "place 1 in the queue" in rows.text


async def test_several_at_once_are_documents_of_their_own(api, visitor):
    await visitor.get("/")

    sent = await visitor.post(
        "/documents", files=[("files", ("a.pdf", files.PDF)), ("files", ("b.png", files.png()))]
    )

    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert {task.filename for task in (await api.queue.list_tasks()).tasks} == {"a.pdf", "b.png"}


async def test_a_script_gets_the_rows_of_what_it_sent(visitor):
    await visitor.get("/")

    sent = await visitor.post(
        "/documents", files={"files": ("a.pdf", files.PDF)}, headers={"HX-Request": "true"}
    )

    assert sent.status_code == 200
    assert sent.text.count("<tr ") == 1
    assert "<html" not in sent.text


async def test_what_is_no_document_is_refused_with_its_reason(api, visitor):
    await visitor.get("/")

    sent = await visitor.post("/documents", files={"files": ("a.exe", b"MZ" * 400)})

    assert sent.status_code == 415
    assert "<html" in sent.text
    assert "UNSUPPORTED_MEDIA_TYPE" in sent.text
    assert api.left_on_disk() == []


async def test_a_name_is_text_and_nothing_else(visitor):
    sent = await visitor.drop(name=HOSTILE)

    for address in ("/", sent.headers["location"]):
        assert "<script>alert" not in (await visitor.get(address)).text


@pytest.mark.parametrize("token", ["", "wrong", "é" * 27])
async def test_a_form_of_another_site_does_nothing(api, visitor, token):
    task_id = (await visitor.drop()).headers["location"].rpartition("/")[2]

    sent = await api.http.post(
        "/documents", data={"form_token": token}, files={"files": ("a.pdf", files.PDF)}
    )
    gone = await api.http.post(f"/documents/{task_id}/delete", data={"form_token": token})

    assert (sent.status_code, gone.status_code) == (403, 403)
    assert [task.id for task in (await api.queue.list_tasks()).tasks] == [task_id]


async def test_another_origin_is_refused_with_the_right_token_too(api, visitor):
    await visitor.get("/")

    answer = await visitor.post("/start-pending", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


async def test_documents_are_cancelled_retried_and_deleted(api, visitor):
    await visitor.drop()
    task_id = await api.fail_next()

    again = await visitor.post(f"/documents/{task_id}/retry")
    await visitor.post(f"/documents/{task_id}/cancel")
    cancelled = await visitor.get(f"/documents/{task_id}/row")
    gone = await visitor.post(f"/documents/{task_id}/delete")

    assert (again.status_code, again.headers["location"]) == (303, f"/documents/{task_id}")
    assert 'data-status="CANCELLED"' in cancelled.text
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert await api.queue.get(task_id) is None


async def test_one_thing_is_done_with_all_that_are_ticked(api, visitor):
    for name in ("a.pdf", "b.pdf"):
        await visitor.drop(files.PDF + name.encode(), name)
    ids = [task.id for task in (await api.queue.list_tasks()).tasks]

    mixed = await visitor.post("/documents/selected", {"task": [*ids, "nonsense"], "action": "cancel"})
    clean = await visitor.post("/documents/selected", {"task": ids, "action": "delete"})

    assert mixed.status_code == 200
    assert "nonsense" in mixed.text
    assert (clean.status_code, (await api.queue.list_tasks()).tasks) == (303, ())


async def test_what_waits_to_be_started_is_started(api, visitor):
    await visitor.drop(process="false")
    page = await visitor.get("/")

    await visitor.post("/start-pending")

    assert "1 documents wait to be started" in page.text
    assert (await api.queue.stats()).pending == 0


async def test_a_wrong_address_says_what_is_wrong_with_it(visitor):
    answer = await visitor.get("/?status=%3Cb%3E")

    assert answer.status_code == 422
    assert "<b>status</b>: String should match" in answer.text


async def test_every_page_lets_no_foreign_script_run(visitor):
    for address in ("/", "/operations", "/documents/nonsense", "/static/none.js"):
        headers = (await visitor.get(address)).headers
        if address != "/static/none.js":
            assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
            assert headers["cache-control"] == "no-store"


async def test_files_of_the_page_are_kept_for_a_year_and_are_small(visitor):
    page = (await visitor.get("/")).text
    names = [part.partition('"')[0] for part in page.split("/static/")[1:]]

    answers = [await visitor.get(f"/static/{name}") for name in names]

    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    assert sum(int(answer.headers["content-length"]) for answer in answers) < 60_000  # as sent, compressed


def test_vendored_files_are_those_that_the_page_names():
    static = Path(static_files.__file__).parents[2] / "web" / "static"
    rows = re.findall(
        r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", (static / "VENDORED.md").read_text(encoding="utf-8")
    )

    assert {name: hashlib.sha256((static / name).read_bytes()).hexdigest() for name, _ in rows} == dict(rows)
    assert [name for name, _ in rows] == ["htmx.min.js"]


async def test_the_api_goes_on_beside_it(api):
    assert (await api.http.get(f"{PREFIX}/ocr/tasks")).status_code == 200
