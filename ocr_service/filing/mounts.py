"""On which share a folder lies, and whether it is still that share: an empty mount point takes files that nobody will find."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
# Kernel names of file systems on which others than this machine change files: no event tells of them here.
_REMOTE = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "9p", "virtiofs", "ceph", "glusterfs", "afs", "ncpfs"}
)
_REMOTE_PREFIX = "fuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where a file system hangs, and its kind as the kernel calls it."""

    point: str
    kind: str

    @property
    def is_remote(self) -> bool:
        """True where others may change files without an event."""
        return self.kind in _REMOTE or self.kind.startswith(_REMOTE_PREFIX)


def mount_of(folder: Path, *, mounts: Path = MOUNTS) -> Mount | None:
    """The mount that a folder lies on; None where the kernel does not tell (format: ``proc(5)``)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    found = list(filter(None, map(_mount, lines)))
    path = os.path.realpath(folder)
    above = [each for each in found if path == each.point or path.startswith(each.point.rstrip("/") + "/")]
    # Of several at one point the last one is seen.
    return max(reversed(above), key=lambda each: len(each.point), default=None)


def _mount(line: str) -> Mount | None:
    left, _, right = line.partition(" - ")
    fields, kind = left.split(" "), right.partition(" ")[0]
    if len(fields) < 5 or not kind:
        return None
    return Mount(point=_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4]), kind=kind)
