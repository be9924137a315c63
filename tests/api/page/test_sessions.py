"""With keys: who comes in, what he sees, and when he is out again."""

from __future__ import annotations

import pytest

from ocr_service.domain.api_key import KeyLimits, Scope
from tests.support import sample_files as files
from tests.support.api_process import PREFIX


async def test_who_has_no_session_is_asked_for_a_key(guest):
    page = await guest.get("/operations")
    part = await guest.get("/", headers={"HX-Request": "true"})

    assert (page.status_code, page.headers["location"]) == (303, "/login?to=%2Foperations")
    assert (part.status_code, part.headers["hx-redirect"]) == (204, "/login?to=%2F")


async def test_a_key_opens_the_page_and_its_own_documents_only(guarded, guest):
    other = (await guarded.send(headers={"X-API-Key": "b-key"}, name="bens.pdf")).json()["task_id"]

    came = await guest.log_in("a-key")
    await guest.drop(files.png(), "annas.png")
    page = await guest.get("/")

    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert ("annas.png" in page.text, "bens.pdf" in page.text) == (True, False)
    assert "Operations" not in page.text
    assert (await guest.get(f"/documents/{other}")).status_code == 404
    assert (await guest.get("/operations")).status_code == 403


async def test_a_wrong_key_opens_nothing(guest):
    came = await guest.log_in("wrong")

    assert came.status_code == 401
    assert "set-cookie" not in came.headers
    assert (await guest.get("/")).status_code == 303


async def test_a_session_reads_the_api_and_changes_nothing_there(guarded, guest):
    await guest.log_in("a-key")

    assert (await guest.get(f"{PREFIX}/ocr/tasks")).status_code == 200
    assert (await guarded.send()).status_code == 401


async def test_the_cookie_is_kept_from_scripts_and_other_sites(guest):
    came = await guest.log_in("a-key")

    cookie = came.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "a-key" not in cookie


async def test_logging_out_ends_the_session(guest):
    await guest.log_in("a-key")
    await guest.get("/")

    out = await guest.post("/logout")

    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert (await guest.get("/")).status_code == 303


@pytest.mark.parametrize("end", ["revoke", "rotate"])
async def test_a_key_that_ends_takes_its_sessions_with_it(guarded, guest, end):
    ring = guarded.keys
    key, text = await ring.create(name="n", owner="o", scopes=(Scope.OPERATE,), limits=KeyLimits())
    await guest.log_in(text)
    before = (await guest.get("/")).status_code

    await getattr(ring, end)(key.id)

    assert (before, (await guest.get("/")).status_code) == (200, 303)


@pytest.mark.parametrize("cookie", ["x", "set-0.x.y", "é", "a" * 5000])
async def test_a_forged_cookie_is_no_session(guarded, cookie):
    headers = {"Cookie": f"docvault_session={cookie}".encode()}

    assert (await guarded.http.get(f"{PREFIX}/ocr/tasks", headers=headers)).status_code == 401


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", ""])
async def test_nobody_is_led_away_after_logging_in(guest, to):
    assert (await guest.log_in("a-key", to)).headers["location"] == "/"


async def test_keys_are_not_tried_for_ever(guest):
    codes = [(await guest.log_in("wrong")).status_code for _ in range(15)]

    assert codes[0] == 401
    assert codes[-1] == 429


async def test_without_keys_there_is_nothing_to_log_in_to(visitor):
    assert (await visitor.get("/login")).headers["location"] == "/"
