"""Key names: readable, never shared by two owners, safe inside a script."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.domain.status import Priority
from ocr_service.queue.keys import Keys, quoted


def test_with_an_empty_prefix_the_seed_names_come_out() -> None:
    keys = Keys()

    assert [keys.queue(priority) for priority in Priority] == ["queue:high", "queue:normal", "queue:low"]
    assert (keys.task("7"), keys.result("7")) == ("task:7", "result:7")


def test_the_prefix_stands_before_every_key() -> None:
    keys = Keys("{ocr}:")

    assert keys.task("7") == "{ocr}:task:7"
    assert all("= '{ocr}:" in text for text in keys.lua().values())


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_two_owners_never_share_an_idempotency_key(owner: str, key: str, other: str, other_key: str) -> None:
    same = Keys().idempotency(owner, key) == Keys().idempotency(other, other_key)

    assert same == ((owner, key) == (other, other_key))


@given(st.text(max_size=20), st.sampled_from(Priority))
def test_an_owner_is_found_again_in_the_name_of_its_waiting_list(owner: str, priority: Priority) -> None:
    keys = Keys("p:")

    assert keys.owner_of_overflow(keys.overflow(owner, priority)) == owner
    assert unquote(quoted(owner)) == owner


@pytest.mark.parametrize("prefix", ["it's:", "back\\slash:", "line\nbreak:"])
def test_no_prefix_breaks_out_of_its_lua_string(prefix: str) -> None:
    texts = Keys(prefix).lua().values()

    assert not any("\n" in text for text in texts)
    assert all(text.count("local ") == 1 for text in texts)
