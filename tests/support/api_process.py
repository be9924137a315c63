"""The real app over a real queue and store, without a worker: tests end tasks by hand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from ocr_service.access.audit_log import AuditLog
from ocr_service.access.key_ring import KeyRing
from ocr_service.access.sessions import Sessions
from ocr_service.api.app import create_app, let_serve
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext
from ocr_service.api.upload_links import UploadLinks
from ocr_service.archive.archive import Archive
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, ResultHead
from ocr_service.domain.facts import Category
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Claim, TaskError
from ocr_service.intake.policy import IntakePolicy
from ocr_service.intake.receipt_desk import ReceiptDesk, ReceiptRules
from ocr_service.intake.submit import Intake
from ocr_service.intake.upload_sessions import UploadRules, UploadSessions
from ocr_service.layout.found_language import language_found
from ocr_service.notifications.addresses import Address
from ocr_service.notifications.allowed_hosts import parse_allowed_hosts
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.desk import SubscriptionDesk
from ocr_service.notifications.guard import Guard
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.queue import RedisQueueManager
from ocr_service.receipts.receipt import RECEIPTS_FOLDER, RECEIPTS_NAME
from ocr_service.receipts.sql_store import SqlReceipts
from ocr_service.receipts.sqlite import SqliteDatabase
from ocr_service.storage.key_file import KeyFile
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.store import S3FileStore
from ocr_service.storage.webhook_file import WebhookFile
from tests.support import sample_files as files
from tests.support.records import make_worker

PREFIX = "/api/v1"
WORKER = make_worker("w1", languages=("deu", "eng", "osd"))


@dataclass(frozen=True, kw_only=True)
class ApiProcess:
    """The parts of one app, and the calls that tests make again and again."""

    app: FastAPI
    http: httpx2.AsyncClient
    queue: RedisQueueManager
    store: FileStore
    keys: KeyRing
    uploads: Path

    async def upload(self, content: bytes = files.PDF, name: str = "letter.pdf", **fields: str) -> str:
        """Send a document; returns its task id."""
        answer = await self.send(content, name, **fields)
        assert answer.status_code == 202, answer.text
        task_id: str = answer.json()["task_id"]
        return task_id

    async def send(
        self,
        content: bytes = files.PDF,
        name: str = "letter.pdf",
        *,
        headers: Mapping[str, str] | None = None,
        query: str = "",
        **fields: str,
    ) -> httpx2.Response:
        """The answer to an upload."""
        return await self.http.post(
            f"{PREFIX}/ocr/process{query}", files={"file": (name, content)}, data=fields, headers=headers
        )

    async def get(self, address: str, **rest: Any) -> httpx2.Response:
        """The answer to a GET below the prefix."""
        return await self.http.get(f"{PREFIX}{address}", **rest)

    async def post(self, address: str, **rest: Any) -> httpx2.Response:
        """The answer to a POST below the prefix."""
        return await self.http.post(f"{PREFIX}{address}", **rest)

    async def claim(self) -> Claim:
        """Claim the next task as a live worker."""
        await self.queue.heartbeat(WORKER)
        claim = await self.queue.claim(WORKER.id, tuple(Priority))
        assert claim is not None
        return claim

    async def complete_next(self, *texts: str, outputs: Mapping[str, str] | None = None) -> str:
        """Claim the next task and complete it with these pages; returns its id."""
        claim = await self.claim()
        folder = self.store.begin_output(claim.task.id, claim.token)
        head = write_result(folder, texts or ("Hello world",), outputs or {})
        self.store.publish(claim.task.id, claim.token)
        await self.queue.complete(claim, Completion(head=head.to_json(), pages=head.page_count))
        return claim.task.id

    async def fail_next(self, code: str = "DOCUMENT_CORRUPT", detail: str = "It is damaged.") -> str:
        """Claim the next task and let it fail; returns its id."""
        claim = await self.claim()
        await self.queue.fail(claim, TaskError(code=code, detail=detail))
        return claim.task.id

    def left_on_disk(self) -> list[str]:
        """Names in the upload folder."""
        return sorted(path.name for path in self.uploads.iterdir())


def write_result(folder: Path, texts: tuple[str, ...], outputs: Mapping[str, str]) -> ResultHead:
    """Write what a run leaves: text, pages, and ``outputs`` (rendering → content)."""
    (folder / TEXT_FILE).write_text("\f".join(texts))
    pages = [
        Page(
            number=number,
            text=text,
            found_language=language_found(text),
            words=(Word(text, Box(1, 2, 3, 4), 96.5, 1, 1, 1),),
        )
        for number, text in enumerate(texts, 1)
    ]
    lines = [json.dumps(page.to_json(), ensure_ascii=False) + "\n" for page in pages]
    (folder / PAGES_FILE).write_text("".join(lines))
    names = {}
    for rendering, content in outputs.items():
        names[rendering] = f"result.{rendering}"
        (folder / names[rendering]).write_text(content)
    return ResultHead(
        page_count=len(texts),
        confidence=96.5,
        language="eng",
        processing_time_s=0.25,
        category=Category(name="letter", confidence=0.9),
        outputs=names,
    )


async def resolved_nowhere(host: str, port: int) -> Sequence[Address]:
    """Tests look up no names: each is at the same place on the internet."""
    return (ip_address("93.184.215.14"),)


_IDLE: dict[ApiConfig, list[FastAPI]] = {}
"""Apps that no test has in hand. FastAPI makes an app's routes when it is first asked, which takes longer than most tests."""


