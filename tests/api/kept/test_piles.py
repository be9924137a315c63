"""A pile that is uploaded with `split=separators` answers with its parts, each of which is a task that callers find."""

from __future__ import annotations

from ocr_service.domain.document import Part, ResultHead
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.task import part_id
from ocr_service.worker.ending.divider import Divider
from tests.support.api_process import ApiProcess


async def divided(api: ApiProcess) -> str:
    """Claim the next task and part it in two, as a worker does."""
    claim = await api.claim()
    folder = api.store.begin_output(claim.task.id, claim.token)
    parts = tuple(
        Part(number=n, task_id=part_id(claim.task.id, n), first_page=2 * n, last_page=2 * n) for n in (1, 2)
    )
    (folder / "parts").mkdir()
    for name in ("text.txt", "pages.ndjson"):
        (folder / name).touch()
    for part in parts:
        (folder / part.file).write_bytes(b"%%PDF-1.4 part %d" % part.number)
    api.store.publish(claim.task.id, claim.token)
    head = ResultHead(
        page_count=0, confidence=0, language="eng", processing_time_s=0.1, parts=parts
    ).to_json()
    await Divider(api.queue, api.store).divide(claim, head)
    await api.queue.complete(claim, Completion(head=head, pages=0))
    return claim.task.id


async def test_the_result_of_a_pile_names_its_parts_and_each_is_a_task(api: ApiProcess) -> None:
    task_id = await api.upload(split="separators", outputs="text")

    await divided(api)

    result = (await api.get(f"/ocr/result/{task_id}")).json()
    statuses = [(await api.get(f"/ocr/status/{part['task_id']}")).json() for part in result["parts"]]
    assert (result["page_count"], result["text"], result["pages"]) == (0, "", [])
    assert [(part["number"], part["first_page"], part["last_page"]) for part in result["parts"]] == [
        (1, 2, 2),
        (2, 4, 4),
    ]
    assert [status["status"] for status in statuses] == ["QUEUED", "QUEUED"]
    assert [status["filename"].rpartition(".")[0][-2:] for status in statuses] == [" 1", " 2"]


async def test_the_page_leads_to_the_parts(api: ApiProcess) -> None:
    task_id = await api.upload(split="separators")
    await divided(api)

    page = await api.http.get(f"/documents/{task_id}")

    assert page.status_code == 200
    assert [f'href="/documents/{part_id(task_id, n)}"' in page.text for n in (1, 2)] == [True, True]


async def test_the_same_pile_again_has_parts_of_its_own(api: ApiProcess) -> None:
    """The content cache would answer with those of the first."""
    content = b"%PDF-1.4 the same pile"
    first = await api.upload(content, split="separators")
    await divided(api)
    second = await api.upload(content, split="separators")

    status = (await api.get(f"/ocr/status/{second}")).json()

    assert (first != second, status["status"]) == (True, "QUEUED")


async def test_a_pile_with_chosen_pages_is_refused(api: ApiProcess) -> None:
    answer = await api.send(split="separators", pages="1-2")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "pages")
