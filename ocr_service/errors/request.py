"""The request or the file is at fault; found before the task exists."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class InputError(OcrServiceError):
    """The request cannot be accepted. Change it before you send it again."""

    code = "VALIDATION_ERROR"
    http_status = 422
    title = "The request cannot be accepted."


class EmptyFile(InputError):
    """The file holds no bytes. Send the document itself."""

    code = "EMPTY_FILE"


class UnsupportedMediaType(InputError):
    """The file is none of PDF, PNG, JPEG, TIFF, WebP, BMP, GIF, (with the extra `heic`) HEIC or an invoice in XML (CII, UBL). Convert it to one of them."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    http_status = 415


class EncodedBody(InputError):
    """The body is compressed as a whole, which is not undone here. Send it without Content-Encoding."""

    code = "ENCODED_BODY"
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


class EngineUnavailable(InputError):
    """The engine is not installed here, or this machine or its memory does not hold it. Choose among `installed`, or leave `engine` out."""

    code = "ENGINE_UNAVAILABLE"


class ValidationFailed(InputError):
    """A parameter is missing, unknown or wrong. See `errors`."""


class SearchInvalid(InputError):
    """This cannot be searched for. Give words, "phrases", beginnings* and -words to leave out."""

    code = "SEARCH_INVALID"


class InvalidWebhookUrl(InputError):
    """The address is no http or https URL that could be called. Give one such as `https://example.org/hooks`."""

    code = "INVALID_WEBHOOK_URL"


class BlockedWebhookUrl(InputError):
    """The address leads to a machine that is not on the internet. Name it in WEBHOOK_ALLOWED_HOSTS, or take another."""

    code = "BLOCKED_WEBHOOK_URL"


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


class NotAcceptable(InputError):
    """A result has the schemas 1 and 2 only. Accept application/json; schema=2, schema=1, or application/x-ndjson."""

    code = "NOT_ACCEPTABLE"
    http_status = 406
    title = "The result has no such form."


class RangeNotSatisfiable(InputError):
    """The file has no such range. See the header `Content-Range` for its size."""

    code = "RANGE_NOT_SATISFIABLE"
    http_status = 416
    title = "The file has no such range."
