"""An upload by a signed link, from its beginning to the task it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class UploadState(StrEnum):
    """Where an upload is: announced, its bytes there, being judged, a task, or given up."""

    CREATED = "CREATED"
    UPLOADED = "UPLOADED"
    COMPLETING = "COMPLETING"
    COMPLETED = "COMPLETED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSession:
    """What is known of an upload; its id becomes that of its task.

    ``size`` in bytes (0: not announced) and ``sha256`` are what the caller announced. ``wishes`` are the fields that
    the document will be read with, as a form would send them. ``parts_id`` is set for an upload by parts of
    ``part_bytes``. ``UPLOADED`` is never stored: the store is asked.
    """

    id: str
    key: str
    filename: str
    file_type: str = ""
    size: int = 0
    sha256: str = ""
    owner: str = ""
    key_id: str = ""
    wishes: Mapping[str, str] = field(default_factory=dict)
    parts_id: str = ""
    part_bytes: int = 0
    state: UploadState = UploadState.CREATED
    created_at: str = ""
    expires_at: str = ""
    left_s: int = 0


class UploadQueue(Protocol):
    """The sessions of uploads; times are the queue's own."""

    async def open_upload(self, session: UploadSession, *, session_s: int) -> UploadSession:
        """Begin a session that may be completed within ``session_s``; returns it with its times."""
        ...

    async def upload(self, upload_id: str) -> UploadSession | None:
        """The session, or None."""
        ...

    async def known_uploads(self, upload_ids: Sequence[str]) -> Mapping[str, UploadSession]:
        """Those of the given sessions that exist."""
        ...

    async def uploads_of(self, owner: str) -> Sequence[UploadSession]:
        """All sessions of an owner, looked for among all there are."""
        ...

    async def begin_completion(self, upload_id: str) -> UploadState | None:
        """Claim the completion for one call: CREATED when it is the caller's now, else the state that does not allow it.

        A claim ends by itself after some minutes. None when there is no such session.
        """
        ...

    async def end_completion(self, upload_id: str, *, is_completed: bool) -> None:
        """Say how the completion ended: the session is COMPLETED, or CREATED again."""
        ...

    async def close_upload(self, upload_id: str) -> None:
        """Forget a session."""
        ...
