"""Read a document again: with other wishes, or with its password."""

from __future__ import annotations

import json

from ocr_service.api.page.facts import Xml, fact_rows
from ocr_service.api.page.words.spoken import words_in


async def test_a_document_is_read_again_with_other_wishes(api, visitor):
    await visitor.drop(name="letter.pdf", language="eng")
    first = await api.complete_next("Dear Sir")
    page = await visitor.get(f"/documents/{first}")

    wishes = {"language": "deu", "mode": "force", "pages": "1", "outputs": ["pdfa", "alto"]}
    sent = await visitor.post(f"/documents/{first}/again", wishes)

    new = await api.queue.get(sent.headers["location"].rpartition("/")[2])
    assert 'action="/documents/' in page.text
    assert (new.filename, new.source, new.options.language) == ("letter.pdf", "page", "deu")
    assert (new.options.mode, new.options.pages) == ("force", "1")
    assert [each.value for each in new.options.outputs] == ["json", "text", "alto", "pdfa"]
    assert await api.queue.get(first) is not None


async def test_what_shows_the_pages_is_made_by_reading_again_in_one_step(api, visitor):
    await visitor.drop(name="letter.pdf", language="eng", mode="force")
    first = await api.complete_next("Dear Sir")
    page = await visitor.get(f"/documents/{first}")

    sent = await visitor.post(f"/documents/{first}/make/pdfa")

    new = await api.queue.get(sent.headers["location"].rpartition("/")[2])
    assert "Read again with PDF/A" in page.text
    assert "Read again with searchable PDF" not in page.text
    assert (new.id != first, new.options.mode) == (True, "force")
    assert [each.value for each in new.options.outputs] == ["json", "text", "pdf", "pdfa"]


async def test_what_cannot_be_made_any_more_is_said_not_to_be(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Dear Sir")
    api.store.cleanup_source(task_id)

    page = await visitor.get(f"/documents/{task_id}")

    assert "the document is no longer kept: send it again for them" in page.text
    assert (await visitor.post(f"/documents/{task_id}/make/pdfa")).status_code == 409


async def test_a_document_that_asked_for_its_password_gives_way_to_its_new_reading(api, visitor):
    await visitor.drop()
    first = await api.fail_next("PASSWORD_REQUIRED", "It needs its password.")
    await visitor.get(f"/documents/{first}")

    sent = await visitor.post(f"/documents/{first}/again", {"password": "secret"})

    new = await api.queue.get(sent.headers["location"].rpartition("/")[2])
    assert new.has_password
    assert await api.queue.get(first) is None


async def test_a_document_that_is_gone_is_not_read_again(api, visitor):
    await visitor.drop()
    task_id = await api.complete_next("Dear Sir")
    api.store.cleanup_source(task_id)
    page = await visitor.get(f"/documents/{task_id}")

    sent = await visitor.post(f"/documents/{task_id}/again")

    assert "Read again" not in page.text
    assert sent.status_code == 409


async def test_nobody_reads_what_is_anothers(guarded, guest):
    other = (await guarded.send(headers={"X-API-Key": "b-key"})).json()["task_id"]
    await guest.log_in("a-key")
    await guest.get("/")

    assert (await guest.post(f"/documents/{other}/again")).status_code == 404


def _fact(**changes):
    plain = {"value": "345.00", "confidence": 0.9, "page": 1, "box": [1, 2, 3, 4], "text": "345,00"}
    return {**plain, "method": "embedded", "rule": "factur-x.xml", **changes}


def test_values_of_an_invoices_xml_are_shown_beside_those_of_the_page():
    fields = {
        "total": _fact(),
        "tax": _fact(text="54.00", rule="factur-x.xml, against the page"),
        "due_date": _fact(page=None, box=None),
        "title": _fact(rule="the file's own title"),
        "sender": _fact(method="rules", rule="letterhead"),
    }

    rows = fact_rows(json.loads(json.dumps(fields)), [], words_in("en"))

    assert [(row.xml, row.printed) for row in rows] == [
        (Xml.SAME, "345,00"),
        (Xml.OTHER, "54.00"),
        (Xml.UNSEEN, ""),
        (Xml.NONE, "345,00"),
        (Xml.NONE, "345,00"),
    ]
