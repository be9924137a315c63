"""Every error the service can name, each with a code, an HTTP status and a remedy.

::

    OcrServiceError
    ├── InputError            the request or the file is at fault; found before the task exists
    │   ├── EmptyFile · UnsupportedMediaType · MediaTypeMismatch · FileTooLarge · ImageTooLarge
    │   ├── InvalidLanguage · ValidationFailed · BadMultipart · TooManyParts · FieldTooLarge · BodyTooLarge
    │   ├── UploadTimeout · UploadAborted
    │   └── RouteNotFound · MethodNotAllowed · RangeNotSatisfiable
    ├── DocumentError         the document is at fault; found by the worker, never retried
    │   ├── DocumentCorrupt · PasswordRequired · PasswordWrong · NoPages
    │   ├── TooManyPages · PageTooLarge · PageTimeout · DocumentTimeout · MemoryLimit · DiskLimit
    │   └── ResultTooLarge
    ├── StateError            the task is not in a state that allows this
    │   ├── TaskNotFound · BatchNotFound · OutputNotAvailable
    │   ├── ResultNotReady · ResultExpired · TaskFailed · TaskCancelled
    │   └── TaskStateConflict · IdempotencyConflict
    ├── AccessError           Unauthorized · CrossSiteRequest · TooManyRequests
    ├── CapacityError         QueueFull · StorageFull · BackendUnavailable · NotReady  (try again later)
    └── ProcessingError       EngineFailed · DocumentCrashed · WorkerLost · StorageFailed  (retried)
        LeaseLost             a worker's claim is no longer its own; never shown to a user
"""

from __future__ import annotations

from typing import ClassVar


class OcrServiceError(Exception):
    """Base of all named errors.

    ``detail`` is one sentence for a human that says what to do; ``extra`` are values that a
    program may read (they become members of the problem+json answer).
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    http_status: ClassVar[int] = 500
    is_transient: ClassVar[bool] = False
    title: ClassVar[str] = "Something went wrong on our side."
    retry_after_s: ClassVar[int | None] = None

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        self.detail = detail or (type(self).__doc__ or self.title).strip().splitlines()[0]
        self.extra = extra
        super().__init__(self.detail)


# --- the request or the file is at fault ------------------------------------------------------


class InputError(OcrServiceError):
    """The request cannot be accepted. Change it before you send it again."""

    code = "VALIDATION_ERROR"
    http_status = 422
    title = "The request cannot be accepted."


class EmptyFile(InputError):
    """The file holds no bytes. Send the document itself."""

    code = "EMPTY_FILE"


class UnsupportedMediaType(InputError):
    """The file is none of PDF, PNG, JPEG, TIFF, WebP, BMP, GIF or (with the extra `heic`) HEIC. Convert it to one of them."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    http_status = 415


class MediaTypeMismatch(InputError):
    """The file's name does not fit its content. Give it the extension of its real type."""

    code = "MEDIA_TYPE_MISMATCH"
    http_status = 415


class FileTooLarge(InputError):
    """The file is larger than this service accepts. Split it, or ask for a larger MAX_FILE_MB."""

    code = "FILE_TOO_LARGE"
    http_status = 413


class ImageTooLarge(InputError):
    """The picture has more pixels than this service accepts. Scale it down."""

    code = "IMAGE_TOO_LARGE"


class InvalidLanguage(InputError):
    """The language is not installed here. Choose among `installed`."""

    code = "INVALID_LANGUAGE"


class ValidationFailed(InputError):
    """A parameter is missing, unknown or wrong. See `errors`."""


class BadMultipart(InputError):
    """The body is no well-formed multipart/form-data. Send the document in the part `file`."""

    code = "BAD_MULTIPART"
    http_status = 400


class TooManyParts(InputError):
    """The form has too many parts. Send fewer files in one batch."""

    code = "TOO_MANY_PARTS"
    http_status = 413


class DuplicateFile(TooManyParts):
    """The form has several files where one is expected. Send one, or use the batch."""

    http_status = 422


class FieldTooLarge(InputError):
    """A form field is too large. Send documents as files, not as fields."""

    code = "FIELD_TOO_LARGE"
    http_status = 413


class BodyTooLarge(InputError):
    """The body of this call is too large. Send documents to /api/v1/ocr/process."""

    code = "BODY_TOO_LARGE"
    http_status = 413


class UploadTimeout(InputError):
    """The body arrived too slowly. Send it again over a better line."""

    code = "UPLOAD_TIMEOUT"
    http_status = 408


class UploadAborted(InputError):
    """The connection was closed before the body was complete. Send it again."""

    code = "UPLOAD_ABORTED"
    http_status = 400


class RouteNotFound(InputError):
    """There is nothing at this address. See /docs for what there is."""

    code = "NOT_FOUND"
    http_status = 404
    title = "There is nothing at this address."


class MethodNotAllowed(InputError):
    """This address does not take this method. See the header `Allow`."""

    code = "METHOD_NOT_ALLOWED"
    http_status = 405
    title = "This address does not take this method."


