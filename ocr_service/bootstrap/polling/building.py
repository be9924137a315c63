"""Build the sources that settings name; one whose settings are wrong blocks no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ocr_service.receipts.database import PostgresPlace, parse_database_url
from ocr_service.settings import Settings
from ocr_service.source_settings import EnvironmentSettings
from ocr_service.sources.columns import TableShape, parse_shape
from ocr_service.sources.source import Files, Source, Table
from ocr_service.variables import InvalidSettings

if TYPE_CHECKING:
    import httpx2

    from ocr_service.sources.tables.postgres import PostgresTable


_FORM = "write `postgresql://user:password@host:5432/name`"


def environments(settings: Settings) -> Mapping[str, EnvironmentSettings]:
    """Those that are configured, in the order in which they are polled."""
    all_three = {"prod": settings.prod, "staging": settings.staging, "dev": settings.dev}
    return {name: each for name, each in all_three.items() if each.supabase_url or each.database_url}


def table_shape(settings: Settings) -> TableShape:
    """The table as settings say it is. Raises ``InvalidSettings``."""
    sources = settings.sources
    try:
        return parse_shape(sources.table, sources.columns, sources.states)
    except ValueError as error:
        raise InvalidSettings(f"{error}.") from error


@dataclass(frozen=True, slots=True)
class Built:
    """Sources by name, in order, and why others cannot be built."""

    sources: Mapping[str, Source]
    wrong: Mapping[str, str]


def build_sources(settings: Settings) -> Built:
    """All of them; nothing is connected. Raises ``InvalidSettings`` for what holds for all."""
    shape = table_shape(settings)
    sources, wrong = dict[str, Source](), dict[str, str]()
    for name, environment in environments(settings).items():
        try:
            sources[name] = _built(name, environment, shape, settings)
        except ValueError as error:
            wrong[name] = str(error)
    return Built(sources, wrong)


def _built(name: str, environment: EnvironmentSettings, shape: TableShape, settings: Settings) -> Source:
    """Raises ``ValueError`` with what is wrong of which variable."""
    prefix, timeout_s = environment.PREFIX, settings.sources.timeout_seconds
    if environment.supabase_url and not environment.supabase_service_key:
        raise ValueError(f"{prefix}SUPABASE_URL needs {prefix}SUPABASE_SERVICE_KEY.")
    database = _database(environment, shape, timeout_s) if environment.database_url else None
    table: Table
    if database is not None:
        table = database
    else:
        from ocr_service.sources.tables.postgrest import PostgrestTable

        table = PostgrestTable(_http(environment, timeout_s), shape, variable=f"{prefix}SUPABASE_URL")
    return Source(name=name, table=table, files=_files(environment, database, settings))


def _database(environment: EnvironmentSettings, shape: TableShape, timeout_s: float) -> PostgresTable:
    from ocr_service.sources.tables.postgres import PostgresTable

    variable = f"{environment.PREFIX}DATABASE_URL"
    try:
        place = parse_database_url(environment.database_url)
    except ValueError:
        place = None
    if not isinstance(place, PostgresPlace):
        raise ValueError(f"{variable} is wrong: {_FORM}.")  # noqa: TRY004 - what it holds is never said
    return PostgresTable(place.url, shape, variable=variable, timeout_s=timeout_s)


def _files(environment: EnvironmentSettings, database: PostgresTable | None, settings: Settings) -> Files:
    prefix = environment.PREFIX
    if environment.files_dir is not None:
        from ocr_service.sources.files.folder import FolderFiles

        return FolderFiles(environment.files_dir, variable=f"{prefix}FILES_DIR")
    if environment.supabase_url:
        from ocr_service.sources.files.bucket import BucketFiles

        http = _http(environment, settings.sources.timeout_seconds)
        return BucketFiles(http, settings.sources.bucket, variable=f"{prefix}SUPABASE_URL")
    from ocr_service.sources.files.in_row import RowFiles

    if database is None:
        raise ValueError(f"{prefix}SUPABASE_URL or {prefix}DATABASE_URL has to be set.")
    return RowFiles(database, variable=f"{prefix}FILES_DIR or {prefix}SUPABASE_URL")


def _http(environment: EnvironmentSettings, timeout_s: float) -> httpx2.AsyncClient:
    """Goes nowhere but to that address: no redirect, no proxy of the environment. Raises ``ValueError``."""
    import httpx2

    key = environment.supabase_service_key
    try:
        _ = urlsplit(environment.supabase_url).port
        return httpx2.AsyncClient(
            base_url=environment.supabase_url.rstrip("/"),
            headers={"apikey": key, "Authorization": f"Bearer {key}"},
            timeout=timeout_s,
            trust_env=False,
        )
    except (httpx2.InvalidURL, ValueError) as error:
        prefix = environment.PREFIX
        raise ValueError(f"{prefix}SUPABASE_URL or {prefix}SUPABASE_SERVICE_KEY is wrong.") from error
