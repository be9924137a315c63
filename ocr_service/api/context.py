"""What every route works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

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
from ocr_service.filing.watched import WatchedNumbers
from ocr_service.intake.receipt_desk import ReceiptDesk
from ocr_service.intake.submit import Intake
from ocr_service.intake.upload_sessions import UploadSessions
from ocr_service.notifications.desk import SubscriptionDesk
from ocr_service.notifications.webhook_secrets import WebhookSecrets
from ocr_service.receipts.receipt import ReceiptNumbers


class Watched(Protocol):
    """The watched folder, as far as the API has to do with it. Both block."""

    def numbers(self) -> WatchedNumbers | None:
        """How it stands; None where no folder is watched."""
        ...

    def forget_owner(self, owner: str) -> int:
        """Forget what is known of an owner's files; returns of how many. Raises ``StorageFailed``."""
        ...


class NoneWatched:
    """The default of ``ApiContext.watched``."""

    def numbers(self) -> WatchedNumbers | None:
        """Nothing."""
        return None

    def forget_owner(self, owner: str) -> int:
        """Nothing."""
        return 0


async def nothing_to_close() -> None:
    """The default of ``ApiContext.close``."""


async def no_limits() -> Mapping[str, tuple[LimitUse, LimitPolicy]]:
    """The default of ``ApiContext.limits_used``: no service outside is configured."""
    return {}


async def no_sources() -> Mapping[str, Mapping[str, Any]]:
    """The default of ``ApiContext.sources``: nobody polls any."""
    return {}


async def no_receipts() -> ReceiptNumbers | None:
    """The default of ``ApiContext.receipt_numbers``: nobody has any."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContext:
    """The parts of one API process. ``close`` is awaited when the process stops.

    ``limits_used`` tells what of the limits of services outside is in use, by service, ``sources`` how those that are polled do,
    ``receipt_numbers`` raises ``ReceiptsUnavailable``.
    """

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
    watched: Watched = field(default_factory=NoneWatched)
    close: Callable[[], Awaitable[None]] = nothing_to_close
    limits_used: Callable[[], Awaitable[Mapping[str, tuple[LimitUse, LimitPolicy]]]] = no_limits
    sources: Callable[[], Awaitable[Mapping[str, Mapping[str, Any]]]] = no_sources
    receipt_numbers: Callable[[], Awaitable[ReceiptNumbers | None]] = no_receipts
    turns: Turns = field(default_factory=Turns)


async def context_of(connection: HTTPConnection) -> ApiContext:
    """The context the app was created with (async: FastAPI would run it in a thread otherwise)."""
    context: ApiContext = connection.app.state.context
    return context


Context = Annotated[ApiContext, Depends(context_of)]
