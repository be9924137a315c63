"""Where what feedback taught lies: a folder for each owner, for what one corrected is nobody else's to see."""

from __future__ import annotations

import hashlib
from pathlib import Path

_OWNERS = "owners"


def owner_folder(memory: Path, owner: str) -> Path:
    """The folder of an owner. Without an owner it is the memory's own, where all of it lay before there were owners.

    Owners are those that the service's keys name, so there are no more folders than keys were given out.
    """
    if not owner:
        return memory
    return memory / _OWNERS / hashlib.sha256(owner.encode()).hexdigest()[:32]
