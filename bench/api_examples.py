"""Record real answers of a running service for the OpenAPI document: ``ocr_service/api/openapi/examples.json``.

python -m bench.api_examples

Starts a service of its own, calls every operation that answers JSON, and writes what came, by operation id and status.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from bench.documents.example_documents import EXAMPLES
from ocr_service import api
from tests.support.service import RunningService

FILE = Path(api.__file__).parent / "openapi" / "examples.json"
KEYS = {"API_OPERATOR_KEYS": "operator-key", "API_KEYS": "anna:key-of-anna"}
OPERATOR, ANNA = {"X-API-Key": "operator-key"}, {"X-API-Key": "key-of-anna"}
INVOICE = next(example for example in EXAMPLES if example.name == "invoice")
PREFIX = "/api/v1"
# A key's text and a machine's name are nobody's business, not even when the key is gone.
_HIDDEN = {"key": "dv_7c1d…", "host": "nas"}


def conversation(http: httpx2.Client, document: Path) -> Iterator[tuple[str, httpx2.Response]]:
    """Every operation that answers JSON, with its operation id."""
    content = document.read_bytes()
    one = {"file": (document.name, content, INVOICE.media_type)}
    two = [("files", (f"{number}-{document.name}", content, INVOICE.media_type)) for number in (1, 2)]
    fields = {"language": "deu", "profile": "invoice", "outputs": "markdown"}

    accepted = http.post("/ocr/process", files=one, data=fields, headers=ANNA)
    yield "process_document", accepted
    task_id = accepted.json()["task_id"]
    while http.get(f"/ocr/status/{task_id}?wait=20", headers=ANNA).json()["status"] != "COMPLETED":
        continue
    yield "get_status", http.get(f"/ocr/status/{task_id}", headers=ANNA)
    yield "get_result", http.get(f"/ocr/result/{task_id}?include=text,decisions", headers=ANNA)
    yield "process_document", http.post("/ocr/process?wait=30", files=one, data=fields, headers=ANNA)
    batch = http.post("/ocr/batch", files=two, data={"process": "false"}, headers=ANNA)
    yield "process_batch", batch
    yield "get_batch", http.get(f"/ocr/batch/{batch.json()['batch_id']}", headers=ANNA)
    first, second = batch.json()["task_ids"]
    yield "list_tasks", http.get("/ocr/tasks?limit=1&status=COMPLETED", headers=ANNA)
    yield "change_priority", http.patch(f"/ocr/tasks/{first}", json={"priority": "high"}, headers=ANNA)
    yield "cancel_task", http.post(f"/ocr/tasks/{second}/cancel", headers=ANNA)
    correction = {"category": "invoice", "fields": {"sender": "Keller Optik GmbH", "total": "238.00"}}
    yield "give_feedback", http.post(f"/ocr/tasks/{task_id}/feedback", json=correction, headers=ANNA)
    yield "process_all", http.post("/ocr/process-all", headers=ANNA)
    yield "queue_status", http.get("/ocr/queue-status", headers=ANNA)
    yield from _of_operators(http)


def _of_operators(http: httpx2.Client) -> Iterator[tuple[str, httpx2.Response]]:
    broken = {"file": ("broken.pdf", b"%PDF-1.7\nno more of it", INVOICE.media_type)}
    failed = http.post("/ocr/process", files=broken, headers=ANNA).json()["task_id"]
    while http.get(f"/ocr/status/{failed}?wait=20", headers=ANNA).json()["status"] != "FAILED":
        continue
    yield "list_dead_letters", http.get("/dead-letters", headers=OPERATOR)
    yield (
        "requeue_dead_letters",
        http.post("/dead-letters/requeue", json={"task_ids": [failed]}, headers=OPERATOR),
    )
    while http.get(f"/ocr/status/{failed}?wait=20", headers=ANNA).json()["status"] != "FAILED":
        continue
    yield "retry_task", http.post(f"/ocr/tasks/{failed}/retry", headers=ANNA)
    for call in ("pause", "resume"):
        yield f"{call}_queue", http.post(f"/queues/low/{call}", headers=OPERATOR)
    yield "list_queues", http.get("/queues", headers=OPERATOR)
    yield "audit_queues", http.post("/queues/audit", headers=OPERATOR)
    yield "worker_stats", http.get("/worker/stats", headers=OPERATOR)
    wish = {"name": "scanner in the hall", "owner": "anna", "limits": {"pages_per_month": 500}}
    made = http.post("/keys", json=wish, headers=OPERATOR)
    yield "create_key", made
    key_id = made.json()["id"]
    yield "list_keys", http.get("/keys", headers=OPERATOR)
    yield "key_usage", http.get(f"/keys/{key_id}/usage", headers=OPERATOR)
    yield "rotate_key", http.post(f"/keys/{key_id}/rotate", json={"overlap_seconds": 60}, headers=OPERATOR)
    yield "revoke_key", http.delete(f"/keys/{key_id}", headers=OPERATOR)
    yield "export_memory", http.get("/memory", headers=OPERATOR)
    yield "read_audit_log", http.get("/audit-log?limit=1", headers=OPERATOR)
    yield "remove_owner", http.delete("/owners/nobody", headers=OPERATOR)
    root = str(http.base_url).removesuffix(f"{PREFIX}/")
    yield "healthz", http.get(f"{root}/healthz")
    yield "readyz", http.get(f"{root}/readyz")


def hidden(value: Any) -> Any:
    """An answer without what is of one machine."""
    if isinstance(value, list):
        return [hidden(one) for one in value]
    if isinstance(value, dict):
        return {
            name: _HIDDEN[name] if name in _HIDDEN and isinstance(one, str) else hidden(one)
            for name, one in value.items()
        }
    return value


def main() -> int:
    """0 when every call was answered well; what came is written."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    recorded: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / INVOICE.filename
        INVOICE.draw(document)
        with (
            RunningService(folder / "service", **KEYS) as service,
            httpx2.Client(base_url=f"{service.url}{PREFIX}", timeout=60) as http,
        ):
            for operation, answer in conversation(http, document):
                if answer.is_error:
                    print(f"{operation}: {answer.status_code} {answer.text}", file=sys.stderr)
                    return 1
                recorded.setdefault(operation, {})[str(answer.status_code)] = hidden(answer.json())
                print(operation, answer.status_code)
    FILE.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
