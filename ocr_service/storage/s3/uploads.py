"""What arrives in the bucket by signed links: it never passes through this service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from ocr_service.domain.file_store import PIECE_BYTES
from ocr_service.domain.task import IntakeRecord, TaskId, is_task_id
from ocr_service.domain.uploads.upload_area import IncomingBytes, SignedRequest, StoredUpload, UploadedPart
from ocr_service.errors import StorageFailed, UploadIncomplete
from ocr_service.storage.intake_record import encode_record
from ocr_service.storage.names import RECORD_NAME, source_name
from ocr_service.storage.s3.bucket import PART_BYTES, Bucket
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.incoming import S3IncomingFile
from ocr_service.storage.s3.multipart import Multipart
from ocr_service.storage.s3.signing import post_form, presigned_url, utc_now
from ocr_service.storage.s3.stored_file import S3StoredFile, open_ranged

SPOOLED_BYTES = PART_BYTES
"""Uploads up to this size are read once and written once; larger ones are copied within the bucket."""
_HASHED_BYTES = 64 * 1024
_PLACE, _CONTENT = "uploads", "content"


class S3Uploads:
    """The ``UploadArea`` of a bucket. Links are good for exactly one key and one method."""

    def __init__(
        self,
        bucket: Bucket,
        config: S3Config,
        *,
        now_s: Callable[[], float],
        receive: Callable[[TaskId], S3IncomingFile],
    ) -> None:
        self._bucket = bucket
        self._config = config
        self._now_s = now_s
        self._receive = receive
        self._multipart = Multipart(config)

    def key(self, upload_id: str) -> str:
        """The key in the bucket."""
        if not is_task_id(upload_id):
            raise StorageFailed("This is no upload's id.")
        return self._config.key(_PLACE, upload_id, _CONTENT)

    def sign_put(self, upload_id: str, *, expires_s: int) -> SignedRequest:
        """A link to write it. Raises ``StorageFailed`` without a key to sign with."""
        self._require_key()
        url = presigned_url(self._config, "PUT", self.key(upload_id), now=utc_now(), expires_s=expires_s)
        return SignedRequest(method="PUT", url=url)

    def sign_form(self, upload_id: str, *, expires_s: int, largest_bytes: int) -> SignedRequest:
        """A form to write 1 to ``largest_bytes`` bytes: the bucket itself refuses more."""
        self._require_key()
        fields = post_form(
            self._config,
            self.key(upload_id),
            now=utc_now(),
            expires_s=expires_s,
            largest_bytes=largest_bytes,
        )
        return SignedRequest(method="POST", url=self._config.base_url, fields=fields)

    def begin_parts(self, upload_id: str) -> str:
        """Begin an upload by parts; returns S3's UploadId."""
        self._require_key()
        return self._multipart.begin(self.key(upload_id))

    def sign_part(self, upload_id: str, parts_id: str, number: int, *, expires_s: int) -> SignedRequest:
        """A link to write one part."""
        query = {"partNumber": str(number), "uploadId": parts_id}
        key = self.key(upload_id)
        url = presigned_url(self._config, "PUT", key, now=utc_now(), expires_s=expires_s, query=query)
        return SignedRequest(method="PUT", url=url)

    def parts(self, upload_id: str, parts_id: str) -> Sequence[UploadedPart]:
        """The parts that have arrived, by number."""
        return self._multipart.parts(self.key(upload_id), parts_id)

    def join_parts(self, upload_id: str, parts_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make one object of the parts; harmless when that was done."""
        self._multipart.join(self.key(upload_id), parts_id, parts)

    def receive(self, upload_id: str, part: int = 0) -> IncomingBytes:
        """Never: links go to the bucket."""
        raise StorageFailed("Send the bytes to the link that the upload was answered with.")

    def size(self, upload_id: str) -> int | None:
        """Bytes that have arrived; None before the last one has."""
        found = self._bucket.head(self.key(upload_id))
        return found.size if found else None

    def look(self, upload_id: str, task_id: TaskId, length: int) -> SpooledObject | LargeObject:
        """What has arrived, with its first bytes, by one request. Raises ``UploadIncomplete``."""
        found = self._bucket.open(self.key(upload_id), PIECE_BYTES)
        if found is None:
            raise UploadIncomplete
        size, pieces = found
        if size > SPOOLED_BYTES:
            return LargeObject(
                bucket=self._bucket,
                config=self._config,
                key=self.key(upload_id),
                task_id=task_id,
                size=size,
                head=next(pieces)[:length],
            )
        return SpooledObject(self._receive(task_id), pieces, length)

    def discard(self, upload_id: str, parts_id: str = "") -> None:
        """Remove what has arrived; harmless when nothing has."""
        if parts_id:
            self._multipart.give_up(self.key(upload_id), parts_id)
        self._bucket.delete([self.key(upload_id)])

    def stored(self) -> Iterator[StoredUpload]:
        """All uploads that left bytes or parts, in no order."""
        prefix = self._config.key(_PLACE)
        for found in self._bucket.listed(prefix):
            upload_id = found.key[len(prefix) + 1 :].partition("/")[0]
            if is_task_id(upload_id):
                yield StoredUpload(id=upload_id, age_s=self._now_s() - found.modified_s)
        if not self._config.access_key:
            return
        for key, parts_id, begun_at in self._multipart.begun(f"{prefix}/"):
            upload_id = key[len(prefix) + 1 :].partition("/")[0]
            if is_task_id(upload_id):
                age_s = self._now_s() - datetime.fromisoformat(begun_at).timestamp()
                yield StoredUpload(id=upload_id, age_s=age_s, parts_id=parts_id)

    def _require_key(self) -> None:
        if not (self._config.access_key and self._config.secret_key):
            raise StorageFailed("Links cannot be signed. Set S3_ACCESS_KEY and S3_SECRET_KEY.")


class SpooledObject:
    """A small upload, read whole to this machine: what is judged here is what is written beside the task's other keys."""

    def __init__(self, spool: S3IncomingFile, pieces: Iterator[bytes], length: int) -> None:
        self._spool = spool
        try:
            for piece in pieces:
                spool.write(piece)
            self.size = spool.size
            with spool.open() as file:
                self.head = file.read(length)
        except BaseException:
            spool.discard()
            raise

    def adopt(self, media_type: str) -> S3IncomingFile:
        """The bytes that were read."""
        return self._spool

    def discard(self) -> None:
        """Remove what was read."""
        self._spool.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeObject:
    """A large upload, of which the first bytes were read."""

    bucket: Bucket
    config: S3Config
    key: str
    task_id: TaskId
    size: int
    head: bytes

    def adopt(self, media_type: str) -> AdoptedObject:
        """A copy beside the task's other keys, where no link reaches; it is that copy which is judged."""
        name = source_name(media_type)
        if not self.bucket.copy(self.key, self.config.key("tasks", self.task_id, name)):
            raise UploadIncomplete
        return AdoptedObject(self.bucket, self.config, self.task_id, name)

    def discard(self) -> None:
        """Looking left nothing."""


class AdoptedObject:
    """An upload's copy, as the document of a task that does not exist yet."""

    def __init__(self, bucket: Bucket, config: S3Config, task_id: TaskId, name: str) -> None:
        self._bucket = bucket
        self._key = config.key("tasks", task_id, name)
        self._record_key = config.key("tasks", task_id, RECORD_NAME)
        self._file_path = f"{task_id}/{name}"
        self._is_open = True
        self._sha256 = ""
        found = bucket.head(self._key)
        if found is None:
            raise UploadIncomplete
        self._file = S3StoredFile(bucket, self._key, found.size)

    @property
    def size(self) -> int:
        """Bytes."""
        return self._file.size

    def sha256(self) -> str:
        """Hex digest; reads the object once, piece by piece."""
        if not self._sha256:
            digest = hashlib.sha256()
            for piece in self._bucket.pieces(self._key, 0, self.size, _HASHED_BYTES):
                digest.update(piece)
            self._sha256 = digest.hexdigest()
        return self._sha256

    def open(self) -> BinaryIO:
        """The object as a file that is read in ranges."""
        return open_ranged(self._file)

    def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Write the record that makes it a task."""
        committed = replace(record, file_path=self._file_path)
        self._bucket.put(self._record_key, encode_record(committed))
        self._is_open = False
        return committed

    def discard(self) -> None:
        """Remove the copy; harmless after either end."""
        if self._is_open:
            self._is_open = False
            self._bucket.delete([self._record_key, self._key])
