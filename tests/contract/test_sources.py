"""What every table of a source has to do, in PostgreSQL and behind Supabase's REST interface."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2
import psycopg
import pytest

from ocr_service.domain.task import new_task_id
from ocr_service.sources.columns import TableShape, parse_shape
from ocr_service.sources.row import Claim, Failure, Read, RowState
from ocr_service.sources.schema import STEPS, make_table, script
from ocr_service.sources.source import SourceAway, Table
from ocr_service.sources.tables.postgres import PostgresTable
from ocr_service.sources.tables.postgrest import PostgrestTable
from tests.support.processes.postgres_server import PostgresServer
from tests.support.sources.supabase import KEY, Supabase

READ = Read(text="Müller\0 & Söhne", result={"category": "invoice", "fields": {"total": {"value": "3.50\0"}}})
FAILED = Failure(code="DOCUMENT_CORRUPT", detail="It is damaged.")
TIMEOUT_S = 10.0
Build = Callable[..., Table]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def supabase(server: PostgresServer) -> Iterator[Supabase]:
    supabase = Supabase(server.url()).start()
    yield supabase
    supabase.stop()


@pytest.fixture
def sql(server: PostgresServer) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database in which the table is as `sources init` makes it."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS extraction_queue, docvault_sources")
        connection.execute(script(TableShape()).encode())
        yield connection


@pytest.fixture(params=["postgresql", "supabase"])
async def build(request: pytest.FixtureRequest, server: PostgresServer, sql: object) -> AsyncIterator[Build]:
    """Builds a table of a shape, on one of both ways."""
    tables: list[Table] = []

    def built(shape: TableShape | None = None, key: str = KEY) -> Table:
        if request.param == "postgresql":
            tables.append(
                PostgresTable(
                    server.url(), shape or TableShape(), variable="PROD_DATABASE_URL", timeout_s=TIMEOUT_S
                )
            )
        else:
            supabase: Supabase = request.getfixturevalue("supabase")
            headers = {"apikey": key, "Authorization": f"Bearer {key}"}
            http = httpx2.AsyncClient(base_url=supabase.url, headers=headers, timeout=TIMEOUT_S)
            tables.append(PostgrestTable(http, shape or TableShape(), variable="PROD_SUPABASE_URL"))
        return tables[-1]

    yield built
    for table in tables:
        await table.close()


@pytest.fixture
def table(build: Build) -> Table:
    return build()


def put(sql: psycopg.Connection[Any], *paths: str) -> None:
    for number, path in enumerate(paths):
        sql.execute(
            "INSERT INTO extraction_queue (file_path, created_at) VALUES (%s, now() + make_interval(secs => %s))",
            (path, number),
        )


def states(sql: psycopg.Connection[Any]) -> list[tuple[str, int, str | None]]:
    return sql.execute("SELECT file_path, status_id, worker_id FROM extraction_queue ORDER BY id").fetchall()


def claim(holder: str = "me") -> Claim:
    return Claim(holder, new_task_id())


async def test_the_oldest_row_is_claimed_first_and_says_by_whom(table: Table, sql):
    put(sql, "a.pdf", "b.pdf")
    mine = claim()

    row = await table.claim(mine)

    assert row is not None
    assert (row.path, row.worker) == ("a.pdf", str(mine))
    assert states(sql) == [("a.pdf", 2, str(mine)), ("b.pdf", 3, None)]


async def test_rows_that_are_not_ready_or_have_a_worker_are_left_alone(table: Table, sql):
    put(sql, "a.pdf", "b.pdf")
    sql.execute("UPDATE extraction_queue SET status_id = 1 WHERE file_path = 'a.pdf'")
    sql.execute("UPDATE extraction_queue SET worker_id = 'worker-9' WHERE file_path = 'b.pdf'")

    assert await table.claim(claim()) is None


async def test_several_workers_claim_each_row_once(build: Build, sql):
    put(sql, *(f"{number}.pdf" for number in range(12)))
    tables = [build() for _ in range(4)]

    async def work(table: Table) -> list[str]:
        rows = []
        while row := await table.claim(claim()):
            rows.append(row.path)
        return rows

    claimed = await asyncio.gather(*map(work, tables))

    assert sorted(path for rows in claimed for path in rows) == sorted(f"{n}.pdf" for n in range(12))


async def test_what_was_read_is_written_back_whole(table: Table, sql):
    put(sql, "a.pdf")
    row = await table.claim(claim())
    assert row is not None

    assert await table.settle(row.id, row.worker, READ)

    stored = sql.execute(
        "SELECT status_id, worker_id, extracted_text, result, error_code, ended_at - claimed_at >= interval '0'"
        " FROM extraction_queue"
    ).fetchone()
    told = {"category": "invoice", "fields": {"total": {"value": "3.50"}}}
    assert stored == (4, row.worker, "Müller & Söhne", told, None, True)


async def test_why_a_document_was_not_read_is_written_back_and_listed(table: Table, sql):
    put(sql, "a.pdf")
    row = await table.claim(claim())
    assert row is not None

    assert await table.settle(row.id, row.worker, FAILED)

    assert states(sql) == [("a.pdf", 5, row.worker)]
    assert [(each.path, why) for each, why in await table.failed(9)] == [("a.pdf", FAILED)]


async def test_who_comes_twice_or_late_changes_nothing(table: Table, sql):
    put(sql, "a.pdf", "b.pdf")
    ended, lost = await table.claim(claim()), await table.claim(claim())
    assert ended is not None
    assert lost is not None
    await table.settle(ended.id, ended.worker, READ)
    await table.give_back(lost.id, lost.worker)
    again = await table.claim(claim("other"))
    assert again is not None

    assert not await table.settle(ended.id, ended.worker, FAILED)
    assert not await table.give_back(ended.id, ended.worker)
    assert not await table.settle(lost.id, lost.worker, READ)
    assert states(sql) == [("a.pdf", 4, ended.worker), ("b.pdf", 2, again.worker)]


async def test_a_row_is_given_back_for_anybody(table: Table, sql):
    put(sql, "a.pdf")
    row = await table.claim(claim())
    assert row is not None

    assert await table.give_back(row.id, row.worker)

    assert states(sql) == [("a.pdf", 3, None)]
    assert sql.execute("SELECT claimed_at FROM extraction_queue").fetchone() == (None,)


async def test_busy_rows_are_known_by_their_holder(table: Table, sql):
    put(sql, "a.pdf", "b.pdf", "c.pdf")
    mine = await table.claim(claim())
    await table.claim(claim("me2"))
    await table.claim(claim("other"))

    assert await table.held_by("me") == [mine]


async def test_rows_of_a_worker_that_is_not_heard_of_are_stale_until_it_is(table: Table, sql):
    put(sql, "a.pdf", "b.pdf")
    old, _ = await table.claim(claim()), await table.claim(claim())
    assert old is not None
    sql.execute(
        "UPDATE extraction_queue SET claimed_at = now() - interval '1 hour' WHERE file_path = 'a.pdf'"
    )

    assert [row.path for row in await table.stale(600)] == ["a.pdf"]
    await table.keep([old])
    assert await table.stale(600) == []


async def test_rows_are_counted_by_state(table: Table, sql):
    put(sql, "a.pdf", "b.pdf", "c.pdf")
    await table.claim(claim())

    counts = await table.counts()

    assert counts == {RowState.READY: 2, RowState.BUSY: 1, RowState.DONE: 0, RowState.FAILED: 0}


async def test_a_table_of_somebody_elses_is_adopted_by_names(build: Build, sql):
    sql.execute("DROP TABLE IF EXISTS docs; DROP TYPE IF EXISTS stage")
    sql.execute("CREATE TYPE stage AS ENUM ('todo', 'doing', 'read', 'broken')")
    sql.execute(
        "CREATE TABLE docs (uid uuid PRIMARY KEY DEFAULT gen_random_uuid(), state stage NOT NULL DEFAULT 'todo',"
        " who varchar(99), storage_path text, ocr text)"
    )
    sql.execute("INSERT INTO docs (storage_path) VALUES ('x/y.pdf')")
    columns = ["id=uid", "status=state", "worker=who", "path=storage_path", "text=ocr", "created="]
    shape = parse_shape("public.docs", columns, ["ready=todo", "busy=doing", "done=read", "failed=broken"])
    table = build(shape)

    fitness = await table.check()
    row = await table.claim(claim())
    assert row is not None
    await table.settle(row.id, row.worker, READ)

    assert fitness.used.keys() == {"id", "status", "worker", "path", "text"}
    assert await table.stale(1) == []
    assert sql.execute("SELECT state::text, ocr FROM docs").fetchall() == [("read", "Müller & Söhne")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE extraction_queue", "There is no table extraction_queue"),
        ("ALTER TABLE extraction_queue DROP COLUMN worker_id", "lacks `worker_id`"),
        ("ALTER TABLE extraction_queue DROP COLUMN file_path", "has no column for the document"),
        (
            "ALTER TABLE extraction_queue DROP COLUMN extracted_text, DROP COLUMN result",
            "has no column for the result",
        ),
    ],
    ids=["no-table", "no-worker", "no-path", "no-result"],
)
async def test_a_table_that_does_not_fit_is_said_and_left_alone(table: Table, sql, change, said):
    sql.execute(change)

    with pytest.raises(SourceAway, match=said):
        await table.check()


async def test_a_column_that_goes_away_meanwhile_stops_the_writing(table: Table, sql):
    put(sql, "a.pdf")
    row = await table.claim(claim())
    assert row is not None
    sql.execute("ALTER TABLE extraction_queue RENAME COLUMN extracted_text TO elsewhere")

    for _ in range(2):
        with pytest.raises(SourceAway, match="extracted_text"):
            await table.settle(row.id, row.worker, READ)
    assert states(sql) == [("a.pdf", 2, row.worker)]

    sql.execute("ALTER TABLE extraction_queue RENAME COLUMN elsewhere TO extracted_text")
    assert await table.settle(row.id, row.worker, READ)


async def test_a_status_that_the_table_refuses_leaves_the_row_as_it_was(table: Table, sql):
    put(sql, "a.pdf")
    sql.execute("ALTER TABLE extraction_queue ADD CHECK (status_id < 5)")
    row = await table.claim(claim())
    assert row is not None

    with pytest.raises(SourceAway, match="check constraint"):
        await table.settle(row.id, row.worker, FAILED)
    assert states(sql) == [("a.pdf", 2, row.worker)]


async def test_a_holder_whose_name_fits_a_pattern_has_its_own_rows_alone(table: Table, sql):
    put(sql, "a.pdf", "b.pdf")
    mine, others = Claim("nas_1", new_task_id()), Claim("nas-1", new_task_id())
    await table.claim(mine)
    await table.claim(others)

    assert [row.worker for row in await table.held_by("nas_1")] == [str(mine)]


async def test_a_wrong_password_is_said_without_it(server: PostgresServer):
    table = PostgresTable(
        server.url(password="wrong-one"), TableShape(), variable="DEV_DATABASE_URL", timeout_s=TIMEOUT_S
    )

    with pytest.raises(SourceAway) as error:
        await table.check()

    assert "DEV_DATABASE_URL" in str(error.value)
    assert "password authentication failed" in str(error.value)
    assert "wrong-one" not in str(error.value)


async def test_a_wrong_key_is_said_without_it(supabase: Supabase):
    headers = {"apikey": "wrong-one", "Authorization": "Bearer wrong-one"}
    async with httpx2.AsyncClient(base_url=supabase.url, headers=headers) as http:
        table = PostgrestTable(http, TableShape(), variable="DEV_SUPABASE_URL")

        with pytest.raises(SourceAway, match="DEV_SUPABASE_SERVICE_KEY") as error:
            await table.check()

    assert "wrong-one" not in str(error.value)


async def test_a_schema_that_is_not_exposed_is_said(server: PostgresServer, sql):
    supabase = Supabase(server.url(), schemas=("api",)).start()
    headers = {"apikey": KEY, "Authorization": f"Bearer {KEY}"}
    async with httpx2.AsyncClient(base_url=supabase.url, headers=headers) as http:
        table = PostgrestTable(http, parse_shape("intake.documents", (), ()), variable="DEV_SUPABASE_URL")

        with pytest.raises(SourceAway, match="does not expose the schema `intake`"):
            await table.check()
    supabase.stop()


async def test_a_table_is_made_once_and_one_of_somebody_elses_never_changed(server: PostgresServer, sql):
    sql.execute("DROP TABLE extraction_queue, docvault_sources")
    async with await psycopg.AsyncConnection.connect(server.url(), autocommit=True) as connection:
        assert await make_table(connection, TableShape()) == 1
        assert await make_table(connection, TableShape()) == 0

        sql.execute("DROP TABLE docvault_sources")
        with pytest.raises(SourceAway, match="did not make"):
            await make_table(connection, TableShape())


async def test_a_table_of_an_older_release_gets_what_came_since_and_keeps_its_rows(
    server: PostgresServer, sql
):
    put(sql, "a.pdf")
    newer = (*STEPS, ("ALTER TABLE {table} ADD COLUMN added_later TEXT",))
    async with await psycopg.AsyncConnection.connect(server.url(), autocommit=True) as connection:
        assert await make_table(connection, TableShape(), newer) == 1
        # A program of the older release finds a table that it knows, and leaves it.
        assert await make_table(connection, TableShape(), STEPS) == 0

    assert sql.execute("SELECT file_path, added_later FROM extraction_queue").fetchall() == [("a.pdf", None)]
    assert sql.execute("SELECT step FROM docvault_sources ORDER BY step").fetchall() == [(1,), (2,)]


async def test_two_that_make_the_table_at_once_make_it_once(server: PostgresServer, sql):
    sql.execute("DROP TABLE extraction_queue, docvault_sources")

    async def made() -> int:
        async with await psycopg.AsyncConnection.connect(server.url(), autocommit=True) as connection:
            return await make_table(connection, TableShape())

    assert sorted(await asyncio.gather(made(), made(), made())) == [0, 0, 1]


async def test_the_oldest_ready_row_tells_how_long_it_waits(table: Table, sql):
    assert await table.oldest_s() == 0.0
    sql.execute(
        "INSERT INTO extraction_queue (file_path, created_at, status_id) VALUES"
        " ('old.pdf', now() - interval '90 seconds', 3), ('done.pdf', now() - interval '1 day', 4)"
    )
    put(sql, "new.pdf")

    age_s = await table.oldest_s()

    assert age_s is not None
    assert 90 <= age_s < 150


async def test_a_table_that_does_not_tell_when_a_row_came_has_no_oldest_one(build: Build, sql):
    sql.execute(
        "ALTER TABLE extraction_queue ALTER COLUMN created_at DROP DEFAULT, ALTER COLUMN created_at TYPE TEXT USING 'soon'"
    )
    put(sql)
    sql.execute("INSERT INTO extraction_queue (file_path, created_at) VALUES ('a.pdf', 'soon')")

    assert await build().oldest_s() is None


async def test_a_server_that_was_killed_has_lost_nothing_that_was_answered():
    server = PostgresServer().start()
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(script(TableShape()).encode())
            put(connection, "a.pdf")
        table = PostgresTable(server.url(), TableShape(), variable="PROD_DATABASE_URL", timeout_s=TIMEOUT_S)
        row = await table.claim(claim())
        assert row is not None

        server.kill()
        with pytest.raises(SourceAway):
            await table.settle(row.id, row.worker, READ)
        server.start()

        assert await table.settle(row.id, row.worker, READ)
        assert not await table.settle(row.id, row.worker, READ)
        await table.close()
    finally:
        server.stop()
