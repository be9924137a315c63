"""A caller takes of a result what it wants, in the schema and form that it wants."""

from __future__ import annotations

import gzip
import json

import httpx2
import pytest

from ocr_service.results.selection import VERSIONS as RESULT_SCHEMAS
from tests.support.api_process import PREFIX

DUTCH = "Geachte heer, hierbij ontvangt u de factuur voor het onderhoud van uw woning."


@pytest.fixture
async def task_id(api):
    """A finished task of three pages."""
    await api.upload()
    return await api.complete_next("page one", DUTCH, "page three", outputs={})


async def ask(api, task_id, query="", **headers) -> httpx2.Response:
    return await api.get(f"/ocr/result/{task_id}{query}", headers=headers)


async def test_schema_2_is_the_default(api, task_id):
    answer = await ask(api, task_id)

    result = answer.json()
    assert (answer.headers["content-type"], result["schema_version"]) == ("application/json", 2)
    assert (result["pages"][1]["language"], result["pages"][0]["language"]) == ("nld", None)
    assert result["pages"][0]["unit"] == "point"


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("?schema=1", "*/*"),
        ("", "application/json; schema=1"),
        ("", "text/html, application/json;q=0.9;schema=1"),
        ("", 'application/json;schema="1", application/json;q=0.5'),
        ("?schema=1", "application/json; schema=2"),
    ],
)
async def test_schema_1_is_told_to_those_who_ask_for_it(api, task_id, query, accept):
    answer = await ask(api, task_id, query, Accept=accept)

    result = answer.json()
    assert answer.headers["content-type"] == "application/json; schema=1"
    assert (result["schema_version"], result["language"], result["pages"][0]["dpi"]) == (1, "eng", 72)
    assert "unit" not in result["pages"][0]
    assert "found_language" not in result


@pytest.mark.parametrize("accept", ["", "text/html", "nonsense", "application/json;q=x", "*/*;q=0.1"])
async def test_whoever_names_no_schema_gets_the_latest(api, task_id, accept):
    assert (await ask(api, task_id, Accept=accept)).json()["schema_version"] == 2


@pytest.mark.parametrize("accept", ["application/json; schema=3", "application/x-ndjson;schema=0"])
async def test_a_schema_that_does_not_exist_is_not_acceptable(api, task_id, accept):
    answer = await ask(api, task_id, Accept=accept)

    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert "schema=2" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["?schema=3", "?schema=0", "?schema=x"])
async def test_a_wrong_schema_of_a_query_is_named(api, task_id, query):
    answer = await ask(api, task_id, query)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "schema")


async def test_only_wanted_members_come(api, task_id):
    result = (await ask(api, task_id, "?fields=text,category,fields.total")).json()

    assert result == {
        "task_id": task_id,
        "schema_version": 2,
        "category": "letter",
        "fields": {},
        "text": f"page one\f{DUTCH}\fpage three",
    }


@pytest.mark.parametrize("schema", RESULT_SCHEMAS)
async def test_only_wanted_pages_come_and_the_text_is_theirs(api, task_id, schema):
    result = (await ask(api, task_id, f"?pages=1,3-&schema={schema}")).json()

    assert [page["page"] for page in result["pages"]] == [1, 3]
    assert (result["text"], result["page_count"]) == ("page one\fpage three", 3)


@pytest.mark.parametrize("schema", RESULT_SCHEMAS)
async def test_only_wanted_parts_of_pages_come(api, task_id, schema):
    none = (await ask(api, task_id, f"?include=none&schema={schema}")).json()["pages"][0]
    words = (await ask(api, task_id, f"?include=words&schema={schema}")).json()["pages"][0]

    assert not {"text", "words", "blocks", "decisions"} & set(none)
    assert set(words) - set(none) == {"words"}


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ("?fields=nonsense", "fields", "category_details"),
        ("?fields=", "fields", "names by commas"),
        ("?include=pictures", "include", "words"),
        ("?pages=x", "pages", "such as 1-3,7"),
        ("?pages=4-9", "pages", "has pages 1 to 3"),
        ("?page=1", "page", "unknown"),
    ],
)
async def test_a_wrong_wish_is_named_with_what_can_be_had(api, task_id, query, field, told):
    answer = await ask(api, task_id, query)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "VALIDATION_ERROR")
    assert problem["errors"][0]["field"] == field
    assert told in problem["errors"][0]["message"]


@pytest.mark.parametrize("accept", ["application/x-ndjson", "application/jsonl, application/json;q=0.5"])
async def test_a_result_comes_page_by_page(api, task_id, accept):
    answer = await ask(api, task_id, "?pages=2-3&include=text", Accept=accept)

    head, *pages = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert (head["task_id"], head["page_count"], "pages" in head, "text" in head) == (
        task_id,
        3,
        False,
        False,
    )
    assert [page["text"] for page in pages] == [DUTCH, "page three"]


async def test_every_wish_has_a_tag_of_its_own(api, task_id):
    wishes = ["", "?schema=1", "?fields=text", "?pages=1", "?include=text"]
    tags = [(await ask(api, task_id, wish)).headers["etag"] for wish in wishes]
    lines = await ask(api, task_id, Accept="application/x-ndjson")

    assert len({*tags, lines.headers["etag"]}) == len(wishes) + 1
    known = await ask(api, task_id, "?pages=1", **{"If-None-Match": tags[3]})
    assert (known.status_code, known.content) == (304, b"")


