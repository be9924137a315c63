"""Judge a document that arrived by a link, when its upload is completed."""

from __future__ import annotations

import asyncio

from ocr_service.domain.arrived_file import ArrivedFile
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.task import IntakeRecord, TaskId
from ocr_service.domain.uploads.upload_session import UploadSession
from ocr_service.errors import (
    EmptyFile,
    FileTooLarge,
    MediaTypeMismatch,
    UploadHashMismatch,
    UploadSizeMismatch,
)
from ocr_service.intake.media_type import LONGEST_HEAD_BYTES, fits_extension, media_type_of, require_extension
from ocr_service.intake.policy import IntakePolicy
from ocr_service.intake.upload import MEDIA_TYPE_MISMATCH, check_header

_SAME_TYPE = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "text/xml": "application/xml"}
_ANY_TYPE = frozenset({"", "application/octet-stream"})


class AdoptedUpload:
    """As ``Upload`` after its ``finish``; the bytes that were judged are those that become the task's."""

    def __init__(self, session: UploadSession, arrived: ArrivedFile, media_type: str, sha256: str) -> None:
        self.task_id: TaskId = session.id
        self.filename = session.filename
        self.media_type = media_type
        self.size = arrived.size
        self._sha256 = sha256
        self._arrived = arrived

    @property
    def sha256(self) -> str:
        """Hex digest."""
        return self._sha256

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd but accepted."""
        return () if fits_extension(self.filename, self.media_type) else (MEDIA_TYPE_MISMATCH,)

    async def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Make document and record durable. Raises ``StorageFull``, ``StorageUnavailable``, ``StorageFailed``."""
        return await asyncio.to_thread(self._arrived.commit, record)

    async def discard(self) -> None:
        """Leave nothing of the task behind; the upload stays."""
        await asyncio.to_thread(self._arrived.discard)


def adopt(store: FileStore, policy: IntakePolicy, session: UploadSession, size: int) -> AdoptedUpload:
    """The upload as a document; blocks while it is read once.

    Size and first bytes are looked at before anything is copied, and what is judged whole is out of the link's reach:
    it may still be used meanwhile. Raises ``UploadIncomplete``, ``UploadSizeMismatch``, ``UploadHashMismatch``,
    ``MediaTypeMismatch`` and what ``Upload.finish`` raises.
    """
    arrival = store.uploads.look(session.id, session.id, LONGEST_HEAD_BYTES)
    try:
        _check_size(arrival.size, size, session, policy)
        media_type = media_type_of(arrival.head)
        _check_type(media_type, session, policy)
        arrived = arrival.adopt(media_type)
    except BaseException:
        arrival.discard()
        raise
    try:
        sha256 = _judged(arrived, policy, session, size, media_type)
    except BaseException:
        arrived.discard()
        raise
    return AdoptedUpload(session, arrived, media_type, sha256)


def _judged(
    arrived: ArrivedFile, policy: IntakePolicy, session: UploadSession, size: int, media_type: str
) -> str:
    """The digest of a copy that is what was announced."""
    _check_size(arrived.size, size, session, policy)
    with arrived.open() as file:
        if media_type_of(file.read(LONGEST_HEAD_BYTES)) != media_type:
            raise MediaTypeMismatch("The file changed while it was completed. Complete it again.")
    check_header(arrived, media_type, policy)
    sha256 = arrived.sha256()
    if session.sha256 and sha256 != session.sha256:
        raise UploadHashMismatch(sha256=sha256)
    return sha256


def _check_size(found: int, told: int, session: UploadSession, policy: IntakePolicy) -> None:
    if found == 0:
        raise EmptyFile
    if found > policy.max_bytes:
        raise FileTooLarge(max_bytes=policy.max_bytes)
    if found != told or (session.size and found != session.size):
        raise UploadSizeMismatch(found_bytes=found, announced_bytes=session.size or told)


def _check_type(media_type: str, session: UploadSession, policy: IntakePolicy) -> None:
    told = plain_type(session.file_type)
    if told not in _ANY_TYPE and told != media_type:
        raise MediaTypeMismatch(
            f"The file is {media_type}, not {told} as announced. Begin another upload.", media_type=media_type
        )
    if policy.strict_types:
        require_extension(session.filename, media_type)


def plain_type(file_type: str) -> str:
    """A media type without parameters, by its usual name."""
    plain = file_type.partition(";")[0].strip().lower()
    return _SAME_TYPE.get(plain, plain)


def is_known_type(file_type: str, known: frozenset[str]) -> bool:
    """True for a type that may be announced."""
    return plain_type(file_type) in known | _ANY_TYPE
