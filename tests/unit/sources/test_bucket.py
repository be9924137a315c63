"""Documents of Supabase's storage, and what its errors mean: they come with 400, the status that is meant is in the body."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from ocr_service.sources.files.bucket import BucketFiles
from ocr_service.sources.row import Row
from ocr_service.sources.source import FileTrouble, FileUnusable, SourceAway
from tests.support.sources.supabase import KEY, Supabase


@pytest.fixture
def supabase() -> Iterator[Supabase]:
    supabase = Supabase("").start()
    supabase.files["scans/2026/a letter.pdf"] = b"%PDF"
    yield supabase
    supabase.stop()


async def fetched(supabase: Supabase, path: str, key: str = KEY, bucket: str = "scans") -> bytes:
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=supabase.url, headers=headers) as http:
        files = BucketFiles(http, "scans", variable="PROD_SUPABASE_URL")
        pieces = files.fetch(Row(id="1", worker="w", path=path, bucket=bucket))
        return b"".join([piece async for piece in pieces])


async def test_a_document_is_fetched_by_its_path(supabase: Supabase) -> None:
    assert await fetched(supabase, "2026/a letter.pdf") == b"%PDF"


@pytest.mark.parametrize(
    ("path", "bucket"),
    [("nowhere.pdf", "scans"), ("2026/a letter.pdf", "others"), ("../scans/2026/a letter.pdf", "scans")],
    ids=["no such file", "no such bucket", "upwards"],
)
async def test_what_is_not_there_is_gone(supabase: Supabase, path: str, bucket: str) -> None:
    with pytest.raises(FileUnusable) as error:
        await fetched(supabase, path, bucket=bucket)

    assert error.value.code == "FILE_GONE"


@pytest.mark.parametrize("meant", [429, 500, 503, 544])
async def test_a_storage_in_trouble_is_tried_again(supabase: Supabase, meant: int) -> None:
    supabase.refusals = [meant]

    with pytest.raises(FileTrouble, match=str(meant)):
        await fetched(supabase, "2026/a letter.pdf")


@pytest.mark.parametrize("meant", [401, 403])
async def test_a_key_that_may_not_is_said_and_fails_no_row(supabase: Supabase, meant: int) -> None:
    supabase.refusals = [meant]

    with pytest.raises(SourceAway, match=f"refuses the key \\({meant}\\)"):
        await fetched(supabase, "2026/a letter.pdf")


async def test_a_wrong_key_is_said_without_it(supabase: Supabase) -> None:
    with pytest.raises(SourceAway, match="PROD_SUPABASE_SERVICE_KEY") as error:
        await fetched(supabase, "2026/a letter.pdf", key="wrong-one")

    assert "wrong-one" not in str(error.value)
