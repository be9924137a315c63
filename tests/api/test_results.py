from __future__ import annotations

import json
from unittest import mock

import pytest

from ocr_service.domain.document import PAGES_FILE
from ocr_service.domain.page import Page
from ocr_service.domain.status import Output
from ocr_service.renderings.of_pages import OF_PAGES
from tests.support.api_process import PREFIX

TEXT = 'Größe "XL"\n\tfür 5 €\\ 😀 \u2028'


async def test_a_result_holds_text_pages_facts_and_category(api):
    task_id = await api.upload()
    await api.complete_next(TEXT, "page two")

    answer = await api.get(f"/ocr/result/{task_id}")

    result = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert result["task_id"] == task_id
    assert result["text"] == f"{TEXT}\fpage two"
    assert [page["text"] for page in result["pages"]] == [TEXT, "page two"]
    assert result["pages"][0]["words"][0]["box"] == [1, 2, 3, 4]
    assert (result["category"], result["page_count"], result["confidence"]) == ("letter", 2, 96.5)
    assert {"metadata", "fields", "warnings", "language", "processing_time"} <= set(result)


async def test_a_long_result_is_put_together_from_pieces(api):
    texts = [f"{number} " + "äöü€😀\n" * 20_000 for number in range(4)]
    task_id = await api.upload()
    await api.complete_next(*texts)

    result = (await api.get(f"/ocr/result/{task_id}")).json()

    assert result["text"] == "\f".join(texts)
    assert [page["text"] for page in result["pages"]] == texts


async def test_a_result_without_pages_is_still_json(api):
    task_id = await api.upload()
    await api.complete_next()
    task = await api.queue.get(task_id)
    for name in ("text.txt", "pages.ndjson"):
        (api.uploads / task_id / str(task.token) / name).write_text("")

    result = (await api.get(f"/ocr/result/{task_id}")).json()

    assert (result["text"], result["pages"]) == ("", [])


