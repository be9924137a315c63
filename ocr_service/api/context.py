"""What every route works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from ocr_service.access.audit_log import AuditLog
from ocr_service.access.key_ring import KeyRing
from ocr_service.access.sessions import Sessions
from ocr_service.api.config import ApiConfig
from ocr_service.api.turns import Turns
from ocr_service.api.upload_links import UploadLinks
from ocr_service.archive.archive import Archive
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.outside.limits import LimitPolicy, LimitUse
from ocr_service.domain.task_queue import ServiceQueue
from ocr_service.intake.receipt_desk import ReceiptDesk
from ocr_service.intake.submit import Intake
from ocr_service.intake.upload_sessions import UploadSessions
from ocr_service.notifications.desk import SubscriptionDesk
from ocr_service.notifications.webhook_secrets import WebhookSecrets


async def nothing_to_close() -> None:
    """The default of ``ApiContext.close``."""


async def no_vision() -> None:
    """The default of ``ApiContext.vision_use``: no service is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContext:
    """The parts of one API process. ``close`` is awaited when the process stops; ``vision_use`` tells what of the vision service's limit is in use."""

    queue: ServiceQueue
    store: FileStore
    intake: Intake
    config: ApiConfig
    keys: KeyRing
    audit_log: AuditLog
    webhooks: SubscriptionDesk
    webhook_secrets: WebhookSecrets
    uploads: UploadSessions
    upload_links: UploadLinks
    receipts: ReceiptDesk
    sessions: Sessions
    archive: Archive | None = None
    close: Callable[[], Awaitable[None]] = nothing_to_close
    vision_use: Callable[[], Awaitable[tuple[LimitUse, LimitPolicy] | None]] = no_vision
    turns: Turns = field(default_factory=Turns)


async def context_of(connection: HTTPConnection) -> ApiContext:
    """The context the app was created with (async: FastAPI would run it in a thread otherwise)."""
    context: ApiContext = connection.app.state.context
    return context


Context = Annotated[ApiContext, Depends(context_of)]
