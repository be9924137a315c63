"""List a watched folder: the files that may be taken, and what is refused, without following a link."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ocr_service.filing.entry import Stamp
from ocr_service.filing.folders import DONE_FOLDER, NOTE_SUFFIX, PASSWORD_SUFFIX

_DEEPEST = 32
# Hidden, half copied or half downloaded, or left by editors, file managers and the systems of NAS makers.
_IGNORED = re.compile(
    r"(\..*|~.*|.*~|#recycle|@recycle|@eadir|@recently-snapshot|\$recycle\.bin|system volume information|lost\+found"
    r"|thumbs\.db|desktop\.ini|.*\.(part|partial|tmp|temp|crdownload|download|filepart|opdownload|swp|lock|sb-[^.]*))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was seen."""

    stamp: Stamp
    inode: int


@dataclass(slots=True)
class Listing:
    """Files by their path below the watched folder, and why others are refused."""

    files: dict[str, Seen] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def replace_below(self, folder: str, fresh: Listing) -> None:
        """Know of this folder what a fresh look at it says."""
        for known, new in ((self.files, fresh.files), (self.refused, fresh.refused)):
            stale = [path for path in known if is_below(path, folder)]
            for path in stale:
                del known[path]
            known.update(new)  # type: ignore[arg-type]


def is_below(path: str, folder: str) -> bool:
    """True for what lies in a folder, and for the folder itself; everything is below ''."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def is_ignored(name: str) -> bool:
    """True for names that are no documents: hidden, temporary, of a system, or our own texts and passwords."""
    return bool(_IGNORED.fullmatch(name)) or name.endswith((NOTE_SUFFIX, PASSWORD_SUFFIX))


def list_folder(root: Path, folder: str = "") -> Listing:
    """What lies in a folder and below. A folder that went away meanwhile is empty; the root raises ``OSError``.

    A folder that is not looked at from above has nothing either: events tell of those, too.
    """
    listing = Listing()
    if _is_looked_at(root, folder):
        _look(root, folder, listing, depth=folder.count("/"))
    return listing


def _is_looked_at(root: Path, folder: str) -> bool:
    """False below what is done, ignored or reached by a link."""
    parts = PurePosixPath(folder).parts
    if parts[:1] == (DONE_FOLDER,) or any(map(is_ignored, parts)):
        return False
    return not any((root / Path(*parts[:length])).is_symlink() for length in range(1, len(parts) + 1))


def _look(root: Path, folder: str, listing: Listing, *, depth: int) -> None:
    try:
        entries = list(_entries(root, folder))
    except (FileNotFoundError, NotADirectoryError):
        if not folder:
            raise
        return
    except PermissionError:
        if not folder:
            raise
        listing.refused[folder] = "this folder may not be read by the service"
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if is_ignored(entry.name) or path == DONE_FOLDER:
            continue
        _sort(root, path, entry, listing, depth=depth)


def _sort(root: Path, path: str, entry: os.DirEntry[str], listing: Listing, *, depth: int) -> None:
    if entry.is_symlink():
        listing.refused[path] = "it is a link, and may lead anywhere"
    elif entry.is_dir(follow_symlinks=False):
        if depth < _DEEPEST:
            _look(root, path, listing, depth=depth + 1)
        else:
            listing.refused[path] = "it lies too deep"
    elif entry.is_file(follow_symlinks=False):
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return
        listing.files[path] = Seen(Stamp.of(status), status.st_ino)
    else:
        listing.refused[path] = "it is no plain file"


def _entries(root: Path, folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(root / folder) as entries:
        yield from entries