async def test_an_unchanged_result_is_not_sent_again(api):
    task_id = await api.upload()
    await api.complete_next()
    etag = (await api.get(f"/ocr/result/{task_id}")).headers["etag"]

    answer = await api.get(f"/ocr/result/{task_id}", headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("address", ["", "/text", "/pdf", "/pages/1/image"])
async def test_a_result_that_is_not_there_yet_says_when_to_ask_again(api, address):
    task_id = await api.upload(outputs="pdf,images")

    answer = await api.get(f"/ocr/result/{task_id}{address}")

    assert (answer.status_code, answer.json()["code"]) == (409, "RESULT_NOT_READY")
    assert answer.json()["task_id"] == task_id
    assert answer.headers["retry-after"]


async def test_a_failed_task_gives_its_own_error(api):
    task_id = await api.upload()
    await api.fail_next("DOCUMENT_CORRUPT", "It is damaged.")

    answer = await api.get(f"/ocr/result/{task_id}")

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_FAILED")
    assert answer.json()["error"] == {"code": "DOCUMENT_CORRUPT", "detail": "It is damaged."}
    assert answer.json()["detail"] == "It is damaged."


async def test_a_cancelled_task_gives_no_result(api):
    task_id = await api.upload()
    await api.post(f"/ocr/tasks/{task_id}/cancel")

    answer = await api.get(f"/ocr/result/{task_id}")

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_CANCELLED")


async def test_a_result_that_expired_is_gone(api):
    task_id = await api.upload()
    await api.complete_next()
    client = api.queue._client
    await client.delete(f"result:{task_id}")

    answer = await api.get(f"/ocr/result/{task_id}")

    assert (answer.status_code, answer.json()["code"]) == (410, "RESULT_EXPIRED")


async def test_a_result_whose_files_were_removed_is_gone(api):
    task_id = await api.upload()
    await api.complete_next()
    api.store.cleanup_task_files(task_id)

    for address in ("", "/text"):
        answer = await api.get(f"/ocr/result/{task_id}{address}")
        assert (answer.status_code, answer.json()["code"]) == (410, "RESULT_EXPIRED")


RENDERINGS = {
    "text": ("text/plain; charset=utf-8", "txt"),
    "hocr": ("text/html; charset=utf-8", "hocr"),
    "alto": ("application/xml", "xml"),
    "tsv": ("text/tab-separated-values; charset=utf-8", "tsv"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "html": ("text/html; charset=utf-8", "html"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "pdf": ("application/pdf", "pdf"),
    "pdfa": ("application/pdf", "pdfa.pdf"),
}


@pytest.mark.parametrize("rendering", RENDERINGS)
async def test_a_rendering_is_a_harmless_download(api, rendering):
    media_type, extension = RENDERINGS[rendering]
    task_id = await api.upload(name="Größe.pdf", outputs=rendering)
    await api.complete_next("text of the rendering", outputs={rendering: "text of the rendering"})

    answer = await api.get(f"/ocr/result/{task_id}/{rendering}")

    assert answer.text == "text of the rendering"
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"Gr__e.{extension}\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.{extension}"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["accept-ranges"] == "bytes"


async def test_a_rendering_that_was_not_asked_for_is_not_available(api):
    task_id = await api.upload()
    await api.complete_next()

    for address in ("pdf", "pages/1/image"):
        answer = await api.get(f"/ocr/result/{task_id}/{address}")
        assert (answer.status_code, answer.json()["code"]) == (404, "OUTPUT_NOT_AVAILABLE")


@pytest.mark.parametrize("rendering", [each.value for each in OF_PAGES])
async def test_what_is_made_of_pages_alone_needs_not_to_be_asked_for_before(api, rendering):
    media_type, extension = RENDERINGS[rendering]
    task_id = await api.upload(name="a.pdf")
    await api.complete_next("first", "second")

    answer = await api.get(f"/ocr/result/{task_id}/{rendering}")
    known = await api.get(
        f"/ocr/result/{task_id}/{rendering}", headers={"If-None-Match": answer.headers["etag"]}
    )

    task = await api.queue.get(task_id)
    lines = (api.uploads / task_id / str(task.token) / PAGES_FILE).read_text().splitlines()
    pages = [Page.from_json(json.loads(line)) for line in lines]
    assert answer.text == "".join(OF_PAGES[Output(rendering)].pieces(pages, "a.pdf"))
    assert answer.headers["content-type"] == media_type
    assert f'filename="a.{extension}"' in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert known.status_code == 304


async def test_a_long_rendering_is_sent_in_pieces(api):
    task_id = await api.upload()
    await api.complete_next(*["a page"] * 300)

    answer = await api.get(f"/ocr/result/{task_id}/hocr")

    assert answer.text.count('class="ocr_page"') == 300
    assert "content-length" not in answer.headers


async def test_a_rendering_that_could_not_be_made_is_said_to_be_so(api):
    task_id = await api.upload(outputs="pdfa")
    await api.complete_next("text", outputs={"pdf": "the plain PDF"})

    answer = await api.get(f"/ocr/result/{task_id}/pdfa")
    links = (await api.get(f"/ocr/result/{task_id}")).json()["links"]

    assert (answer.status_code, answer.json()["code"]) == (404, "OUTPUT_NOT_AVAILABLE")
    assert "`warnings` of the result say why" in answer.json()["detail"]
    assert set(links) == {"self", "result", "text", "pdf"}
    assert (await api.http.get(links["pdf"])).text == "the plain PDF"


@pytest.mark.parametrize("address", ["", "/text", "/pdf"])
async def test_head_gives_the_headers_alone(api, address):
    task_id = await api.upload(outputs="pdf")
    await api.complete_next("text", outputs={"pdf": "a PDF"})

    plain = {"Accept-Encoding": "identity"}
    full = await api.get(f"/ocr/result/{task_id}{address}", headers=plain)
    answer = await api.http.head(f"{PREFIX}/ocr/result/{task_id}{address}", headers=plain)

    told = ("content-type", "content-length", "etag", "content-disposition")
    assert (answer.status_code, answer.content) == (200, b"")
    assert {name: answer.headers.get(name) for name in told} == {
        name: full.headers.get(name) for name in told
    }


async def test_head_does_not_read_the_file(api, monkeypatch):
    task_id = await api.upload(outputs="pdf")
    await api.complete_next("text", outputs={"pdf": "a PDF"})
    monkeypatch.setattr("os.pread", mock.Mock(side_effect=AssertionError("the file was read")))

    answer = await api.http.head(f"{PREFIX}/ocr/result/{task_id}/pdf", headers={"Range": "bytes=2-"})

    assert (answer.status_code, answer.headers["content-range"]) == (206, "bytes 2-4/5")


async def test_head_tells_what_is_wrong_as_get_does(api):
    task_id = await api.upload()

    answer = await api.http.head(f"{PREFIX}/ocr/result/{task_id}")
    unchanged = await api.http.head("/healthz")

    assert (answer.status_code, answer.content) == (409, b"")
    assert (unchanged.status_code, unchanged.content) == (200, b"")


async def test_a_page_has_its_picture(api):
    task_id = await api.upload(outputs="images")
    await api.complete_next("page", outputs={})
    task = await api.queue.get(task_id)
    images = api.uploads / task_id / str(task.token) / "images"
    images.mkdir()
    (images / "0001.png").write_bytes(b"picture")
    result = await api.queue._client.get(f"result:{task_id}")
    head = json.loads(result) | {"outputs": {"images": "images"}}
    await api.queue._client.set(f"result:{task_id}", json.dumps(head))

    first, second = [await api.get(f"/ocr/result/{task_id}/pages/{page}/image") for page in (1, 2)]

    assert (first.content, first.headers["content-type"]) == (b"picture", "image/png")
    assert second.json()["code"] == "OUTPUT_NOT_AVAILABLE"
    assert (await api.get(f"/ocr/result/{task_id}/pages/0/image")).status_code == 422


RANGES = {
    "first bytes": ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
    "from the middle": ("bytes=7-", 206, b"789", "bytes 7-9/10"),
    "last bytes": ("bytes=-2", 206, b"89", "bytes 8-9/10"),
    "more than there is": ("bytes=5-500", 206, b"56789", "bytes 5-9/10"),
    "suffix longer than the file": ("bytes=-50", 206, b"0123456789", "bytes 0-9/10"),
    "several that meet": ("bytes=4-5,0-4", 206, b"012345", "bytes 0-5/10"),
    "the wrong way round": ("bytes=5-2", 200, b"0123456789", None),
    "another unit": ("pages=1-2", 200, b"0123456789", None),
    "nothing": ("bytes=-", 200, b"0123456789", None),
    "no numbers": ("bytes=a-b", 200, b"0123456789", None),
    "too many to be meant": ("bytes=" + ",".join(["0-1"] * 200), 200, b"0123456789", None),
}


@pytest.mark.parametrize(("wanted", "status", "content", "told"), RANGES.values(), ids=RANGES)
async def test_a_range_of_a_rendering_is_sent(api, wanted, status, content, told):
    task_id = await api.upload()
    await api.complete_next("0123456789")

    answer = await api.get(f"/ocr/result/{task_id}/text", headers={"Range": wanted})

    assert (answer.status_code, answer.content, answer.headers.get("content-range")) == (
        status,
        content,
        told,
    )
    assert int(answer.headers["content-length"]) == len(content)


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=-0", "bytes=999999999-"])
async def test_a_range_beyond_the_end_is_refused(api, wanted):
    task_id = await api.upload()
    await api.complete_next("0123456789")

    answer = await api.get(f"/ocr/result/{task_id}/text", headers={"Range": wanted})

    assert (answer.status_code, answer.json()["code"]) == (416, "RANGE_NOT_SATISFIABLE")
    assert answer.headers["content-range"] == "bytes */10"


async def test_several_ranges_come_in_parts(api):
    task_id = await api.upload()
    await api.complete_next("0123456789")

    answer = await api.get(f"/ocr/result/{task_id}/text", headers={"Range": "bytes=0-1,4-5"})

    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.headers["content-disposition"].startswith("attachment;")
    bodies = [part.rpartition(b"\r\n\r\n")[2] for part in answer.content.split(b"\r\n--")]
    assert bodies[:2] == [b"01", b"45"]


async def test_a_range_is_only_sent_while_the_tag_fits(api):
    task_id = await api.upload()
    await api.complete_next("0123456789")
    address = f"/ocr/result/{task_id}/text"
    etag = (await api.get(address, headers={"Accept-Encoding": "identity"})).headers["etag"]

    fits = await api.get(address, headers={"Range": "bytes=0-1", "If-Range": etag})
    differs = await api.get(address, headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    known = await api.get(address, headers={"If-None-Match": etag})

    assert (fits.status_code, differs.status_code, known.status_code) == (206, 200, 304)


async def test_text_of_a_document_is_never_a_page_of_ours(api):
    task_id = await api.upload(outputs="hocr")
    await api.complete_next("x", outputs={"hocr": "<script>alert(1)</script>"})

    answer = await api.http.get(f"{PREFIX}/ocr/result/{task_id}/hocr")

    assert answer.headers["content-disposition"].startswith("attachment;")
