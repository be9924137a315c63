"""Settings of sources: tables of other systems whose rows are read (docs/sources.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ocr_service.domain.status import Priority, Profile
from ocr_service.variables import setting

_URL = r"^(https?://[^\s?#]+)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSettings:
    """Where one environment has its table and its documents; nothing is polled without either URL."""

    PREFIX: ClassVar = ""

    supabase_url: str = setting(
        "",
        pattern=_URL,
        description="address of the environment's Supabase, whose table is polled and whose storage has the documents",
    )
    supabase_service_key: str = setting("", secret=True, description="key of its service role")
    database_url: str = setting(
        "",
        secret=True,
        description="`postgresql://user:password@host:5432/name` of its database (extra `postgres`): the table is spoken to there, not through Supabase",
    )
    files_dir: Path | None = setting(
        None, description="folder of its documents, where they lie in no Supabase's storage"
    )
    priority: Priority = setting(Priority.NORMAL, description="queue of its documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProdSettings(EnvironmentSettings):
    """Production, the first environment whose table is polled (docs/sources.md)."""

    PREFIX: ClassVar = "PROD_"

    priority: Priority = setting(Priority.HIGH, description="queue of its documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingSettings(EnvironmentSettings):
    """Staging, polled when production has nothing to read."""

    PREFIX: ClassVar = "STAGING_"


@dataclass(frozen=True, slots=True, kw_only=True)
class DevSettings(EnvironmentSettings):
    """Development, polled when the others have nothing to read."""

    PREFIX: ClassVar = "DEV_"

    priority: Priority = setting(Priority.LOW, description="queue of its documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """What holds for the tables of all environments."""

    PREFIX: ClassVar = "SOURCES_"

    id: str = setting(
        "",
        pattern=r"^[A-Za-z0-9.-]{0,40}$",
        description="name of this installation in `worker_id`, its own in each table; empty: one that is made once and kept in UPLOAD_DIR",
    )
    table: str = setting("extraction_queue", description="the table, with its schema where that is needed")
    columns: tuple[str, ...] = setting(
        (),
        description="what columns of a table of yours are called, such as `path=storage_path,text=ocr_text`; `name=` says that there is none",
    )
    states: tuple[str, ...] = setting(
        (), description="values of its status where they are not `ready=3,busy=2,done=4,failed=5`"
    )
    bucket: str = setting("", description="bucket of documents whose row names none")
    poll_seconds: float = setting(5.0, gt=0, le=3_600, description="pause after a look that found no row")
    lease_seconds: float = setting(
        900.0,
        ge=1,
        description="time after which rows of a worker of which nothing is heard are given back; it says a third as often that it lives",
    )
    timeout_seconds: float = setting(
        15.0, gt=0, le=600, description="longest wait for one answer of a source"
    )
    in_hand: int = setting(
        50, ge=1, le=10_000, description="most rows whose documents are in the queue or being read at a time"
    )
    owner: str = setting("", description="whose documents they are; as in API_KEYS")
    language: str = setting("", description="their language; empty: DEFAULT_LANGUAGE")
    profile: Profile = setting(Profile.AUTO, description="their profile")
