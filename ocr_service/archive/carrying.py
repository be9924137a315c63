"""Carry documents from one archive to another: out into a zip file, in from one or from a folder."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_service.archive.archive import Archive
from ocr_service.archive.document import ArchivedDocument, document_id
from ocr_service.archive.tree import RECORD
from ocr_service.errors import ArchiveUnavailable

_MOST_RECORD_BYTES = 4_000_000

Place = Path | zipfile.Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What came in: how many documents, how many were there already, and why others were left out."""

    documents: int = 0
    known: int = 0
    left_out: tuple[str, ...] = ()


def export_to(archive: Archive, target: Path, owner: str | None) -> int:
    """Write all documents of an owner (None: everybody's) into a zip file, whole or not at all; returns how many."""
    archive.require()
    count = 0
    part = target.with_name(f".{target.name}.part")
    try:
        # What lies there is packed already.
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as packed:
            for shelved in archive.index.documents_of(owner):
                count += 1
                for path in sorted((archive.tree.root / shelved.folder).iterdir()):
                    packed.write(path, f"{shelved.folder}/{path.name}")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise ArchiveUnavailable(
            f"{target} cannot be written, or the archive not be read: {error}."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return count


def import_from(archive: Archive, source: Path, owner: str | None) -> Carried:
    """Take over documents from a zip file or a folder of an archive; ``owner`` makes them his. Those that are known stay as they are.

    Raises ``ValueError`` with a sentence for what is neither.
    """
    archive.require()
    carried = Carried()
    if source.is_dir():
        for place in _folders(source):
            carried = _with(carried, archive, place, place.relative_to(source).as_posix(), owner)
        return carried
    if not zipfile.is_zipfile(source):
        raise ValueError(f"{source} is no zip file and no folder.")
    with zipfile.ZipFile(source) as packed:
        names = [name for name in packed.namelist() if name.endswith(f"/{RECORD}")]
        for name in sorted(names):
            folder = name.removesuffix(f"/{RECORD}")
            carried = _with(carried, archive, zipfile.Path(packed, f"{folder}/"), folder, owner)
    return carried


def _folders(source: Path) -> Iterator[Path]:
    """Those that hold a document."""
    return (record.parent for record in sorted(source.rglob(RECORD)) if ".docvault" not in record.parts)


def _with(carried: Carried, archive: Archive, folder: Place, name: str, owner: str | None) -> Carried:
    try:
        is_new = _taken(archive, folder, owner)
    except (ValueError, OSError, KeyError, zipfile.BadZipFile) as error:
        return replace(carried, left_out=(*carried.left_out, f"{name}: {error}"))
    return replace(carried, documents=carried.documents + is_new, known=carried.known + (not is_new))


def _taken(archive: Archive, folder: Place, owner: str | None) -> bool:
    """False for a document that the archive has. Raises ``ValueError``, ``OSError``, ``KeyError``."""
    with (folder / RECORD).open("rb") as file:
        document = ArchivedDocument.from_json(json.loads(file.read(_MOST_RECORD_BYTES)))
    whose = document.owner if owner is None else owner
    document = replace(document, owner=whose, id=document_id(whose, document.sha256))
    with tempfile.TemporaryDirectory(dir=archive.parcels.folder, prefix="import-") as held:
        for name in set(document.files.values()):
            if Path(name).name != name or name.startswith("."):
                raise ValueError(f"{name!r} is no name of a document's file")
            with (folder / name).open("rb") as source, Path(held, name).open("xb") as target:
                shutil.copyfileobj(source, target)
        return archive.adopt(Path(held), document)
