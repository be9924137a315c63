"""Each row of other systems' tables ends in one state, whoever is killed, and no environment waits for another."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from tests.support.fleet import Fleet
from tests.support.processes.toy_documents import text_of
from tests.support.sources.office import KINDS, Office

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


@contextmanager
def opened(fleet: Fleet, **variables: str) -> Iterator[Office]:
    office = Office(fleet, **variables)
    try:
        yield office
    finally:
        office.stop()


def content() -> bytes:
    return b"%PDF-1.4\n" + os.urandom(300).hex().encode()


async def test_kills_of_everything_around_rows_lose_and_double_none(new_fleet: NewFleet) -> None:
    dice = random.Random(4)
    async with new_fleet(count=1) as fleet:
        with opened(fleet) as office:
            sent = {}
            for number, kind in enumerate(KINDS):
                for name in office.servers:
                    path = f"{name}{number}.pdf"
                    sent[path] = content()
                    await asyncio.to_thread(office.put, name, path, sent[path])
                await asyncio.to_thread(office.kill_one, dice, kind)
            rows = await office.until_ended()
            completions = await fleet.completions()

    ended = {path: (status, text) for each in rows.values() for path, status, text, _ in each}
    assert ended == {path: (4, text_of(bytes_)) for path, bytes_ in sent.items()}
    assert max(completions.values()) == 1


async def test_an_environment_that_is_away_keeps_no_other_waiting_and_comes_back(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        with opened(fleet, DEV_DATABASE_URL="mysql://root@db/x", DEV_SUPABASE_URL="") as office:
            office.servers["prod"].kill()
            office.supabases["staging"].stop()
            await office.until_said("PROD_DATABASE_URL")
            await office.until_said("STAGING_SUPABASE_URL")
            await office.until_said("DEV_DATABASE_URL is wrong")

            office.supabases["staging"].start()
            office.put("staging", "one.pdf", content())
            staging = await office.until_ended("staging")
            office.servers["prod"].start()
            office.put("prod", "two.pdf", content())
            prod = await office.until_ended("prod")
            assert "mysql" not in office.log()

    assert [status for _, status, _, _ in (*staging["staging"], *prod["prod"])] == [4, 4]


async def test_a_row_that_cannot_be_read_says_why_and_the_others_go_on(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        with opened(fleet) as office:
            for name in ("prod", "staging"):
                office.put(name, "", None)
                office.put(name, "nowhere.pdf", None)
                office.put(name, "../../etc/passwd", None)
                office.put(name, "program.exe", b"MZ" + bytes(200))
                office.put(name, "letter.pdf", content())
            rows = await office.until_ended("prod", "staging")

    codes = ["ROW_WITHOUT_FILE", "FILE_GONE", "FILE_GONE", "UNSUPPORTED_MEDIA_TYPE", None]
    assert [[code for _, _, _, code in each] for each in rows.values()] == [codes, codes]


async def test_a_download_that_breaks_is_tried_again_and_one_that_always_does_is_given_up(
    new_fleet: NewFleet,
) -> None:
    async with new_fleet(count=1) as fleet:
        with opened(fleet) as office:
            office.supabases["dev"].refusals += [503]
            office.put("dev", "one.pdf", content())
            rows = await office.until_ended("dev")
            assert "Row's file not fetched" in office.log()

    assert [status for _, status, _, _ in rows["dev"]] == [4]


async def test_told_to_stop_it_ends_and_keeps_no_row(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        with opened(fleet) as office:
            office.supabases["dev"].refusals += [503] * 100
            office.put("dev", "one.pdf", content())
            await office.until_said("Row's file not fetched")

            code = await asyncio.to_thread(office.terminate)

            assert code == 0
            assert [status for _, status, _, _ in office.rows("dev")] == [3]
