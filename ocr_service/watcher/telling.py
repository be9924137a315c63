"""Let `watch status` ask a running watcher what it saw last: over a socket without a file, as a disk may sleep meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_PATIENCE_S = 2.0
_MOST_BYTES = 4_096


def address_of(journal: Path) -> str:
    """The abstract address of the watcher with this journal; it ends with the process, and is that of a container alone."""
    digest = hashlib.sha256(str(journal.absolute()).encode("utf-8", "surrogateescape")).hexdigest()
    return f"\0docvault-watch-{digest[:24]}"


async def tell(journal: Path, state: Callable[[], Mapping[str, Any]]) -> asyncio.Server:
    """Answer whoever connects with times and numbers, never with names; the caller closes it."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(state()).encode())
        writer.close()
        await writer.wait_closed()

    return await asyncio.start_unix_server(answer, address_of(journal))


def ask(journal: Path) -> Mapping[str, Any] | None:
    """What the watcher says of itself; None when none runs here."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE_S)
        try:
            connection.connect(address_of(journal))
            said = connection.makefile("rb").read(_MOST_BYTES)
            state: Mapping[str, Any] = json.loads(said)
        except (OSError, ValueError):
            return None
    return state
