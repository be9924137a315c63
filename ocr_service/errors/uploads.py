"""An upload by a link is not what was announced, or not where it should be."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class UploadError(OcrServiceError):
    """The upload does not allow this. See `status` of the upload."""

    code = "UPLOAD_CONFLICT"
    http_status = 409
    title = "The upload does not allow this."


class UploadNotFound(UploadError):
    """There is no such upload. Check its id, and the API key that began it."""

    code = "UPLOAD_NOT_FOUND"
    http_status = 404


class UploadExpired(UploadError):
    """The upload was not completed in its time. Begin another one."""

    code = "UPLOAD_EXPIRED"
    http_status = 410


class UploadIncomplete(UploadError):
    """Not all bytes have arrived. Send them to the link, then complete the upload again."""

    code = "UPLOAD_INCOMPLETE"
    retry_after_s = 2


class UploadBusy(UploadError):
    """Another call is completing this upload. Ask for its status in a moment."""

    code = "UPLOAD_BUSY"
    retry_after_s = 2


class UploadKeyMismatch(UploadError):
    """This is not the key that was given for the upload. Send `s3_key` as the first answer had it."""

    code = "UPLOAD_KEY_MISMATCH"
    http_status = 422


class UploadSizeMismatch(UploadError):
    """The file has another size than was announced. Send the whole file to the link again, or begin another upload."""

    code = "UPLOAD_SIZE_MISMATCH"
    http_status = 422


class UploadHashMismatch(UploadError):
    """The file has another SHA-256 than was announced. Send it to the link again, or begin another upload."""

    code = "UPLOAD_HASH_MISMATCH"
    http_status = 422


class UploadLinkInvalid(UploadError):
    """The link is not one of ours, or its time is over. Ask for the upload's status to get another."""

    code = "UPLOAD_LINK_INVALID"
    http_status = 403


class UploadsDisabled(UploadError):
    """Uploads by a link are switched off here. Send the document to /api/v1/ocr/process, or set ENABLE_UPLOADS=1."""

    code = "UPLOADS_DISABLED"
    http_status = 404
