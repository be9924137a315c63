"""Forget the secrets that this process was started with, before strangers' documents are read in its children.

The settings are read in a process of their own by then. What Linux shows as ``/proc/PID/environ`` is the memory of
the first environment, so the values are overwritten there, not only unset.
"""

from __future__ import annotations

import ctypes
import os

from ocr_service.settings import Settings
from ocr_service.variables import variables_of


def forget_secrets() -> None:
    """Overwrite and unset them; children that are forked from here on never had them."""
    secret = (each for each in variables_of(Settings) if each.rule.is_secret)
    wanted = {name for each in secret for name in each.names if name in os.environ}
    for address in _entries():
        name, equals, value = ctypes.string_at(address).partition(b"=")
        if equals and name.decode(errors="replace") in wanted:
            ctypes.memset(address + len(name) + 1, ord("*"), len(value))
    for variable in wanted:
        del os.environ[variable]


def _entries() -> list[int]:
    """Addresses of the ``NAME=value`` strings of this process."""
    table = ctypes.POINTER(ctypes.c_void_p).in_dll(ctypes.CDLL(None), "environ")
    addresses: list[int] = []
    while table and (address := table[len(addresses)]):
        addresses.append(address)
    return addresses
