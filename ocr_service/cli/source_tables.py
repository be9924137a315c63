"""Look at the tables of sources, and make one: what ``ocr-service sources check|list|init`` does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from ocr_service.bootstrap.build import build_queue
from ocr_service.bootstrap.polling.building import build_sources, environments, table_shape
from ocr_service.cli.show import print_json, table
from ocr_service.instance.place import with_running_instance
from ocr_service.receipts.database import PostgresPlace, parse_database_url
from ocr_service.settings import Settings
from ocr_service.sources.row import RowState
from ocr_service.sources.source import Source, SourceAway
from ocr_service.variables import InvalidSettings

_MOST_FAILED = 20

View = dict[str, Any]


def check(settings: Settings, names: Sequence[str], *, as_json: bool) -> int:
    """Whether each table and its documents can be used; exit code 0 when all can."""
    views = look(settings, names)
    if as_json:
        print_json(views)
    else:
        for name, view in views.items():
            print(f"{'ok  ' if view['ok'] else 'FAIL'} {name:<8} {view['detail']}")
            if view["absent"]:
                print(f"     {'':<8} not there, and not needed: {', '.join(view['absent'])}")
    return 0 if all(view["ok"] for view in views.values()) else 1


def look(settings: Settings, names: Sequence[str] = ()) -> dict[str, View]:
    """What a look at each source finds. Raises ``InvalidSettings``."""
    return _of_each(settings, names, _looked)


def list_rows(settings: Settings, names: Sequence[str], *, as_json: bool) -> int:
    """How many rows there are of each state, and the last that failed."""
    views = _of_each(settings, names, _listed)
    if as_json:
        print_json(views)
        return 0 if all(view["ok"] for view in views.values()) else 1
    rows = [
        (name, *(view["rows"].get(state.value, "?") for state in RowState), view["detail"])
        for name, view in views.items()
    ]
    print(table(rows, "SOURCE", "READY", "BUSY", "DONE", "FAILED", ""))
    failed = [
        (name, each["row"], each["code"], each["detail"])
        for name, view in views.items()
        for each in view["failed"]
    ]
    if failed:
        print()
        print(table(failed, "SOURCE", "FAILED ROW", "CODE", "WHY"))
    return 0 if all(view["ok"] for view in views.values()) else 1


def status(settings: Settings, *, as_json: bool) -> int:
    """How the running program does; exit code 0 while one runs, also when an environment is away. Raises ``BackendUnavailable``."""

    async def asked() -> Mapping[str, Mapping[str, Any]]:
        queue = build_queue(with_running_instance(settings))
        try:
            return await queue.sources()
        finally:
            await queue.close()

    told = asyncio.run(asked())
    if as_json:
        print_json({"running": bool(told), "sources": told})
    elif not told:
        print("No program that polls sources has said anything lately: `ocr-service sources` starts one.")
    else:
        heads = ("SOURCE", "TAKEN", "READY", "BUSY", "DONE", "FAILED", "")
        rows = [
            (
                name,
                each["taken"],
                *(each["rows"].get(state.value, "?") for state in RowState),
                each["reason"] or ("well" if each["ok"] else "not looked at yet"),
            )
            for name, each in told.items()
        ]
        print(table(rows, *heads))
    return 0 if told else 1


def init(settings: Settings, names: Sequence[str], *, prints: bool) -> int:
    """Make the table where it is missing; a table that somebody else made is left as it is."""
    from ocr_service.sources.schema import script

    shape = table_shape(settings)
    if settings.sources.columns or settings.sources.states:
        raise InvalidSettings(
            "SOURCES_COLUMNS and SOURCES_STATES describe a table of yours; `sources init` makes one with this service's own names. Unset them for it."
        )
    if prints:
        print(script(shape), end="")
        return 0
    views = {name: _made(settings, name) for name in _chosen(settings, names)}
    for name, view in views.items():
        print(f"{'ok  ' if view['ok'] else 'FAIL'} {name:<8} {view['detail']}")
    return 0 if all(view["ok"] for view in views.values()) else 1


def _made(settings: Settings, name: str) -> View:
    import psycopg

    from ocr_service.sources.schema import make_table

    environment, shape = environments(settings)[name], table_shape(settings)
    if not environment.database_url:
        return _wrong(
            f"{environment.PREFIX}DATABASE_URL is needed to make the table; or run what `sources init --print` prints in Supabase's SQL editor."
        )
    try:
        place = parse_database_url(environment.database_url)
    except ValueError as error:
        return _wrong(f"{environment.PREFIX}DATABASE_URL is wrong: it has {error}.")
    if not isinstance(place, PostgresPlace):
        return _wrong(f"{environment.PREFIX}DATABASE_URL has to be a PostgreSQL.")

    async def make() -> int:
        timeout_s = max(2, int(settings.sources.timeout_seconds))
        async with await psycopg.AsyncConnection.connect(place.url, connect_timeout=timeout_s) as connection:
            return await make_table(connection, shape)

    try:
        steps = asyncio.run(make())
    except SourceAway as error:
        return _wrong(str(error))
    except psycopg.Error as error:
        return _wrong(f"{environment.PREFIX}DATABASE_URL: {' '.join(str(error).split())[:300]}")
    return _well(f"table {shape.table} made" if steps else f"table {shape.table} is there already")


def _of_each(
    settings: Settings, names: Sequence[str], ask: Callable[[Source], Awaitable[View]]
) -> dict[str, View]:
    chosen, built = _chosen(settings, names), build_sources(settings)

    async def asked(name: str) -> View:
        if name in built.wrong:
            return _wrong(built.wrong[name])
        source = built.sources[name]
        try:
            return await ask(source)
        except SourceAway as error:
            return _wrong(str(error))
        finally:
            await source.close()

    async def all_asked() -> list[View]:
        return await asyncio.gather(*map(asked, chosen))

    return dict(zip(chosen, asyncio.run(all_asked()), strict=True))


async def _looked(source: Source) -> View:
    fitness = await source.table.check()
    where = await source.files.check()
    columns = ", ".join(f"{meaning}={name}" for meaning, name in fitness.used.items())
    return _well(f"documents in {where}; columns {columns}", absent=list(fitness.absent))


async def _listed(source: Source) -> View:
    counts = await source.table.counts()
    failed = [
        {"row": row.id, "code": failure.code, "detail": failure.detail}
        for row, failure in await source.table.failed(_MOST_FAILED)
    ]
    return _well("", rows={state.value: number for state, number in counts.items()}, failed=failed)


def _chosen(settings: Settings, names: Sequence[str]) -> list[str]:
    """The names that were given, or all that are configured. Raises ``InvalidSettings``."""
    known = environments(settings)
    missing = [name for name in names if name not in known]
    if missing or not known:
        name = (missing or ["prod"])[0].upper()
        raise InvalidSettings(
            f"{name}_SUPABASE_URL or {name}_DATABASE_URL is not set: there is nothing to look at."
        )
    return [name for name in known if not names or name in names]


def _well(detail: str, **more: object) -> View:
    return {"ok": True, "detail": detail, "absent": [], "rows": {}, "failed": [], **more}


def _wrong(detail: str) -> View:
    return {"ok": False, "detail": detail, "absent": [], "rows": {}, "failed": []}
