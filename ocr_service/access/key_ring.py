"""Make, find, rotate and revoke API keys, without a restart.

Keys live in Redis; each change is first made durable in a file beside the documents. A Redis that forgot everything
gets them back from there, so that a keyed service never opens by losing its memory.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ocr_service.access.key_text import hashed, is_same, key_text, new_id, new_secret, split_key
from ocr_service.domain.api_key import ApiKey, KeyLimits, KeyStore, Scope
from ocr_service.errors import KeyNotFound
from ocr_service.storage.key_file import KeyFile

_DAY_MS = 86_400_000
_HASH_CHARS = 16


class KeyRing:
    """All keys of a service; every process has its own ring over the same store and file."""

    def __init__(self, store: KeyStore, file: KeyFile) -> None:
        self._store = store
        self._file = file

    async def find(self, text: str) -> tuple[ApiKey | None, bool]:
        """The live key of that text, and whether the service has keys at all. Raises ``BackendUnavailable``."""
        key_id, secret = split_key(text) or ("", "")
        key, count = await self._store.api_key(key_id)
        if not count:
            restored = await self._restored()
            key, count = next((each for each in restored if each.id == key_id), None), len(restored)
        if key is None or not secret:
            return None, count > 0
        now_ms = await self._store.now_ms()
        is_known = is_same(key.hash, secret) or (
            now_ms < key.previous_until_ms and is_same(key.previous_hash, secret)
        )
        return (key if is_known and key.is_live(now_ms) else None), True

    async def named(self, subject: str) -> ApiKey | None:
        """The key that ``subject_of`` named, unless it is revoked, has expired or got another secret since."""
        key, _ = await self._store.api_key(subject.partition(":")[0])
        if key is None or subject_of(key) != subject or not key.is_live(await self._store.now_ms()):
            return None
        return key

    async def all(self) -> tuple[ApiKey, ...]:
        """All keys, the newest last."""
        keys = await self._store.api_keys() or await self._restored()
        return tuple(sorted(keys, key=lambda key: key.created_at_ms))

    async def create(
        self,
        *,
        name: str,
        owner: str,
        scopes: tuple[Scope, ...],
        limits: KeyLimits,
        days: int = 0,
    ) -> tuple[ApiKey, str]:
        """A new key and its text, which is told this once; it ends after ``days`` (0: never)."""
        now_ms, secret = await self._store.now_ms(), new_secret()
        key = ApiKey(
            id=new_id(),
            name=name,
            owner=owner,
            scopes=scopes,
            limits=limits,
            hash=hashed(secret),
            created_at_ms=now_ms,
            expires_at_ms=now_ms + days * _DAY_MS if days else 0,
        )
        await self._keep(key)
        return key, key_text(key.id, secret)

    async def rotate(self, key_id: str, *, overlap_s: int = 0) -> tuple[ApiKey, str]:
        """A new secret for a key; the old one is good for ``overlap_s`` more. Raises ``KeyNotFound``."""
        key, now_ms, secret = await self._live(key_id), await self._store.now_ms(), new_secret()
        rotated = replace(
            key,
            hash=hashed(secret),
            previous_hash=key.hash if overlap_s else "",
            previous_until_ms=now_ms + overlap_s * 1000 if overlap_s else 0,
        )
        await self._keep(rotated)
        return rotated, key_text(key.id, secret)

    async def revoke(self, key_id: str) -> ApiKey:
        """End a key at once; its row stays for the record. Raises ``KeyNotFound``."""
        revoked = replace(await self._live(key_id), revoked_at_ms=await self._store.now_ms())
        await self._keep(revoked)
        return revoked

    async def _live(self, key_id: str) -> ApiKey:
        for key in await self.all():
            if key.id == key_id and not key.revoked_at_ms:
                return key
        raise KeyNotFound

    async def _keep(self, key: ApiKey) -> None:
        known = {each.id: each for each in await self.all()} | {key.id: key}
        await asyncio.to_thread(self._file.write, list(known.values()))
        await self._store.put_api_keys(key)

    async def _restored(self) -> tuple[ApiKey, ...]:
        """What the file holds, given back to a store that has nothing."""
        keys = await asyncio.to_thread(self._file.read)
        if keys:
            await self._store.put_api_keys(*keys)
        return tuple(keys)


def subject_of(key: ApiKey) -> str:
    """Names a key and which of its secrets; tells neither."""
    return f"{key.id}:{key.hash[:_HASH_CHARS]}"
