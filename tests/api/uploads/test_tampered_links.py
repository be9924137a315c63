"""A signed link that was changed carries nothing, over a folder and over a real bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.support import sample_files as files
from tests.support.api_process import ApiProcess, api_process
from tests.support.linked_uploads import begin, complete, send, state

Change = Callable[[str, str], str]
SIGNATURES = ("signature", "X-Amz-Signature")
TIMES = ("expires", "X-Amz-Expires")


def with_values(link: str, change: Callable[[str, str], str]) -> str:
    """The link with each value of its query as ``change`` makes it of name and value."""
    parts = urlsplit(link)
    values = [(name, change(name, value)) for name, value in parse_qsl(parts.query)]
    return parts._replace(query=urlencode(values)).geturl()


def later(link: str, _: str) -> str:
    return with_values(link, lambda name, value: str(int(value) + 60) if name in TIMES else value)


def unsigned(link: str, _: str) -> str:
    return link.partition("?")[0]


def other_signature(link: str, _: str) -> str:
    return with_values(link, lambda name, value: value[::-1] if name in SIGNATURES else value)


def capitals(link: str, _: str) -> str:
    return with_values(link, lambda name, value: value.upper() if name in SIGNATURES else value)


def to_another(link: str, other: str) -> str:
    return urlsplit(other)._replace(query=urlsplit(link).query).geturl()


def one_part(link: str, _: str) -> str:
    return f"{link}&partNumber=1&uploadId=x&part=1"


@pytest.fixture(params=["local", "s3"])
async def api(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    bucket = request.getfixturevalue("s3_config") if request.param == "s3" else None
    async with api_process(redis_url, tmp_path / "uploads", bucket=bucket) as process:
        yield process


@pytest.mark.parametrize("change", [later, unsigned, other_signature, capitals, to_another, one_part])
async def test_a_link_that_was_changed_carries_nothing(api: ApiProcess, change: Change) -> None:
    begun, other = await begin(api), await begin(api)

    answer = await send(api, change(begun["presigned_url"], other["presigned_url"]), files.PDF)

    assert 400 <= answer.status_code < 500
    assert [(await state(api, each))["status"] for each in (begun, other)] == ["CREATED", "CREATED"]


@pytest.mark.parametrize("size", [0, -1, len(files.PDF) - 1, len(files.PDF) + 1, 10**30, 1.5, True, "1"])
async def test_a_completion_with_another_size_makes_no_task(api: ApiProcess, size: object) -> None:
    begun = await begin(api)
    await send(api, begun["presigned_url"], files.PDF)

    answer = await complete(api, begun, size)

    assert answer.status_code == 422
    assert await api.queue.get(begun["upload_id"]) is None


async def test_a_link_makes_no_second_task_once_its_upload_is_complete(api: ApiProcess) -> None:
    begun = await begin(api)
    await send(api, begun["presigned_url"], files.PDF)
    first = await complete(api, begun, len(files.PDF))

    await send(api, begun["presigned_url"], files.jpeg())
    again = await complete(api, begun, len(files.jpeg()))

    assert (first.status_code, again.json()["task_id"]) == (202, begun["upload_id"])
    task = await api.queue.get(begun["upload_id"])
    assert api.store.fetch(task.file_path, 1).read_bytes() == files.PDF
