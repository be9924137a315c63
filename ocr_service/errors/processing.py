"""A run went wrong; the next one may not."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class ProcessingError(OcrServiceError):
    """A defect of the service ended the run, and would again. The worker's log names the place; report it."""

    code = "PROCESSING_FAILED"
    http_status = 409
    title = "Processing went wrong."


class ProcessLost(ProcessingError):
    """The process that reads documents is gone or could not be started. It is tried again; see the worker's log."""

    code = "PROCESS_LOST"
    is_transient = True


class WorkerOutOfMemory(ProcessingError):
    """The worker itself reached its limit of memory and starts anew. It is tried again; if it comes back, report it with the worker's log."""

    code = "WORKER_OUT_OF_MEMORY"
    is_transient = True


class EngineFailed(ProcessingError):
    """The OCR engine ended with an error. It is tried again; see the worker's log."""

    code = "ENGINE_FAILED"
    is_transient = True


class DocumentCrashed(ProcessingError):
    """The document ended the process that read it, twice. Look at it, then retry the task."""

    code = "DOCUMENT_CRASHED"
    is_transient = True


class WorkerLost(ProcessingError):
    """The workers that ran this task vanished again and again. See their logs, then retry the task."""

    code = "WORKER_LOST"
    is_transient = True


class StorageFailed(ProcessingError):
    """The file of the task cannot be read or written. Check UPLOAD_DIR, then retry the task."""

    code = "STORAGE_FAILED"
    http_status = 503
    is_transient = True
    retry_after_s = 30


class LeaseLost(OcrServiceError):
    """The claim's token is no longer the task's: another worker has it, or it was ended."""

    code = "LEASE_LOST"
    http_status = 409
