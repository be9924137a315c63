"""Say in the OpenAPI document what can be called next with the id that an answer brings (its ``links``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# Of each operation's good answer: where in its body an id stands, by the parameter in paths that takes it.
_IDS: Mapping[str, Mapping[str, str]] = {
    "process_document": {"task_id": "/task_id"},
    "process_batch": {"batch_id": "/batch_id", "task_id": "/task_ids/0"},
    "get_batch": {"task_id": "/task_ids/0"},
    "list_tasks": {"task_id": "/tasks/0/task_id"},
    "list_dead_letters": {"task_id": "/tasks/0/task_id"},
    "send_receipt": {"receipt_id": "/id"},
    "list_receipts": {"receipt_id": "/receipts/0/id"},
    "search_archive": {"document_id": "/documents/0/id"},
    "initiate_upload": {"upload_id": "/upload_id"},
    "complete_upload": {"upload_id": "/upload_id", "task_id": "/task_id"},
    "create_webhook": {"webhook_id": "/id"},
    "list_webhooks": {"webhook_id": "/webhooks/0/id"},
    "ping_webhook": {"notification_id": "/notification_id"},
    "list_notifications": {"notification_id": "/notifications/0/id"},
    "create_key": {"key_id": "/id"},
    "list_keys": {"key_id": "/keys/0/id", "owner": "/keys/0/owner"},
}


def add_links(document: dict[str, Any]) -> None:
    """Link each answer that brings an id to every operation whose path takes it."""
    takers: dict[str, list[str]] = {}
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                takers.setdefault(parameter["name"], []).append(operation["operationId"])
    for operation in _operations(document):
        ids = _IDS.get(operation["operationId"], {})
        for answer in _good_answers(operation) if ids else ():
            answer["links"] = {
                taker: {"operationId": taker, "parameters": {name: f"$response.body#{place}"}}
                for name, place in ids.items()
                for taker in takers[name]
                if taker != operation["operationId"]
            }


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _good_answers(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "content" in answer:
            yield answer