async def test_a_long_result_comes_whole_in_every_form(api):
    await api.upload()
    texts = [f"{number} " + "äöü€😀\n" * 20_000 for number in range(1, 5)]
    task_id = await api.complete_next(*texts)

    some = (await ask(api, task_id, "?pages=2,4")).json()
    lines = (await ask(api, task_id, Accept="application/x-ndjson")).text.splitlines()

    assert some["text"] == f"{texts[1]}\f{texts[3]}"
    assert [json.loads(line)["text"] for line in lines[1:]] == texts


async def test_a_result_of_0_1_is_told_in_both_schemas(api):
    """Stored before the upgrade, asked for after it."""
    await api.upload()
    task_id = await api.complete_next(DUTCH)
    task = await api.queue.get(task_id)
    pages = api.uploads / task_id / str(task.token) / "pages.ndjson"
    page = json.loads(pages.read_text())
    for later in ("found_language", "blocks"):
        page.pop(later, None)
    pages.write_text(json.dumps(page) + "\n")
    client = api.queue._client
    head = json.loads(await client.get(f"result:{task_id}"))
    for later in ("found_language", "properties"):
        head.pop(later, None)
    head["fields"] = {"issuer": {**FACT, "value": "Bakker BV"}}
    await client.set(f"result:{task_id}", json.dumps(head))

    new, old = [(await ask(api, task_id, f"?schema={schema}")).json() for schema in (2, 1)]

    assert new["fields"]["sender"]["value"] == old["fields"]["issuer"]["value"] == "Bakker BV"
    assert (new["pages"][0]["language"], old["pages"][0]["language"]) == ("nld", page["language"])


FACT = {"confidence": 0.9, "page": 1, "box": [1, 2, 3, 4], "text": "x", "method": "rules", "rule": "r"}


async def test_a_wait_for_a_result_answers_in_the_schema_that_was_asked_for(api):
    await api.send()
    await api.complete_next("text")

    answers = [await api.send(query=f"?wait=5&schema={schema}") for schema in RESULT_SCHEMAS]

    assert [answer.json()["schema_version"] for answer in answers] == list(RESULT_SCHEMAS)


# --- compression ------------------------------------------------------------------------------


async def raw(api, address: str, **headers: str) -> tuple[httpx2.Response, bytes]:
    """The answer with its bytes as they were sent."""
    async with api.http.stream("GET", f"{PREFIX}{address}", headers=headers) as answer:
        return answer, b"".join([piece async for piece in answer.aiter_raw()])


@pytest.mark.parametrize("address", ["", "/text", "?pages=2"])
async def test_an_answer_is_compressed_for_those_who_take_it(api, address):
    await api.upload()
    task_id = await api.complete_next("word " * 200, "another " * 200)

    plain, content = await raw(api, f"/ocr/result/{task_id}{address}", **{"Accept-Encoding": "identity"})
    packed, pieces = await raw(api, f"/ocr/result/{task_id}{address}", **{"Accept-Encoding": "br, gzip"})

    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert gzip.decompress(pieces) == content
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert all("Accept-Encoding" in each.headers["vary"] for each in (plain, packed))
    known = await api.get(
        f"/ocr/result/{task_id}{address}", headers={"If-None-Match": packed.headers["etag"]}
    )
    assert known.status_code == 304


async def test_a_problem_is_compressed_too(api):
    answer, pieces = await raw(api, "/ocr/result/unknown?pages=x", **{"Accept-Encoding": "gzip"})

    assert (answer.headers["content-encoding"], answer.headers["content-type"]) == (
        "gzip",
        "application/problem+json",
    )
    assert json.loads(gzip.decompress(pieces))["status"] == answer.status_code


@pytest.mark.parametrize("refusing", ["gzip;q=0", "br", "identity;q=1, gzip; q=0.0"])
async def test_whoever_refuses_gzip_gets_none(api, task_id, refusing):
    answer, content = await raw(api, f"/ocr/result/{task_id}", **{"Accept-Encoding": refusing})

    assert "content-encoding" not in answer.headers
    assert json.loads(content)["task_id"] == task_id


async def test_what_is_compressed_in_itself_and_parts_of_files_stay_as_they_are(api):
    await api.upload(outputs="pdf")
    task_id = await api.complete_next("x" * 5_000, outputs={"pdf": "%PDF " * 500})

    pdf, _ = await raw(api, f"/ocr/result/{task_id}/pdf", **{"Accept-Encoding": "gzip"})
    part, content = await raw(
        api, f"/ocr/result/{task_id}/text", **{"Accept-Encoding": "gzip", "Range": "bytes=0-999"}
    )

    assert "content-encoding" not in pdf.headers
    assert (part.status_code, part.headers.get("content-encoding"), len(content)) == (206, None, 1_000)


@pytest.mark.parametrize("address", ["/ocr/process", "/ocr/batch"])
async def test_a_compressed_form_is_refused_in_words(api, address):
    form = {"Content-Type": "multipart/form-data; boundary=x", "Content-Encoding": "gzip"}
    answer = await api.post(address, content=gzip.compress(b"--x--\r\n"), headers=form)

    assert (answer.status_code, answer.json()["code"]) == (415, "ENCODED_BODY")
    assert "Content-Encoding" in answer.json()["detail"]
    assert answer.headers["accept-encoding"] == "identity"


async def test_compressed_json_is_refused_in_words(api, task_id):
    answer = await api.http.patch(
        f"{PREFIX}/ocr/tasks/{task_id}",
        content=gzip.compress(b'{"priority": "high"}'),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )

    assert (answer.status_code, answer.json()["code"]) == (415, "ENCODED_BODY")
