"""Speak to one bucket, and name what it complains of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ocr_service.errors import OcrServiceError, StorageFailed, StorageFull, StorageUnavailable
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.s3.config import S3Config

if TYPE_CHECKING:
    from obstore.store import S3Store

PART_BYTES = 8 * 1024 * 1024
"""Larger objects are written in parts."""
_CHUNK_BYTES = 5 * 1024 * 1024
"""The smallest part that S3 takes, as a few are held at once."""
_PARTS_AT_ONCE = 2
_DELETED_AT_ONCE = 1_000
_LISTED_AT_ONCE = 1_000
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"(?:status code|error status|status):? (\d{3})", re.IGNORECASE)
_FULL = frozenset(
    {"InsufficientStorage", "QuotaExceeded", "EntityTooLarge", "XMinioStorageFull", "StorageFull"}
)
_REFUSED_HERE = {
    "RequestTimeTooSkewed": "The bucket refuses this machine's clock. Set it right (NTP).",
    "SignatureDoesNotMatch": "The bucket refuses the signature. Check S3_SECRET_KEY and S3_REGION.",
    "InvalidAccessKeyId": "The bucket does not know the key. Check S3_ACCESS_KEY.",
}
"""What is wrong with this machine and with no document: others may read what it may not, so nothing is charged for it."""
_REFUSED = {
    "NoSuchBucket": "There is no such bucket. Check S3_BUCKET and S3_ENDPOINT_URL.",
    "AccessDenied": "The bucket refuses the key. See docs/storage.md for what it must be allowed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A key with its size in bytes, the store's time of its last write (unix seconds), and its tag."""

    key: str
    size: int
    modified_s: float
    etag: str


