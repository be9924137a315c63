"""Keys that stand in the settings, and the owners whose tasks they make and see."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfiguredKey:
    """A key and the owner whose tasks it makes and sees."""

    owner: str
    key: str

    @property
    def id(self) -> str:
        """Names it without telling it."""
        return f"set-{hashlib.sha256(self.key.encode()).hexdigest()[:24]}"


def parse_keys(texts: Iterable[str]) -> tuple[ConfiguredKey, ...]:
    """Keys written as ``owner:key``; a bare key owns what it sends under a name derived from it."""
    return tuple(_parse_key(text) for text in texts if text)


def _parse_key(text: str) -> ConfiguredKey:
    owner, colon, key = text.partition(":")
    if colon and owner and key:
        return ConfiguredKey(owner, key)
    return ConfiguredKey(f"key-{hashlib.sha256(text.encode()).hexdigest()[:12]}", text)


def find_key(keys: Sequence[ConfiguredKey], sent: str) -> ConfiguredKey | None:
    """The key that was sent; compares with every key in constant time."""
    matches = [key for key in keys if hmac.compare_digest(key.key.encode(), sent.encode())]
    return matches[0] if matches else None


def key_named(keys: Sequence[ConfiguredKey], key_id: str) -> ConfiguredKey | None:
    """The key of that id."""
    return next((key for key in keys if key.id == key_id), None)
