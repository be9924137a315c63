"""Who may call, and how often."""

from __future__ import annotations

from ocr_service.errors.base import OcrServiceError


class AccessError(OcrServiceError):
    """The caller may not do this."""

    code = "ACCESS_DENIED"
    http_status = 403
    title = "The caller may not do this."


class Unauthorized(AccessError):
    """The API key is missing or wrong. Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`."""

    code = "UNAUTHORIZED"
    http_status = 401
    title = "The API key is missing or wrong."


class CrossSiteRequest(AccessError):
    """A page of another web site sent this from a browser. Set API_KEYS, and send the key."""

    code = "CROSS_SITE_REQUEST"
    title = "Another web site sent this."


class WrongHost(AccessError):
    """The service was called by a name of the internet. Add it to API_ALLOWED_HOSTS, or set API_KEYS."""

    code = "WRONG_HOST"
    http_status = 421
    title = "The service is not called so."


class KeyNotFound(AccessError):
    """There is no such key. See `GET /api/v1/keys`."""

    code = "KEY_NOT_FOUND"
    http_status = 404
    title = "There is no such key."


class TooManyRequests(AccessError):
    """Too many calls. Wait for `Retry-After` seconds."""

    code = "TOO_MANY_REQUESTS"
    http_status = 429
    title = "There were too many calls."
    is_transient = True
    retry_after_s = 5


class TooManyListeners(AccessError):
    """All places for listeners are taken, or the key holds its half of them. Close some, ask for the status, or raise API_MAX_LISTENERS."""

    code = "TOO_MANY_LISTENERS"
    http_status = 429
    title = "All places for listeners are taken."
    is_transient = True
    retry_after_s = 10


class TooManyConnections(AccessError):
    """This process has as many connections as it can serve. Close those that are not needed, and try again."""

    code = "TOO_MANY_CONNECTIONS"
    http_status = 503
    title = "Too many connections are open."
    is_transient = True
    retry_after_s = 2


class QuotaExceeded(AccessError):
    """This key has used up what it may. Wait, or ask whoever runs the service for more."""

    code = "QUOTA_EXCEEDED"
    http_status = 429
    title = "The key's quota is used up."

    @classmethod
    def of(cls, what: str) -> QuotaExceeded:
        """Name what was used up: ``waiting_tasks``, ``pages`` or ``bytes``."""
        if what == "waiting_tasks":
            return cls(
                "As many tasks of this key wait as it may have. Send more when some have ended.",
                retry_after_s=30,
            )
        return cls(f"This key has used up its {what} of this month. They begin anew with the next (UTC).")