class RangeNotSatisfiable(InputError):
    """The file has no such range. See the header `Content-Range` for its size."""

    code = "RANGE_NOT_SATISFIABLE"
    http_status = 416
    title = "The file has no such range."


# --- the document is at fault: found by the worker, never retried -----------------------------


class DocumentError(OcrServiceError):
    """The document cannot be processed, however often it is tried."""

    code = "DOCUMENT_ERROR"
    http_status = 409
    title = "The document cannot be processed."


class DocumentCorrupt(DocumentError):
    """The document is damaged and cannot be opened. Export or scan it again."""

    code = "DOCUMENT_CORRUPT"


class PasswordRequired(DocumentError):
    """The PDF is password-protected. Send its password with the upload."""

    code = "PASSWORD_REQUIRED"


class PasswordWrong(DocumentError):
    """The password does not open this PDF. Send the right one with a new upload."""

    code = "PASSWORD_WRONG"


class NoPages(DocumentError):
    """The document has no page in the wanted range. Check `pages`."""

    code = "NO_PAGES"


class TooManyPages(DocumentError):
    """The document has more pages than this service accepts. Split it, or raise MAX_PAGES."""

    code = "TOO_MANY_PAGES"


class PageTooLarge(DocumentError):
    """A page is too large to be drawn. Scale it down, or raise MAX_PIXELS."""

    code = "PAGE_TOO_LARGE"


class PageTimeout(DocumentError):
    """A page took longer than its limit of time. Simplify it, or raise PAGE_TIMEOUT_SECONDS."""

    code = "PAGE_TIMEOUT"


class DocumentTimeout(DocumentError):
    """The document took longer than its limit of time. Split it, or raise TASK_TIMEOUT_SECONDS."""

    code = "DOCUMENT_TIMEOUT"


class MemoryLimit(DocumentError):
    """The document needs more memory than a worker may use. Lower its resolution, or raise WORKER_MEMORY_MB."""

    code = "MEMORY_LIMIT"


class DiskLimit(DocumentError):
    """The document needs more room on disk than a task may use. Split it, or raise TASK_DISK_MB."""

    code = "DISK_LIMIT"


class ResultTooLarge(DocumentError):
    """The head of the result is larger than 256 kB. Split the document, or ask for fewer facts."""

    code = "RESULT_TOO_LARGE"


# --- the state does not allow it --------------------------------------------------------------


class StateError(OcrServiceError):
    """The task is not in a state that allows this."""

    code = "TASK_STATE_CONFLICT"
    http_status = 409
    title = "The task is not in a state that allows this."


class TaskNotFound(StateError):
    """There is no such task. Check its id, and the API key that made it."""

    code = "TASK_NOT_FOUND"
    http_status = 404


class BatchNotFound(StateError):
    """There is no such batch. Check its id, and the API key that made it."""

    code = "BATCH_NOT_FOUND"
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


# --- who may call, and how often --------------------------------------------------------------


class AccessError(OcrServiceError):
    """The caller may not do this."""

    code = "ACCESS_DENIED"
    http_status = 403
    title = "The caller may not do this."


class Unauthorized(AccessError):
    """The API key is missing or wrong. Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`."""

    code = "UNAUTHORIZED"
    http_status = 401


class CrossSiteRequest(AccessError):
    """A page of another web site sent this from a browser. Set API_KEYS, and send the key."""

    code = "CROSS_SITE_REQUEST"


class TooManyRequests(AccessError):
    """Too many calls. Wait for `Retry-After` seconds."""

    code = "TOO_MANY_REQUESTS"
    http_status = 429
    is_transient = True
    retry_after_s = 5


# --- there is no room right now ---------------------------------------------------------------


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


class BackendUnavailable(CapacityError):
    """Redis cannot be reached or takes no writes. Try again in a few seconds."""


class NotReady(CapacityError):
    """A document would not be read now. See `checks` for what is missing."""

    code = "NOT_READY"


# --- the run went wrong, the next one may not -------------------------------------------------


class ProcessingError(OcrServiceError):
    """Processing went wrong; it is tried again."""

    code = "PROCESSING_FAILED"
    http_status = 409
    is_transient = True
    title = "Processing went wrong."


class EngineFailed(ProcessingError):
    """The OCR engine ended with an error. It is tried again; see the worker's log."""

    code = "ENGINE_FAILED"


class DocumentCrashed(ProcessingError):
    """The document ended the process that read it, twice. Look at it, then retry the task."""

    code = "DOCUMENT_CRASHED"


class WorkerLost(ProcessingError):
    """The workers that ran this task vanished again and again. See their logs, then retry the task."""

    code = "WORKER_LOST"


class StorageFailed(ProcessingError):
    """The file of the task cannot be read or written. Check UPLOAD_DIR, then retry the task."""

    code = "STORAGE_FAILED"
    http_status = 503


class LeaseLost(OcrServiceError):
    """The claim's token is no longer the task's: another worker has it, or it was ended."""

    code = "LEASE_LOST"
    http_status = 409
