"""The sessions of uploads by signed links, in Redis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ocr_service.domain.uploads.upload_session import UploadSession, UploadState
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import compact_json, hash_of

_CLAIM_MS = 600_000
_STEP = 500
_TEXTS = ("key", "filename", "file_type", "sha256", "owner", "key_id", "parts_id", "created_at", "expires_at")
_NUMBERS = ("size", "part_bytes")


class Uploads(QueuePart):
    """Implements ``domain.uploads.upload_session.UploadQueue``."""

    async def open_upload(self, session: UploadSession, *, session_s: int) -> UploadSession:
        """Begin a session that may be completed within ``session_s``; returns it with its times."""
        fields = {name: str(getattr(session, name) or "") for name in (*_TEXTS[:-2], *_NUMBERS)}
        fields["wishes"] = compact_json(dict(session.wishes)) if session.wishes else ""
        flat = [text for pair in fields.items() if pair[1] for text in pair]
        created_at, expires_at = await self.scripts.run("open_upload", session.id, session_s, *flat)
        return replace(session, created_at=created_at, expires_at=expires_at, left_s=session_s)

    async def upload(self, upload_id: str) -> UploadSession | None:
        """The session, or None."""
        return (await self.known_uploads([upload_id])).get(upload_id)

    async def known_uploads(self, upload_ids: Sequence[str]) -> Mapping[str, UploadSession]:
        """Those of the given sessions that exist."""
        commands = [("HGETALL", self._keys.upload(upload_id)) for upload_id in upload_ids]
        (now_s, _), *rows = await self._pipelined([("TIME",), *commands])
        found = zip(upload_ids, map(hash_of, rows), strict=True)
        return {
            upload_id: _session(upload_id, row, int(now_s) * 1000)
            for upload_id, row in found
            if "state" in row
        }

    async def uploads_of(self, owner: str) -> Sequence[UploadSession]:
        """All sessions of an owner, looked for among all there are."""
        prefix = self._keys.upload("")
        keys = self._each(self._client.scan_iter(match=f"{prefix}*", count=_STEP))
        found = await self.known_uploads([key.removeprefix(prefix) async for key in keys])
        return [session for session in found.values() if session.owner == owner]

    async def begin_completion(self, upload_id: str) -> UploadState | None:
        """Claim the completion for one call: CREATED when it is the caller's now, else the state that does not allow it."""
        state = await self.scripts.run("begin_completion", upload_id, _CLAIM_MS)
        return UploadState(state) if state else None

    async def end_completion(self, upload_id: str, *, is_completed: bool) -> None:
        """Say how the completion ended: the session is COMPLETED, or CREATED again."""
        await self.scripts.run("end_completion", upload_id, "1" if is_completed else "")

    async def close_upload(self, upload_id: str) -> None:
        """Forget a session."""
        await self._ask(self._client.unlink(self._keys.upload(upload_id)))


def _session(upload_id: str, row: Mapping[str, str], now_ms: int) -> UploadSession:
    left_ms = int(row.get("expires_ms", 0)) - now_ms
    state = UploadState(row["state"])
    if state is UploadState.CREATED and left_ms <= 0:
        state = UploadState.EXPIRED
    values: dict[str, Any] = {name: row.get(name, "") for name in _TEXTS}
    values |= {name: int(row.get(name, 0)) for name in _NUMBERS}
    values["wishes"] = json.loads(row.get("wishes", "{}"))
    return UploadSession(id=upload_id, state=state, left_s=max(0, left_ms // 1000), **values)
