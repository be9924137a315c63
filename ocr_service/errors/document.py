"""The document is at fault; found by the worker, never retried."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class DocumentError(OcrServiceError):
    """The document cannot be processed, however often it is tried."""

    code = "DOCUMENT_ERROR"
    http_status = 409
    title = "The document cannot be processed."


class DocumentCorrupt(DocumentError):
    """The document is damaged and cannot be opened. Export or scan it again."""

    code = "DOCUMENT_CORRUPT"


class PictureUnsupported(DocumentError):
    """The picture is whole, and of a kind that is not read. Save it as PNG or JPEG, or with 8 bits a sample."""

    code = "PICTURE_UNSUPPORTED"


class PasswordRequired(DocumentError):
    """The PDF is password-protected. Send its password with the upload."""

    code = "PASSWORD_REQUIRED"


class PasswordWrong(DocumentError):
    """The password does not open this PDF. Send the right one with a new upload."""

    code = "PASSWORD_WRONG"


class SeparatorsUnavailable(DocumentError):
    """Separator sheets cannot be read here: the worker lacks the extra `barcodes` (`pip install 'docvault-ocr[barcodes]'`) or the program qpdf. Install them, or leave `split` out."""

    code = "SEPARATORS_UNAVAILABLE"


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


class DocumentSilent(DocumentError):
    """Nothing was heard of the document for too long. Simplify it, or raise WORKER_STALL_SECONDS."""

    code = "DOCUMENT_SILENT"


class MemoryLimit(DocumentError):
    """The document needs more memory than a worker may use. Simplify it or lower its resolution, or raise WORKER_MEMORY_MB with PAGE_SLOTS=1."""

    code = "MEMORY_LIMIT"


class DiskLimit(DocumentError):
    """The document needs more room on disk than a task may use. Split it, or raise TASK_DISK_MB."""

    code = "DISK_LIMIT"


class ResultTooLarge(DocumentError):
    """The head of the result is larger than 256 kB. Split the document, or ask for fewer facts."""

    code = "RESULT_TOO_LARGE"
