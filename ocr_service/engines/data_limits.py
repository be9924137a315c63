"""How much data the programs of engines may have, said in the environment by whoever gives memory out; and their complaints of having too little."""

from __future__ import annotations

import os
import resource
from contextlib import suppress

TOOL_DATA_KB, HOST_DATA_KB = "OCR_TOOL_DATA_KB", "OCR_HOST_DATA_KB"
UNLIMITED = "unlimited"
ANY = -1
# Of ``new``, of libraries of pictures, of the loader of libraries, of Python, of Leptonica.
_COMPLAINTS = ("alloc", "failed to map segment", "memory")


def told_bytes(variable: str) -> int:
    """What the variable says; ``ANY`` where nobody said anything."""
    said = os.environ.get(variable, UNLIMITED)
    return ANY if said == UNLIMITED else int(said) * 1024


def bound_data(pid: int, most_bytes: int) -> None:
    """Let a process have no more data than that; nothing happens where the kernel cannot, or when it has ended already.

    Address space cannot tell: it counts mapped files, and a bomb filled the surplus that a page needs for them.
    """
    if most_bytes != ANY and hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
            resource.prlimit(pid, resource.RLIMIT_DATA, (most_bytes, hard))


def complains_of_memory(said: str) -> bool:
    """True where a program says that it got too little: it may then go on as if the picture were empty, or end by any signal."""
    return any(complaint in said.lower() for complaint in _COMPLAINTS)
