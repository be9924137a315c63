"""Operators may prove over HTTP that nothing is lost."""

from __future__ import annotations

from tests.support import sample_files as files
from tests.support.api_process import ApiProcess


async def test_an_audit_of_a_sound_queue_finds_nothing(api: ApiProcess) -> None:
    await api.upload()
    await api.upload(files.png())
    await api.complete_next()

    answer = await api.post("/queues/audit")

    assert answer.json() == {"task_count": 2, "finding_count": 0, "is_clean": True, "findings": []}


async def test_an_audit_tells_what_is_wrong_and_changes_nothing(api: ApiProcess) -> None:
    lost, without_file = await api.upload(), await api.upload(files.png())
    await api.queue._client.lrem("queue:normal", 0, lost)
    api.store.cleanup_task_files(without_file)

    for _ in range(2):
        report = (await api.post("/queues/audit")).json()

        assert (report["finding_count"], report["is_clean"]) == (2, False)
        problems = {finding["task_id"]: finding["problem"] for finding in report["findings"]}
        assert problems == {
            lost: "QUEUED belongs in queue:normal, found in nowhere",
            without_file: "QUEUED without a file",
        }
