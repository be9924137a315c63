"""Settings of files: the folder, the bucket, and uploads by a link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """Where files lie and for how long."""

    PREFIX: ClassVar = ""

    storage: Literal["", "local", "s3"] = setting(
        "",
        also="CRICKSY_STORAGE",
        description="where documents and outputs lie: `local` in UPLOAD_DIR, `s3` in a bucket; empty: in a bucket where S3_BUCKET is set",
    )
    var_dir: Path = setting(Path("var"), description="everything that scripts/run writes lies below it")
    upload_dir: Path | None = setting(
        None, description="folder of documents and outputs; VAR_DIR/uploads when empty"
    )
    source_ttl_seconds: int = setting(
        60, ge=0, description="how long a document is kept after its task is COMPLETED"
    )
    page_keeps_source_mb: int = setting(
        1_000,
        ge=0,
        description="a document sent by the web page is kept as long as its result, the oldest going first when all of them take more than this; 0: for SOURCE_TTL_SECONDS as any other",
    )
    result_ttl_seconds: int = setting(86_400, ge=1, description="how long a result is kept")
    task_ttl_seconds: int = setting(
        604_800, ge=1, description="how long a finished task is known; then its id answers 404"
    )
    failed_ttl_seconds: int = setting(
        604_800, ge=1, description="how long a FAILED task and its document are kept for a retry"
    )
    settle_seconds: float = setting(
        15.0, ge=0, description="age at which a document whose task Redis does not know is enqueued again"
    )
    orphan_ttl_seconds: int = setting(
        3_600, ge=1, description="age at which a folder that no record explains is removed"
    )
    content_cache: bool = setting(
        True, description="answer the same bytes with the same options by the earlier result while it lives"
    )
    min_free_mb: int = setting(64, ge=0, description="uploads are refused with 507 below this much free disk")


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Settings:
    """The bucket, where documents lie in one (extra `s3`; see docs/storage.md)."""

    PREFIX: ClassVar = "S3_"

    bucket: str = setting(
        "",
        pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$",
        also="CRICKSY_S3_BUCKET",
        description="name of the bucket; it must be there",
    )
    region: str = setting("us-east-1", also="CRICKSY_S3_REGION", description="its region")
    access_key: str = setting(
        "",
        secret=True,
        also="CRICKSY_S3_ACCESS_KEY",
        description="key; empty: the machine's own role, which cannot sign links for uploads",
    )
    secret_key: str = setting("", secret=True, also="CRICKSY_S3_SECRET_KEY", description="the key's secret")
    endpoint_url: str = setting(
        "",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        also="CRICKSY_S3_ENDPOINT_URL",
        description="address of a store that is not AWS, such as `http://minio:9000`; callers who upload by a link must reach it, too",
    )
    prefix: str = setting(
        "",
        pattern=r"^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$",
        also="CRICKSY_S3_PREFIX",
        description="put before every key, such as `ocr`",
    )
    addressing: Literal["path", "virtual"] = setting(
        "path", description="`virtual` puts the bucket's name before the host"
    )
    encryption: Literal["", "AES256", "aws:kms"] = setting(
        "", description="server-side encryption that is asked for with every object; empty: the bucket's own"
    )
    kms_key: str = setting("", description="key id for `aws:kms`; empty: the bucket's own")
    timeout_seconds: float = setting(30.0, gt=0, description="longest wait for one answer of the store")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSettings:
    """Uploads by a signed link."""

    PREFIX: ClassVar = ""

    enable_uploads: bool = setting(
        True, also="CRICKSY_ENABLE_UPLOADS", description="take uploads by a signed link"
    )
    enable_ocr: bool = setting(
        True,
        also="CRICKSY_ENABLE_OCR",
        description="read an upload once it is completed; off: it waits as PENDING for process-all",
    )
    upload_link_seconds: int = setting(3_600, ge=10, le=604_800, description="how long a link may be used")
    upload_session_seconds: int = setting(
        86_400, ge=10, le=604_800, description="how long an upload may take until it is completed"
    )
    upload_part_mb: int = setting(
        16, ge=5, le=5_000, description="size of the parts that large uploads are sent in, in MiB"
    )
