"""The archive over HTTP: found by words, changed, removed; each owner's own."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from ocr_service.archive.document import document_id
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, ApiProcess, api_process
from tests.support.archive.shelf import Shelf

ANNA, BEN, OPERATOR = {"X-API-Key": "a-key"}, {"X-API-Key": "b-key"}, {"X-API-Key": "op-key"}
ARCHIVE = f"{PREFIX}/archive"


@dataclass
class Archived:
    """An API with keys over an archive with a document of Anna's and one of Ben's."""

    api: ApiProcess
    shelf: Shelf
    annas: str
    bens: str

    async def get(self, path: str = "", headers: dict[str, str] = ANNA, status: int = 200) -> Any:
        answer = await self.api.http.get(f"{ARCHIVE}{path}", headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def titles(self, query: str, headers: dict[str, str] = ANNA) -> list[str]:
        return [each["title"] for each in (await self.get(query, headers))["documents"]]


@pytest.fixture
async def archived(redis_url: str, tmp_path: Path) -> AsyncIterator[Archived]:
    shelf = Shelf(tmp_path)
    annas = shelf.file(
        "die Stromrechnung", "Seite zwei", owner="anna", title="Annas", total="84.00", date="2026-11-03"
    )
    bens = shelf.file("die Stromrechnung von Ben", owner="ben", title="Bens")
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config, archive=shelf.archive) as api:
        yield Archived(api, shelf, annas.id, bens.id)


async def test_a_word_is_found_with_page_and_box(archived: Archived) -> None:
    (found,) = (await archived.get("?q=zwei"))["documents"]

    assert (found["title"], found["total"], found["matching_pages"]) == ("Annas", "84.00", [2])
    assert found["match"] == {
        "page": 2,
        "text": "Seite zwei",
        "marks": [[6, 10]],
        "boxes": [[10.0, 20.0, 9.5, 8.0]],
    }


@pytest.mark.parametrize(
    "query",
    [
        "?q=stromrechnung",
        "?q=rechnung",
        "",
        "?since=2020-01-01",
        "?category=letter",
        "?q=die&min_amount=0",
        "?q=annas&owner=anna",
    ],
)
async def test_everybody_finds_his_own_only(archived: Archived, query: str) -> None:
    assert await archived.titles(query) == ["Annas"]


async def test_ben_finds_nothing_of_annas_by_any_way(archived: Archived) -> None:
    for query in ("?q=zwei", "?q=annas", "?min_amount=1", "?q=seite%20die", f"?cursor={1 << 60}&q=zwei"):
        assert await archived.titles(query, BEN) == []
    await archived.get("?owner=anna", BEN, status=403)
    await archived.get("/names?owner=anna", BEN, status=403)
    await archived.get(f"/documents/{archived.annas}", BEN, status=404)
    await archived.get(f"/documents/{archived.annas}/pdf", BEN, status=404)
    path = f"{ARCHIVE}/documents/{archived.annas}"
    for answer in (
        await archived.api.http.patch(path, headers=BEN, json={"note": "mine"}),
        await archived.api.http.delete(path, headers=BEN),
    ):
        assert answer.status_code == 404
    assert archived.shelf.find("zwei", owner="anna")[0].shelved.document.note == ""


async def test_an_operator_finds_everybodys_or_one_owners(archived: Archived) -> None:
    assert sorted(await archived.titles("?q=stromrechnung", OPERATOR)) == ["Annas", "Bens"]
    assert await archived.titles("?q=stromrechnung&owner=ben", OPERATOR) == ["Bens"]


async def test_pages_follow_one_another(archived: Archived) -> None:
    first = await archived.get("?q=die&limit=1", OPERATOR)
    second = await archived.get(f"?q=die&limit=1&cursor={first['cursor']}", OPERATOR)

    assert {first["documents"][0]["title"], second["documents"][0]["title"]} == {"Annas", "Bens"}
    assert second["cursor"] is None


async def test_what_is_said_is_found_and_told(archived: Archived) -> None:
    said = {
        "tags": ["tax"],
        "note": "Nachzahlung",
        "correspondent": "Power",
        "fields": {"total": "90.00"},
        "keep": True,
    }
    answer = await archived.api.http.patch(f"{ARCHIVE}/documents/{archived.annas}", headers=ANNA, json=said)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["tags"], told["note"], told["correspondent"], told["total"], told["keep"]) == (
        ["tax"],
        "Nachzahlung",
        "Power",
        "90.00",
        True,
    )
    assert await archived.titles("?q=nachzahlung&tags=tax&min_amount=90") == ["Annas"]
    assert (await archived.get("/names"))["tags"] == [{"name": "tax", "documents": 1}]
    assert (await archived.get("/names", BEN))["tags"] == []


@pytest.mark.parametrize(
    "body", [{}, {"unknown": 1}, {"tags": ["a,b"]}, {"tags": [""]}, {"fields": {"Total": "1"}}], ids=str
)
async def test_what_cannot_be_said_is_refused(archived: Archived, body: dict[str, Any]) -> None:
    answer = await archived.api.http.patch(f"{ARCHIVE}/documents/{archived.annas}", headers=ANNA, json=body)

    assert answer.status_code == 422


async def test_files_come_as_they_lie(archived: Archived) -> None:
    path = f"{ARCHIVE}/documents/{archived.annas}"
    get = archived.api.http.get
    original = await get(f"{path}/original", headers=ANNA)
    assert (original.content, original.headers["content-type"]) == (
        b"die Stromrechnung Seite zwei",
        "image/jpeg",
    )
    assert (await get(f"{path}/pdf", headers={**ANNA, "Range": "bytes=0-3"})).content == b"%PDF"
    result = json.loads(gzip.decompress((await get(f"{path}/result", headers=ANNA)).content))
    assert [page["page"] for page in result["pages"]] == [1, 2]
    (
        archived.shelf.root / (await archived.get(f"/documents/{archived.annas}"))["folder"] / "document.pdf"
    ).unlink()
    await archived.get(f"/documents/{archived.annas}/pdf", status=404)


async def test_what_is_removed_is_gone(archived: Archived) -> None:
    answer = await archived.api.http.delete(f"{ARCHIVE}/documents/{archived.annas}", headers=ANNA)

    assert answer.status_code == 204
    assert await archived.titles("") == []
    await archived.get(f"/documents/{archived.annas}", status=404)


async def test_removing_a_task_removes_what_was_archived_of_it(archived: Archived) -> None:
    content = files.png()
    sent = await archived.api.http.post(
        f"{PREFIX}/ocr/process", headers=ANNA, files={"file": ("a.png", content)}
    )
    task = await archived.api.queue.get(sent.json()["task_id"])
    assert task is not None
    filed = archived.shelf.file("of the task", owner="anna", content=content)
    assert filed.id == document_id("anna", task.sha256)

    await archived.api.http.delete(f"{PREFIX}/ocr/tasks/{task.id}", headers=ANNA)

    assert archived.shelf.titles("task", owner="anna") == []


async def test_removing_an_owner_removes_his_documents_alone(archived: Archived) -> None:
    answer = await archived.api.http.delete(f"{PREFIX}/owners/anna", headers=OPERATOR)

    assert answer.json()["archived"] == 1
    assert await archived.titles("", OPERATOR) == ["Bens"]


async def test_a_corrected_field_changes_what_is_found(archived: Archived) -> None:
    api = archived.api
    sent = await api.http.post(f"{PREFIX}/ocr/process", headers=ANNA, files={"file": ("a.png", files.png())})
    await api.complete_next("of the task")
    archived.shelf.file("of the task", owner="anna", content=files.png(), title="Wrong")

    answer = await api.http.post(
        f"{PREFIX}/ocr/tasks/{sent.json()['task_id']}/feedback",
        headers=ANNA,
        json={"category": "invoice", "fields": {"title": "Right"}},
    )

    assert answer.status_code == 200, answer.text
    assert await archived.titles("?q=task&category=invoice") == ["Right"]


async def test_a_search_that_is_none_is_refused(archived: Archived) -> None:
    assert (await archived.get("?q=-only", status=422))["code"] == "SEARCH_INVALID"


@pytest.mark.parametrize("text", ["0", "1700000000", "20240507", "2024-W19-2", "2024-02-30"])
async def test_a_day_is_written_as_documented_and_no_other_way(archived: Archived, text: str) -> None:
    assert (await archived.get(f"?until={text}", status=422))["code"] == "VALIDATION_ERROR"


@pytest.mark.parametrize("text", ["NaN", "1e999", "-inf"])
async def test_an_amount_is_a_number(archived: Archived, text: str) -> None:
    assert (await archived.get(f"?min_amount={text}", status=422))["code"] == "VALIDATION_ERROR"


async def test_without_an_archive_it_is_said_so(api: ApiProcess) -> None:
    answer = await api.http.get(ARCHIVE)

    assert (answer.status_code, answer.json()["code"]) == (404, "ARCHIVE_OFF")


async def test_a_share_that_is_away_is_said_so(archived: Archived) -> None:
    archived.shelf.root.rename(archived.shelf.top / "away")

    assert (await archived.get("?q=x", status=503))["code"] == "ARCHIVE_UNAVAILABLE"


async def test_numbers_say_how_the_archive_stands(archived: Archived) -> None:
    archived.shelf.archive.pack(archived.shelf.read("on its way"))

    metrics = (await archived.api.http.get("/metrics")).text
    checks = (await archived.api.http.get("/readyz")).json()["checks"]

    assert "ocr_archive_documents 2.0" in metrics
    assert "ocr_archive_waiting 1.0" in metrics
    assert checks["archive"] == {"ok": True, "detail": "2 documents. 1 wait for it."}


async def test_an_archive_that_is_away_is_told_and_keeps_nobody_from_reading(archived: Archived) -> None:
    archived.shelf.root.rename(archived.shelf.top / "away")

    metrics = (await archived.api.http.get("/metrics")).text
    checks = (await archived.api.http.get("/readyz")).json()["checks"]

    assert "ocr_archive_away 1.0" in metrics
    assert (checks["archive"]["ok"], "not mounted" in checks["archive"]["detail"]) == (True, True)
