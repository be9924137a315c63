"""Whoever is killed at whichever step of a row, it ends in one state and is read once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import psycopg

from tests.support.fleet import Fleet
from tests.support.processes.toy_documents import text_of
from tests.support.sources.killings import SLOW_CHANGES, AtSupabase, InPostgres, Killings
from tests.support.sources.office import Office

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]
MOST_ROWS = 60
BEHIND_REST = (
    ("claim", "sources"),
    ("claim", "database"),
    ("claimed", "sources"),
    ("claimed", "database"),
    ("fetch", "sources"),
    ("fetched", "sources"),
    ("enqueued", "sources"),
    ("enqueued", "worker"),
    ("settle", "notifier"),
    ("settle", "database"),
    ("settled", "notifier"),
    ("settled", "database"),
)
IN_THE_DATABASE = (
    ("claim", "sources"),
    ("claim", "database"),
    ("settle", "notifier"),
    ("settle", "database"),
)


async def put_until(office: Office, name: str, killings: Killings) -> dict[str, bytes]:
    """Rows one after the other until all of the plan was carried out; what each document says."""
    sent: dict[str, bytes] = {}
    while killings.left:
        assert len(sent) < MOST_ROWS, f"never came to {killings.left[0]}"
        path = f"{name}{len(sent)}.pdf"
        sent[path] = b"%PDF-1.4\n" + os.urandom(300).hex().encode()
        await asyncio.to_thread(put_patiently, office, name, path, sent[path])
        left = len(killings.left)
        for _ in range(100):
            if len(killings.left) < left:
                break
            await asyncio.sleep(0.05)
    return sent


def put_patiently(office: Office, name: str, path: str, content: bytes) -> None:
    """A database that was just killed takes the row when it is back."""
    while True:
        try:
            return office.put(name, path, content)
        except psycopg.OperationalError:
            continue


async def until_ended(office: Office, name: str) -> dict[str, tuple[int, str | None]]:
    while True:
        try:
            (rows,) = (await office.until_ended(name)).values()
        except psycopg.OperationalError:
            continue
        return {path: (status, text) for path, status, text, _ in rows}


async def test_a_row_behind_rest_outlives_a_kill_at_each_of_its_steps(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1, page_s=0.2) as fleet:
        office = Office(fleet, SOURCES_LEASE_SECONDS="60")
        killings = Killings(office, "staging", BEHIND_REST)
        office.supabases["staging"].watch = AtSupabase(killings)
        try:
            sent = await put_until(office, "staging", killings)
            ended = await until_ended(office, "staging")
            completions = await fleet.completions()
        finally:
            office.stop()

    assert ended == {path: (4, text_of(content)) for path, content in sent.items()}
    assert (len(completions), set(completions.values())) == (len(sent), {1})


async def test_a_row_in_a_database_outlives_a_kill_amid_each_of_its_changes(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        office = Office(fleet, SOURCES_LEASE_SECONDS="60")
        server = office.servers["prod"]
        with psycopg.connect(server.url()) as connection:
            connection.execute(SLOW_CHANGES.encode())
        killings = Killings(office, "prod", IN_THE_DATABASE)
        watch = InPostgres(server, killings)
        watch.start()
        try:
            sent = await put_until(office, "prod", killings)
            ended = await until_ended(office, "prod")
            completions = await fleet.completions()
        finally:
            watch.stop()
            office.stop()

    assert ended == {path: (4, text_of(content)) for path, content in sent.items()}
    assert (len(completions), set(completions.values())) == (len(sent), {1})
