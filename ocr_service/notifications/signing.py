"""Sign what is told, as Standard Webhooks 1.0 says, and make the secrets for it."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
_NEW_BYTES = 32
_LEAST_BYTES, _MOST_BYTES = 24, 64


def new_secret() -> str:
    """A fresh random secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_NEW_BYTES)).decode("ascii")


def checked_secret(text: str) -> str:
    """The secret, if it is one: ``whsec_`` and 24 to 64 bytes in Base64. Raises ``ValueError``."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(PREFIX) or not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError(
            f"A webhook's secret is {PREFIX} and {_LEAST_BYTES} to {_MOST_BYTES} random bytes in Base64;"
            " `ocr-service webhooks secret --new` makes one"
        )
    return text


def owners_secret(secret: str, owner: str) -> str:
    """The secret of one owner, drawn from the service's: none can sign for another. Without an owner the service's own."""
    if not owner:
        return secret
    key = base64.b64decode(secret.removeprefix(PREFIX))
    drawn = hmac.digest(key, b"callbacks of " + owner.encode(), "sha256")
    return PREFIX + base64.b64encode(drawn).decode("ascii")


def signed_headers(message_id: str, now_ms: int, body: str, secret_texts: Iterable[str]) -> dict[str, str]:
    """The three headers of a message, with one signature for each secret: receivers take the first that fits."""
    seconds = now_ms // 1000
    # The library writes the zone over, instead of converting it: the time must be in UTC.
    at = datetime.fromtimestamp(seconds, UTC)
    signatures = [Webhook(text).sign(message_id, at, body) for text in secret_texts]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }
