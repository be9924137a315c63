"""The task is not in a state that allows what is asked for."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class StateError(OcrServiceError):
    """The task is not in a state that allows this."""

    code = "TASK_STATE_CONFLICT"
    http_status = 409
    title = "The task is not in a state that allows this."


class TaskNotFound(StateError):
    """There is no such task. Check its id, and the API key that made it."""

    code = "TASK_NOT_FOUND"
    title = "There is no such task."
    http_status = 404


class TaskDamaged(StateError):
    """What Redis holds of this task cannot be read. Delete it, and send the document again."""

    code = "TASK_DAMAGED"


class BatchNotFound(StateError):
    """There is no such batch. Check its id, and the API key that made it."""

    code = "BATCH_NOT_FOUND"
    title = "There is no such batch."
    http_status = 404


class ReceiptNotFound(StateError):
    """There is no such receipt. Check its id, and the API key that sent it."""

    code = "RECEIPT_NOT_FOUND"
    title = "There is no such receipt."
    http_status = 404


class UserNotFound(StateError):
    """This user has no receipts. Check `user_id`, or send a receipt first."""

    code = "USER_NOT_FOUND"
    title = "There is no such user."
    http_status = 404


class ReceiptStateConflict(StateError):
    """The receipt's status does not allow this. See `ocr_status`."""

    code = "RECEIPT_STATE_CONFLICT"
    title = "The receipt's status does not allow this."


class ArchiveOff(StateError):
    """There is no archive. Set ARCHIVE=on, and ARCHIVE_DIR to its folder."""

    code = "ARCHIVE_OFF"
    title = "There is no archive."
    http_status = 404


class DocumentNotFound(StateError):
    """There is no such document in the archive. Check its id, and the API key that sent it."""

    code = "DOCUMENT_NOT_FOUND"
    title = "There is no such document."
    http_status = 404


class SubscriptionNotFound(StateError):
    """There is no such subscription. See `GET /api/v1/webhooks`."""

    code = "SUBSCRIPTION_NOT_FOUND"
    title = "There is no such subscription."
    http_status = 404


class TooManySubscriptions(StateError):
    """There are as many subscriptions as there may be. Remove one that is no longer needed."""

    code = "TOO_MANY_SUBSCRIPTIONS"
    title = "There are too many subscriptions."


class NotificationNotFound(StateError):
    """There is no such notification, or its time is over. See `GET /api/v1/notifications`."""

    code = "NOTIFICATION_NOT_FOUND"
    title = "There is no such notification."
    http_status = 404


class OutputNotAvailable(StateError):
    """This rendering was not asked for. Upload the document again with it in `outputs`."""

    code = "OUTPUT_NOT_AVAILABLE"
    title = "There is no such rendering."
    http_status = 404


class ResultNotReady(StateError):
    """The task is not finished. Ask again after `Retry-After` seconds."""

    code = "RESULT_NOT_READY"
    retry_after_s = 2


class ResultExpired(StateError):
    """The result was kept for its time and is gone. Upload the document again."""

    code = "RESULT_EXPIRED"
    title = "The result is gone."
    http_status = 410


class TaskFailed(StateError):
    """The task failed. See `error` for its reason."""

    code = "TASK_FAILED"


class TaskCancelled(StateError):
    """The task was cancelled. Upload the document again."""

    code = "TASK_CANCELLED"


class TaskStateConflict(StateError):
    """The task's state does not allow this. See `status`."""


class IdempotencyConflict(StateError):
    """This Idempotency-Key was used for another file or other fields. Take a new key."""

    code = "IDEMPOTENCY_CONFLICT"
