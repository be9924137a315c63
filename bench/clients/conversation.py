"""The conversation, through the client that openapi-python-client generated as ``docvault_client``.

Copied beside the client and run by ``python -m bench.clients``: conversation.py URL DOCUMENT
"""

from __future__ import annotations

import sys
from pathlib import Path

from docvault_client import AuthenticatedClient
from docvault_client.api.documents import get_status, process_document
from docvault_client.api.results import get_markdown, get_pdf, get_result, get_text
from docvault_client.models import (
    AcceptedAnswer,
    Problem,
    ProcessDocumentBody,
    ProcessDocumentBodyProfile,
    Result,
    TaskAnswer,
    TaskStatus,
)
from docvault_client.types import File, Unset

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def main(url: str, document: Path) -> None:
    client = AuthenticatedClient(base_url=url, token="without-keys-any")
    with document.open("rb") as content:
        body = ProcessDocumentBody(
            file=File(payload=content, file_name=document.name, mime_type="application/pdf"),
            language="deu",
            profile=ProcessDocumentBodyProfile.INVOICE,
            outputs="markdown,pdf",
        )
        accepted = process_document.sync(client=client, body=body)
    assert isinstance(accepted, AcceptedAnswer), accepted
    print(f"accepted: {accepted.message}")

    task = get_status.sync(accepted.task_id, client=client, wait=30)
    while isinstance(task, TaskAnswer) and task.status in (TaskStatus.QUEUED, TaskStatus.PROCESSING):
        task = get_status.sync(accepted.task_id, client=client, wait=30)
    assert isinstance(task, TaskAnswer), task
    print(f"status: {task.status} {task.progress} %")

    result = get_result.sync(accepted.task_id, client=client)
    assert isinstance(result, Result) and not isinstance(result.fields, Unset), result
    sender, total, currency = result.fields.sender, result.fields.total, result.fields.currency
    assert not isinstance(sender, Unset) and not isinstance(total, Unset) and not isinstance(currency, Unset)
    print(f"{result.category}: {sender.value}, {total.value} {currency.value}, box {total.box}")
    assert not isinstance(result.pages, Unset) and not isinstance(result.pages[0].words, Unset)
    print(
        f"page 1: {result.pages[0].width} x {result.pages[0].height} points, {len(result.pages[0].words)} words"
    )

    part = get_result.sync(accepted.task_id, client=client, fields="category,fields.total")
    assert isinstance(part, Result) and isinstance(part.text, Unset), part
    print("part of it: no text, as it was not wanted")

    text = get_text.sync(accepted.task_id, client=client)
    markdown = get_markdown.sync(accepted.task_id, client=client)
    pdf = get_pdf.sync_detailed(accepted.task_id, client=client)
    assert isinstance(text, str) and isinstance(markdown, str), (text, markdown)
    print(f"text: {text.splitlines()[0]!r}; Markdown: {len(markdown)} characters; PDF: {pdf.content[:5]!r}")

    problem = get_result.sync(UNKNOWN, client=client)
    assert isinstance(problem, Problem), problem
    print(f"unknown task: {problem.status} {problem.code}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