class Bucket:
    """Blocking calls with full keys; each is tried again with backoff for ``S3Config.patience_s``.

    Raise ``StorageUnavailable`` when that did not help, ``StorageFull``, and ``StorageFailed`` for the rest.
    """

    def __init__(self, config: S3Config) -> None:
        self._obstore = load_obstore()
        self._store = _open(self._obstore, config)

    def put(self, key: str, data: bytes) -> None:
        """Write a small object, whole or not at all."""
        with self._named():
            self._obstore.put(self._store, key, data, use_multipart=False)

    def put_file(self, key: str, path: Path) -> None:
        """Write an object, in parts when it is large: then two parts are held at once."""
        with self._named():
            is_large = path.stat().st_size > PART_BYTES
            self._obstore.put(
                self._store,
                key,
                path,
                use_multipart=is_large,
                chunk_size=_CHUNK_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    def put_if(self, key: str, data: bytes, etag: str | None) -> bool:
        """Write unless somebody else did since ``etag`` was read (None: the key was free); False when somebody did."""
        mode: Any = "create" if etag is None else {"e_tag": etag}
        failures = self._obstore.exceptions
        with self._named():
            try:
                self._obstore.put(self._store, key, data, mode=mode)
            except (failures.AlreadyExistsError, failures.PreconditionError, FileNotFoundError):
                return False
        return True

    def get(self, key: str) -> tuple[bytes, str] | None:
        """A small object and its tag; None when there is none."""
        return self.get_unless(key, "")

    def get_unless(self, key: str, etag: str) -> tuple[bytes, str] | None:
        """As ``get``; None also when the object still has this tag (empty: no tag)."""
        with self._named():
            try:
                options = {"if_none_match": etag} if etag else {}
                found = self._obstore.get(self._store, key, options=options)
                return bytes(found.bytes()), found.meta["e_tag"] or ""
            except (FileNotFoundError, self._obstore.exceptions.NotModifiedError):
                return None

    def head(self, key: str) -> StoredObject | None:
        """What is known of an object; None when there is none."""
        with self._named():
            try:
                return _object(self._obstore.head(self._store, key))
            except FileNotFoundError:
                return None

    def open(self, key: str, piece_bytes: int) -> tuple[int, Iterator[bytes]] | None:
        """An object's size and its bytes, by one request; None when there is none. Not all need to be read."""
        with self._named():
            try:
                found = self._obstore.get(self._store, key)
            except FileNotFoundError:
                return None
        return found.meta["size"], self._streamed(found, piece_bytes)

    def _streamed(self, found: Any, piece_bytes: int) -> Iterator[bytes]:
        with self._named():
            for piece in found.stream(min_chunk_size=piece_bytes):
                yield bytes(piece)

    def pieces(self, key: str, start: int, stop: int, piece_bytes: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` by one request, about ``piece_bytes`` at once.

        Raises ``StorageFailed`` when there is no such object.
        """
        with self._named():
            try:
                options = {"range": (start, stop)}
                found = self._obstore.get(self._store, key, options=options)
            except FileNotFoundError as error:
                raise StorageFailed("The file is no longer in the store.") from error
            yield from self._streamed(found, piece_bytes)

    def download(self, key: str, path: Path, piece_bytes: int) -> bool:
        """Copy an object to a new file here, piece by piece; False when there is no such object."""
        with self._named(), named_disk_errors():
            found = self.open(key, piece_bytes)
            if found is None:
                return False
            with path.open("wb") as file:
                for piece in found[1]:
                    file.write(piece)
        return True

    def listed(self, prefix: str) -> Iterator[StoredObject]:
        """All objects below a prefix, in no order that could be relied on."""
        with self._named():
            for some in self._obstore.list(self._store, prefix, chunk_size=_LISTED_AT_ONCE):
                yield from map(_object, some)

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; harmless for those that are gone."""
        for first in range(0, len(keys), _DELETED_AT_ONCE):
            with self._named():
                try:
                    self._obstore.delete(self._store, list(keys[first : first + _DELETED_AT_ONCE]))
                except FileNotFoundError:
                    continue

    def copy(self, source: str, target: str) -> bool:
        """Copy within the store; False when there is no source."""
        with self._named():
            try:
                self._obstore.copy(self._store, source, target)
            except FileNotFoundError:
                return False
        return True

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (
            self._obstore.exceptions.BaseError,
            FileNotFoundError,
        ) as error:  # the latter: obstore's own, too
            raise named_refusal(str(error)) from error


def named_refusal(text: str) -> OcrServiceError:
    """The error that a store's answer stands for: a document of S3's, a status, or why there is no answer."""
    code = match[1] if (match := _CODE.search(text)) else ""
    status = int(match[1]) if (match := _STATUS.search(text)) else 0
    if code in _REFUSED_HERE:
        return StorageUnavailable(_REFUSED_HERE[code])
    if code in _REFUSED:
        return StorageFailed(_REFUSED[code])
    if code in _FULL or status == 507:
        return StorageFull("The bucket is full. Free some room, or try again later.")
    if status and status < 500 and status not in {408, 429}:
        return StorageFailed(f"The bucket refuses the request ({code or status}). See docs/storage.md.")
    return StorageUnavailable()


def load_obstore() -> ModuleType:
    """The library, imported only where a bucket is used. Raises ``StorageFailed`` when the extra is missing."""
    try:
        import obstore
        import obstore.exceptions
    except ImportError as error:
        raise StorageFailed(
            "STORAGE=s3 needs the extra `s3`. Install it: pip install 'docvault-ocr[s3]'"
        ) from error
    return obstore


def _open(obstore: ModuleType, config: S3Config) -> S3Store:
    from obstore.store import S3Store

    named = {
        "region": config.region,
        "endpoint": config.base_url if config.virtual_hosts else config.endpoint,
        "access_key_id": config.access_key,
        "secret_access_key": config.secret_key,
        "server_side_encryption": config.encryption,
        "sse_kms_key_id": config.kms_key,
    }
    options: Any = {name: value for name, value in named.items() if value}
    options["virtual_hosted_style_request"] = config.virtual_hosts
    return S3Store(
        config.bucket,
        config=options,
        client_options={
            "allow_http": config.endpoint.startswith("http://"),
            "timeout": timedelta(seconds=config.timeout_s),
            "connect_timeout": timedelta(seconds=min(5.0, config.timeout_s)),
        },
        retry_config={
            "max_retries": 100,
            "retry_timeout": timedelta(seconds=config.patience_s),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=5),
                "base": 2,
            },
        },
    )


def _object(meta: Any) -> StoredObject:
    return StoredObject(
        key=meta["path"],
        size=meta["size"],
        modified_s=meta["last_modified"].timestamp(),
        etag=meta["e_tag"] or "",
    )
