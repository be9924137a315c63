"""Where the bucket is, and who may use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from ocr_service.domain.file_store import PIECE_BYTES

_AWS = "https://s3.{region}.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Config:
    """Plain values for the store; ``endpoint`` is empty for AWS.

    ``prefix`` is put before every key, without slashes at its ends. ``work_folder`` is where runs and uploads have
    their files on this machine, ``memory_folder`` where it has a copy of what feedback taught. ``encryption`` is empty, ``AES256`` or ``aws:kms``. ``patience_s`` is how long a
    request is tried again before ``StorageUnavailable``. Results up to ``packed_bytes`` lie in their manifest.
    """

    bucket: str
    region: str = "us-east-1"
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    endpoint: str = ""
    prefix: str = ""
    work_folder: Path = Path("var/work")
    memory_folder: Path = Path("var/memory")
    virtual_hosts: bool = False
    encryption: str = ""
    kms_key: str = ""
    patience_s: float = 10.0
    timeout_s: float = 30.0
    min_free_bytes: int = 0
    packed_bytes: int = PIECE_BYTES

    @property
    def base_url(self) -> str:
        """The bucket's own address, without a slash at its end."""
        endpoint = (self.endpoint or _AWS.format(region=self.region)).rstrip("/")
        if not self.virtual_hosts:
            return f"{endpoint}/{self.bucket}"
        scheme, host, path = urlsplit(endpoint)[:3]
        return f"{scheme}://{self.bucket}.{host}{path}"

    def key(self, *parts: str) -> str:
        """The key of ``parts`` below the prefix."""
        return "/".join(part for part in (self.prefix, *parts) if part)

    def url(self, key: str) -> str:
        """A key's address."""
        return f"{self.base_url}/{quote(key, safe='/~')}"
