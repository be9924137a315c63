"""Forget the secrets that this process was started with, before strangers' documents are read in its children.

The settings are read in a process of their own by then. What Linux shows as ``/proc/PID/environ`` is the memory of
the first environment, so the values are overwritten there, not only unset.
"""

from __future__ import annotations

import ctypes
import os

SECRETS = (
    *("S3_ACCESS_KEY", "S3_SECRET_KEY", "CRICKSY_S3_ACCESS_KEY", "CRICKSY_S3_SECRET_KEY"),
    *("API_KEYS", "API_OPERATOR_KEYS", "LLM_API_KEY"),
)


def forget_secrets() -> None:
    """Overwrite and unset them; children that are forked from here on never had them."""
    wanted = {name for name in SECRETS if name in os.environ}
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
