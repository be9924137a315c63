"""Look at one document: its words at their places, its facts, and what a person puts right."""

from __future__ import annotations

import pytest

from tests.support.api_process import PREFIX


async def test_a_result_is_shown_with_its_text_and_downloads(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Hello <world>", "Second page", outputs={"pdf": "document.pdf"})

    first = await visitor.get(f"/documents/{task_id}")
    second = await visitor.get(f"/documents/{task_id}?page=2")

    assert "<svg" in first.text
    assert "Hello <world>" not in first.text
    assert f'href="{PREFIX}/ocr/result/{task_id}/pdf"' in first.text
    assert f'href="{PREFIX}/ocr/result/{task_id}/text"' in first.text
    assert '?page=2" aria-current="page"' in second.text


async def test_the_words_of_a_paragraph_are_one_stop_of_the_tab_key(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Hello")

    page = await visitor.get(f"/documents/{task_id}")

    assert '<a href="#t0" tabindex="-1"><rect id="w0"' in page.text
    assert '<a id="t0" class="sure" href="#w0">' in page.text


async def test_a_page_that_is_not_there_is_said_not_to_be(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("one")

    answer = await visitor.get(f"/documents/{task_id}?page=9")

    assert answer.status_code == 422
    assert "<html" in answer.text


async def test_a_document_under_way_says_how_far_it_is(api, visitor):
    sent = await visitor.drop()
    claim = await api.claim()
    await api.queue.progress(claim, percent=40, message="Reading", pages_done=2, pages_total=5)

    page = await visitor.get(sent.headers["location"])

    assert "page 3 of 5" in page.text
    assert 'data-status="PROCESSING"' in page.text


async def test_a_failed_document_says_why(api, visitor):
    sent = await visitor.drop()
    await api.fail_next("PASSWORD_REQUIRED", "It needs its password.")

    page = await visitor.get(sent.headers["location"])

    assert "It needs its password." in page.text
    assert 'name="password" required' in page.text


async def test_what_is_put_right_is_learned_and_shown(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Acme Ltd invoice 12")
    await visitor.get(f"/documents/{task_id}")
    fields = {"category": "invoice", "was.category": "letter", "field.sender": "Acme Ltd", "was.sender": ""}

    answer = await visitor.post(f"/documents/{task_id}/correct", {**fields, "field.total": "12.00"})
    page = await visitor.get(answer.headers["location"])

    assert answer.headers["location"] == f"/documents/{task_id}?learned=sender,category&kept=3"
    assert "Learned: sender, category" in page.text
    assert "Corrections kept with this document: 3." in page.text
    assert '<span class="badge">invoice</span> <small>read as letter</small>' in page.text
    assert '12.00<small class="corrected">corrected</small>' in page.text
    assert 'Acme Ltd<small class="corrected">corrected</small>' in page.text


async def test_a_later_correction_stands_beside_an_earlier_one(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Acme")
    await visitor.get(f"/documents/{task_id}")

    for name, value in (("total", "1"), ("tax", "2"), ("total", "3")):
        await visitor.post(f"/documents/{task_id}/correct", {f"field.{name}": value, f"was.{name}": ""})

    corrections = (await api.queue.get(task_id)).corrections
    assert {name: each.value for name, each in corrections.items()} == {"total": "3", "tax": "2"}


async def test_what_is_left_as_it_was_teaches_nothing(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Acme")
    await visitor.get(f"/documents/{task_id}")

    answer = await visitor.post(f"/documents/{task_id}/correct", {"category": "x", "was.category": "x"})

    assert answer.headers["location"] == f"/documents/{task_id}"


@pytest.mark.parametrize("fields", [{"field.total": "x" * 301}, {"field.<b>": "1"}, {"field.date": "soon"}])
async def test_what_is_no_value_of_a_field_is_refused(api, visitor, fields):
    await visitor.drop()
    task_id = await api.complete_next("Acme")
    await visitor.get(f"/documents/{task_id}")

    assert (await visitor.post(f"/documents/{task_id}/correct", fields)).status_code == 422


async def test_what_has_no_result_is_not_put_right(api, visitor):
    await visitor.drop()
    task_id = (await api.queue.list_tasks()).tasks[0].id

    assert (await visitor.post(f"/documents/{task_id}/correct", {"field.total": "1"})).status_code == 409
