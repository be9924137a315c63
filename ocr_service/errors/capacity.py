"""There is no room right now."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class CapacityError(OcrServiceError):
    """The service has no room right now. Try again later."""

    code = "BACKEND_UNAVAILABLE"
    http_status = 503
    is_transient = True
    title = "The service has no room right now."
    retry_after_s = 5


class QueueFull(CapacityError):
    """The queue is full. Try again when it has become shorter."""

    code = "QUEUE_FULL"
    retry_after_s = 30


class StorageFull(CapacityError):
    """The disk is full. Free some room, or try again later."""

    code = "STORAGE_FULL"
    http_status = 507
    retry_after_s = 60


class StorageUnavailable(CapacityError):
    """The store of documents cannot be reached. Try again in a few seconds."""

    code = "STORAGE_UNAVAILABLE"
    title = "The service is not available right now."


class ReceiptsUnavailable(CapacityError):
    """The database of receipts cannot be used. Try again in a few seconds."""

    code = "RECEIPTS_UNAVAILABLE"
    title = "The service is not available right now."


class ArchiveUnavailable(CapacityError):
    """The archive cannot be used. See whether its folder is there and has room."""

    code = "ARCHIVE_UNAVAILABLE"
    title = "The service is not available right now."
    retry_after_s = 30


class BackendUnavailable(CapacityError):
    """Redis cannot be reached or takes no writes. Try again in a few seconds."""

    title = "The service is not available right now."


class NotReady(CapacityError):
    """A document would not be read now. See `checks` for what is missing."""

    code = "NOT_READY"
    title = "The service is not available right now."
