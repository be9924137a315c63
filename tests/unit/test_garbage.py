"""Whatever bytes come in, our own parsers read them or raise what they promise."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice

import pytest

from tests.support.fuzz_targets import TARGETS, spoiled_inputs


@pytest.mark.parametrize("name", TARGETS)
def test_spoiled_input_is_read_or_refused_by_name(name):
    target = TARGETS[name]

    for data in islice(spoiled_inputs(target, seed=14), 150):
        with suppress(*target.may_raise):
            target.parse(data)
