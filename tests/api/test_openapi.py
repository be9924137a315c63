"""The OpenAPI document tells the truth: schemathesis calls everything it describes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate

from ocr_service.api.app import create_app
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext
from tests.support.processes.api_thread import ApiThread
from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import RedisServer

if TYPE_CHECKING:
    import schemathesis

EXAMPLES = 8
METHODS = {"get", "put", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def api_url(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    config = ApiConfig(version="test", max_wait_s=0, upload_timeout_s=5)
    server = ApiThread(redis_server.url, tmp_path_factory.mktemp("openapi") / "uploads", config)
    server.start()
    assert server.is_serving.wait(PATIENCE_S)
    yield server.url
    server.stop()


@cache
def document() -> dict[str, Any]:
    """An app that is never called writes it."""
    names = (
        "queue",
        "store",
        "intake",
        "keys",
        "audit_log",
        "uploads",
        "upload_links",
        "webhooks",
        "webhook_secrets",
        "sessions",
        "receipts",
    )
    context = ApiContext(config=ApiConfig(), **dict.fromkeys(names))
    return create_app(context).openapi()


def described_operations() -> list[str]:
    """Every operation of the document."""
    paths: dict[str, dict[str, Any]] = document()["paths"]
    operations = [
        f"{method.upper()} {path}" for path, each in paths.items() for method in METHODS & set(each)
    ]
    # Events of all tasks never end; tests/api/test_events.py listens to them.
    return sorted(set(operations) - {"GET /api/v1/ocr/events"})


@cache
def schema() -> schemathesis.BaseSchema:
    """Loaded by who calls, and not while tests are collected: it takes seconds."""
    import schemathesis

    return schemathesis.openapi.from_dict(document())


@pytest.mark.parametrize("label", described_operations())
def test_no_call_is_answered_otherwise_than_documented(api_url, label):
    from schemathesis.checks import CHECKS

    method, path = label.split()
    operation = schema()[path][method]
    # A generated form can be refused for what no schema can say: the content of a file.
    excluded = [CHECKS.get_one("positive_data_acceptance")]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=api_url, excluded_checks=excluded, timeout=PATIENCE_S)

    call()


async def test_the_document_is_valid_openapi(api):
    document = (await api.http.get("/openapi.json")).json()

    validate(document)
    assert document["openapi"].startswith("3.")


async def test_every_operation_documents_its_problems(api):
    document = (await api.http.get("/openapi.json")).json()

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            may_answer = {"401", "422", "500", "503"} if path.startswith("/api/") else {"500"}
            assert may_answer <= set(operation["responses"]), (method, path)
            assert operation["summary"]
            for status, answer in operation["responses"].items():
                assert "X-Request-ID" in answer.get("headers", {}) or status == "304", (method, path, status)


async def test_operations_are_named_by_what_they_do_and_their_tags_described(api):
    document = (await api.http.get("/openapi.json")).json()

    operations = [each for methods in document["paths"].values() for each in methods.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert {"process_document", "get_result", "get_text", "get_status"} <= set(names)
    assert {tag for each in operations for tag in each["tags"]} == {tag["name"] for tag in document["tags"]}


async def test_text_is_described_as_text_and_files_as_bytes(api):
    paths = (await api.http.get("/openapi.json")).json()["paths"]

    def kind(rendering: str) -> dict[str, dict[str, str]]:
        content = paths[f"/api/v1/ocr/result/{{task_id}}/{rendering}"]["get"]["responses"]["200"]["content"]
        return {media: each["schema"] for media, each in content.items()}

    assert kind("text") == {"text/plain": {"type": "string"}}
    assert kind("hocr") == {"text/html": {"type": "string"}}
    assert kind("alto") == {"application/xml": {"type": "string"}}
    assert kind("pdf") == {"application/pdf": {"type": "string", "format": "binary"}}


async def test_no_parameter_can_be_null(api):
    paths = (await api.http.get("/openapi.json")).json()["paths"]

    parameters = [
        each
        for methods in paths.values()
        for operation in methods.values()
        for each in operation.get("parameters", ())
    ]
    assert [each["name"] for each in parameters if {"type": "null"} in each["schema"].get("anyOf", ())] == []


async def test_what_an_answer_brings_leads_to_every_operation_that_takes_an_id(api):
    paths = (await api.http.get("/openapi.json")).json()["paths"]
    operations = {each["operationId"]: (path, each) for path in paths for each in paths[path].values()}

    linked = {
        (link["operationId"], parameter)
        for _, operation in operations.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
        for parameter in link["parameters"]
    }

    in_paths = {
        (name, parameter["name"])
        for name, (_, operation) in operations.items()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path"
    }
    chosen = {"name", "file", "page"}
    assert linked == {(name, parameter) for name, parameter in in_paths if parameter not in chosen}


async def test_a_link_finds_its_id_in_the_answer(api):
    task_id = await api.upload()
    listed = (await api.get("/ocr/tasks")).json()
    responses = (await api.http.get("/openapi.json")).json()["paths"]["/api/v1/ocr/tasks"]["get"]["responses"]

    place = responses["200"]["links"]["get_status"]["parameters"]["task_id"].removeprefix("$response.body#/")

    list_name, index, member = place.split("/")
    assert listed[list_name][int(index)][member] == task_id
