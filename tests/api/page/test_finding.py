"""Find documents in the list, and take several results away at once."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import pytest

from tests.support import sample_files as files


async def test_documents_are_found_by_name_and_state(visitor):
    await visitor.drop(name="Rechnung Mai.pdf")
    await visitor.drop(files.png(), "photo.png")

    by_name = await visitor.get("/?name=rechnung")
    by_state = await visitor.get("/?status=COMPLETED")
    part = await visitor.get("/?name=photo", headers={"HX-Request": "true"})

    assert ("Rechnung Mai.pdf" in by_name.text, "photo.png" in by_name.text) == (True, False)
    assert "No document fits." in by_state.text
    assert "photo.png" in part.text
    assert "<html" not in part.text


async def test_documents_are_found_by_category_and_it_is_shown(api, visitor):
    await visitor.drop(name="a.pdf")
    await api.complete_next("Dear Sir")
    await visitor.drop(files.png(), "b.png")

    letters = await visitor.get("/?category=letter")
    others = await visitor.get("/?category=invoice")

    assert ("a.pdf" in letters.text, "b.png" in letters.text) == (True, False)
    assert "<small>letter</small>" in letters.text
    assert '<option value="letter" selected>' in letters.text
    assert "a.pdf" not in others.text


async def test_a_category_that_was_put_right_is_the_one_that_is_found(api, visitor):
    await visitor.drop(name="a.pdf")
    task_id = await api.complete_next("Dear Sir")
    await visitor.get(f"/documents/{task_id}")

    await visitor.post(f"/documents/{task_id}/correct", {"category": "Bank statement"})

    assert "a.pdf" in (await visitor.get("/?category=bank_statement")).text
    assert "a.pdf" not in (await visitor.get("/?category=letter")).text


async def test_a_result_that_is_given_again_keeps_its_category(api, visitor):
    await visitor.drop(name="a.pdf")
    await api.complete_next("Dear Sir")

    await visitor.drop(name="again.pdf")

    assert "again.pdf" in (await visitor.get("/?category=letter")).text


@pytest.mark.parametrize(
    ("since", "until", "is_found"),
    [(0, 0, True), (1, None, False), (None, -1, False), (-1, 1, True)],
    ids=["today", "from tomorrow", "until yesterday", "around"],
)
async def test_documents_are_found_by_the_days_on_which_they_came(visitor, since, until, is_found):
    await visitor.drop(name="a.pdf")
    today = datetime.now(UTC).astimezone().date()
    days = {
        name: (today + timedelta(days=days)).isoformat()
        for name, days in (("since", since), ("until", until))
        if days is not None
    }

    page = await visitor.get("/", params=days)

    assert ("a.pdf" in page.text) is is_found


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01"])
async def test_a_day_that_is_none_is_refused(visitor, day):
    assert (await visitor.get("/", params={"since": day})).status_code == 422


async def test_who_sees_only_his_own_filters_by_no_other_owner(guest):
    await guest.log_in("a-key")

    assert (await guest.get("/?owner=ben")).status_code == 403
    assert 'name="owner"' not in (await guest.get("/?owner=anna")).text


async def test_an_operator_finds_the_documents_of_one_owner(guarded, guest):
    await guarded.send(headers={"X-API-Key": "a-key"}, name="annas.pdf")
    await guarded.send(files.png(), headers={"X-API-Key": "b-key"}, name="bens.png")
    await guest.log_in("op-key")

    page = await guest.get("/?owner=ben")

    assert ("annas.pdf" in page.text, "bens.png" in page.text) == (False, True)
    assert "<small>ben</small>" in page.text


async def test_older_ones_are_asked_for_with_the_same_filter(visitor):
    for number in range(51):
        await visitor.drop(files.PDF + b"%d" % number, f"{number}.pdf")

    page = await visitor.get("/?status=QUEUED&since=2000-01-01")

    more = page.text.partition('class="more"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "status=QUEUED&since=2000-01-01" in more
    assert "0.pdf" in (await visitor.get(f"/{more}")).text


async def test_results_are_taken_away_in_one_zip(api, visitor):
    await visitor.drop(name="a:b.pdf")
    first = await api.complete_next("Dear Sir", outputs={"pdf": "%PDF"})
    await visitor.drop(files.PDF + b"2", name="a:b.pdf")
    second = await api.complete_next("Dear Madam")
    await visitor.drop(files.png(), "waits.png")
    waiting = (await api.queue.list_tasks()).tasks[0].id
    await visitor.get("/")

    answer = await visitor.post("/documents/selected", {"task": [first, second, waiting], "action": "zip"})

    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {
            *("a_b.json", "a_b.txt", "a_b.pdf", "a_b (2).json", "a_b (2).txt", "left-out.txt"),
        }
        assert json.loads(archive.read("a_b.json"))["text"] == "Dear Sir"
        assert archive.read("a_b (2).txt") == b"Dear Madam"
        assert archive.read("left-out.txt").startswith(b"waits: ")


async def test_a_zip_of_nothing_is_refused(visitor):
    await visitor.drop()

    assert (await visitor.post("/documents/selected", {"action": "zip"})).status_code == 422


async def test_a_zip_holds_nothing_of_another_owner(guarded, guest):
    other = (await guarded.send(headers={"X-API-Key": "b-key"}, name="bens.pdf")).json()["task_id"]
    await guarded.complete_next("secret")
    await guest.log_in("a-key")
    await guest.get("/")

    answer = await guest.post("/documents/selected", {"task": other, "action": "zip"})

    assert answer.status_code == 404
