"""Every transition has a contract, known parts and the right to run when memory is short."""

from __future__ import annotations

import re

import pytest

from ocr_service.queue.keys import Keys
from ocr_service.queue.policy import QueuePolicy
from ocr_service.queue.scripts.text import LUA, assemble, rooms

NAMES = sorted(rooms())
DENIED_WHEN_FULL = {
    *(
        "claim",
        "claim_task",
        "create_batch",
        "enqueue",
        "enqueue_cached",
        "ping",
        "ping_subscription",
        "reprioritize",
        "requeue",
        "start_pending",
        "subscribe",
    ),
    "open_upload",
    "begin_completion",
    "start_task",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_script_begins_with_its_flags_and_its_contract(name: str) -> None:
    lines = LUA.joinpath(rooms()[name], f"{name}.lua").read_text().splitlines()

    assert lines[0].startswith("#!lua")
    assert lines[1].startswith("--[[ ")
    assert all(any(word in line for line in lines[:10]) for word in ("KEYS", "ARGV", "Returns"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_to_include(name: str) -> None:
    text = assemble(name, Keys(), QueuePolicy())

    assert text.startswith("#!lua")
    assert "-- include:" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_script_declares_each_constant_that_it_uses_and_no_other(name: str) -> None:
    text = re.sub(r"--\[\[.*?\]\]|--.*|'[^']*'", "", assemble(name, Keys(), QueuePolicy()), flags=re.DOTALL)
    declared = re.findall(r"local ([A-Z][A-Z_]+)\b", text)
    used = re.findall(r"(?<!local )\b([KP]_[A-Z_]+|[A-Z]+_[A-Z_]+)\b", text)

    assert len(declared) == len(set(declared))
    assert set(used) <= set(declared) | {"KEYS", "ARGV"}


@pytest.mark.parametrize("name", NAMES)
def test_a_script_holds_each_function_that_it_calls_and_no_other(name: str) -> None:
    text = assemble(name, Keys(), QueuePolicy())
    functions = re.findall(r"^local function (\w+)", text, flags=re.MULTILINE)
    parts = "".join(entry.read_text() for entry in LUA.joinpath("parts").iterdir())
    called = set(re.findall(r"(?<![.\w])(\w+)\(", re.sub(r"--.*", "", text)))

    assert [function for function in functions if len(re.findall(rf"\b{function}\b", text)) < 2] == []
    assert called & set(re.findall(r"^local function (\w+)", parts, flags=re.MULTILINE)) <= set(functions)


def test_workers_may_finish_when_redis_is_full_but_nothing_new_begins() -> None:
    denied = {
        name for name in NAMES if "allow-oom" not in assemble(name, Keys(), QueuePolicy()).partition("\n")[0]
    }

    assert denied == DENIED_WHEN_FULL


def test_no_script_spells_a_key_of_its_own() -> None:
    for entry in (entry for room in LUA.iterdir() for entry in room.iterdir()):
        code = re.sub(r"--\[\[.*?\]\]|--.*", "", entry.read_text(), flags=re.DOTALL)
        assert not re.search(
            r"'(queue|task|tasks|result|worker|signal|idem|dedupe|notify|subscription|subscribers):", code
        ), entry.name


def test_no_two_rooms_have_a_script_of_one_name() -> None:
    scripts = [entry.name for room in LUA.iterdir() if room.name != "parts" for entry in room.iterdir()]

    assert len(scripts) == len(set(scripts)) == len(NAMES)
