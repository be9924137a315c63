"""A bucket by its host name, and objects that are encrypted where they lie: as a real server takes them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import httpx2
import pytest

from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.multipart import Multipart
from ocr_service.storage.s3.signing import presigned_url, utc_now
from ocr_service.storage.s3.store import S3FileStore
from tests.contract.test_stores import put, put_output, read_output
from tests.support.processes.s3_server import DOMAIN, S3Server
from tests.support.processes.s3_troubles import S3Troubles


@pytest.fixture
def virtual(s3_server: S3Server, s3_config: S3Config) -> S3Config:
    """The bucket's name before the host, which no name service knows: requests go through a proxy."""
    port = urlsplit(s3_server.endpoint).port
    return replace(s3_config, endpoint=f"http://{DOMAIN}:{port}", virtual_hosts=True)


def test_a_bucket_may_be_called_by_its_host_name(monkeypatch, s3_server, s3_config, virtual):
    with S3Troubles(s3_server.endpoint) as proxy, monkeypatch.context() as environment:
        environment.setenv("http_proxy", proxy.endpoint)
        record = put(S3FileStore(virtual))

    assert {urlsplit(address).hostname for _, address in proxy.seen} == {f"documents.{DOMAIN}"}
    assert S3FileStore(s3_config).record(record.id) == record


def test_a_link_by_host_name_is_signed_for_that_host(s3_server, s3_config, virtual):
    link = urlsplit(presigned_url(virtual, "PUT", virtual.key("uploads", "one"), now=utc_now(), expires_s=60))

    def put_to(host: str) -> int:
        address = f"{s3_server.endpoint}{link.path}?{link.query}"
        return httpx2.put(address, content=b"x", headers={"Host": host}, trust_env=False).status_code

    assert link.netloc.startswith(f"documents.{DOMAIN}")
    assert put_to(link.netloc) == 200
    assert put_to(link.netloc.replace("documents", "another")) in (403, 404)


def encryption(config: S3Config, key: str) -> str | None:
    link = presigned_url(config, "HEAD", key, now=utc_now(), expires_s=60)
    told: str | None = httpx2.head(link, trust_env=False).headers.get("x-amz-server-side-encryption")
    return told


def test_encryption_is_asked_for_with_every_object(s3_config):
    config = replace(s3_config, encryption="AES256")
    store = S3FileStore(config)

    record = put(store)
    put_output(store, record.id, 7)
    keys = [config.key("tasks", record.id, name) for name in ("source.pdf", "task.json", "7/manifest.json")]

    assert [encryption(config, key) for key in keys] == ["AES256"] * 3
    assert read_output(store, record.id, 7, "text.txt") == b"text"


def test_an_upload_by_parts_is_encrypted_too(s3_config):
    config = replace(s3_config, encryption="AES256")
    multipart, key = Multipart(config), config.key("uploads", "one", "content")
    parts_id = multipart.begin(key)
    link = presigned_url(
        config, "PUT", key, now=utc_now(), expires_s=60, query={"partNumber": "1", "uploadId": parts_id}
    )
    httpx2.put(link, content=b"part", trust_env=False).raise_for_status()

    multipart.join(key, parts_id, multipart.parts(key, parts_id))

    assert encryption(config, key) == "AES256"
