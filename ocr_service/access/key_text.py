"""The text of an API key: ``ocr_{id}_{secret}``."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string

_ID_CHARS, _ID_LENGTH = string.ascii_lowercase + "234567", 10
_SECRET_CHARS, _SECRET_LENGTH = string.ascii_letters + string.digits, 43  # 256 bits
_TEXT = re.compile(rf"ocr_([a-z2-7]{{{_ID_LENGTH}}})_([A-Za-z0-9]{{{_SECRET_LENGTH}}})")


def new_id() -> str:
    """A random id, which may be shown and logged."""
    return "".join(secrets.choice(_ID_CHARS) for _ in range(_ID_LENGTH))


def new_secret() -> str:
    """A random secret of 256 bits."""
    return "".join(secrets.choice(_SECRET_CHARS) for _ in range(_SECRET_LENGTH))


def key_text(key_id: str, secret: str) -> str:
    """What its holder sends."""
    return f"ocr_{key_id}_{secret}"


def split_key(text: str) -> tuple[str, str] | None:
    """Id and secret of a key's text; None when it is none of ours."""
    match = _TEXT.fullmatch(text)
    return (match[1], match[2]) if match else None


def hashed(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(hash_hex: str, secret: str) -> bool:
    """Compare in constant time; False for an empty hash."""
    return bool(hash_hex) and hmac.compare_digest(hash_hex, hashed(secret))
