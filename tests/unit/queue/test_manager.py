"""The table in ``RedisQueueManager``'s docstring says which file answers which method."""

from __future__ import annotations

import inspect
import re

from ocr_service.queue.manager import RedisQueueManager

ROW = re.compile(r"^\s*(?:``([a-z_./]+)``|(here))\s{2,}([a-z_, ]+)$", re.MULTILINE)
HERE = "ocr_service.queue.manager"


def table() -> dict[str, set[str]]:
    """The methods that each file is said to answer, the room of notifications aside, whose protocols name them."""
    rows = ROW.findall(RedisQueueManager.__doc__ or "")
    return {file or here: set(re.findall(r"[a-z_]+", methods)) for file, here, methods in rows}


def answered_in(module: str) -> set[str]:
    """The public methods that the manager has from a module."""
    classes = [kind for kind in RedisQueueManager.__mro__ if kind.__module__ == module]
    return {name for kind in classes for name in vars(kind) if not name.startswith("_")}


def module_of(file: str) -> str:
    modules = {kind.__module__ for kind in RedisQueueManager.__mro__}
    if file == "here":
        return HERE
    # The nearest: the outbox has an audit of its own, a room further down.
    return min((name for name in modules if name.endswith(f".{file}")), key=len)


def test_each_method_is_answered_by_the_file_that_the_table_names():
    wrong = {file: methods - answered_in(module_of(file)) for file, methods in table().items()}

    assert {file: methods for file, methods in wrong.items() if methods} == {}


def test_each_file_stands_in_the_table():
    files = {kind.__module__ for kind in RedisQueueManager.__mro__ if kind.__module__.startswith("ocr_")}
    told = {module_of(file) for file in table()}

    assert {file for file in files - told if ".outbox." not in file} == set()


def test_the_table_fits_a_screen():
    assert len(inspect.cleandoc(RedisQueueManager.__doc__ or "").splitlines()) <= 40