@contextmanager
def _app_over(context: ApiContext) -> Iterator[FastAPI]:
    idle = _IDLE.setdefault(context.config, [])
    if idle:
        let_serve(app := idle.pop(), context)
    else:
        app = create_app(context)
    try:
        yield app
    finally:
        idle.append(app)


@asynccontextmanager
async def api_process(
    url: str,
    uploads: Path,
    *,
    config: ApiConfig | None = None,
    policy: IntakePolicy | None = None,
    min_free_bytes: int = 0,
    rules: UploadRules | None = None,
    bucket: S3Config | None = None,
    receipt_rules: ReceiptRules | None = None,
    archive: Archive | None = None,
) -> AsyncIterator[ApiProcess]:
    """An app over the Redis at ``url`` and files in ``uploads``."""
    queue = RedisQueueManager.connect(url)
    guard = Guard(parse_allowed_hosts(["hooks.example:8080"]), look_up=resolved_nowhere)
    store = S3FileStore(bucket) if bucket else FileStorageManager(uploads, min_free_bytes=min_free_bytes)
    intake = Intake(queue, store, policy or IntakePolicy(), guard=guard)
    book = WebhookBook(queue, WebhookFile(uploads))
    context = ApiContext(
        queue=queue,
        store=store,
        intake=intake,
        uploads=UploadSessions(queue, store, intake, rules or UploadRules()),
        upload_links=UploadLinks(secret=b"secret"),
        sessions=Sessions(b"secret"),
        receipts=ReceiptDesk(
            queue,
            store,
            intake,
            SqlReceipts(SqliteDatabase(uploads / RECEIPTS_FOLDER / RECEIPTS_NAME)),
            receipt_rules or ReceiptRules(),
        ),
        keys=KeyRing(queue, KeyFile(uploads)),
        audit_log=AuditLog(uploads),
        webhooks=SubscriptionDesk(queue, book, guard),
        webhook_secrets=WebhookSecrets((), queue, book),
        archive=archive,
        config=config or ApiConfig(version="test"),
    )
    with _app_over(context) as app:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://docvault") as http:
            yield ApiProcess(app=app, http=http, queue=queue, store=store, keys=context.keys, uploads=uploads)
    context.receipts.receipts.close()
    await queue.close()
