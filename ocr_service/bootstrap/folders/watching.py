"""What the settings say of the watched folder, checked before anything is touched."""

from __future__ import annotations

import os
from pathlib import Path

from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import Output
from ocr_service.filing.filer import Filer
from ocr_service.filing.folders import EXTENSIONS, After, Conflict, Folders
from ocr_service.filing.journal import Journal
from ocr_service.filing.laying import Ownership
from ocr_service.filing.names import check_template
from ocr_service.results.selection import Selection
from ocr_service.results.stored_pages import parsed
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings


def folders(settings: Settings) -> Folders | None:
    """The folders; None when none is watched. Raises ``InvalidSettings``."""
    watch = settings.watch
    if watch.dir is None:
        return None
    if watch.output_dir is None:
        raise InvalidSettings("WATCH_DIR needs a folder for the results. Set WATCH_OUTPUT_DIR.")
    watched, results = watch.dir.absolute(), watch.output_dir.absolute()
    _refuse_nested("WATCH_DIR", watched, "WATCH_OUTPUT_DIR", results)
    _refuse_nested("WATCH_DIR", watched, "UPLOAD_DIR", settings.upload_dir.absolute())
    _refuse_nested("WATCH_OUTPUT_DIR", results, "UPLOAD_DIR", settings.upload_dir.absolute())
    try:
        check_template(watch.names)
    except ValueError as error:
        raise InvalidSettings(f"WATCH_NAMES={watch.names!r} is wrong: {error}.") from error
    if Output.IMAGES in watch.outputs:
        raise InvalidSettings(f"WATCH_OUTPUTS is wrong: choose among {', '.join(EXTENSIONS)}.")
    return Folders(
        watched=watched,
        results=results,
        template=watch.names,
        outputs=watch.outputs,
        conflict=Conflict(watch.conflict),
        after=After(watch.after),
        ownership=ownership(settings),
        passwords=watch.passwords,
    )


def build_filer(settings: Settings, store: FileStore) -> Filer | None:
    """What files results; None when no folder is watched. Raises ``InvalidSettings``, ``sqlite3.Error``, ``OSError``."""
    chosen = folders(settings)
    if chosen is None:
        return None
    selection = Selection()
    return Filer(chosen, Journal(settings.journal_path), store, lambda line: selection.page(parsed(line)))


def _refuse_nested(one_name: str, one: Path, other_name: str, other: Path) -> None:
    """By their real places: a link must not hide it. Each would take what the other writes."""
    here, there = Path(os.path.realpath(one)), Path(os.path.realpath(other))
    if here == there:
        raise InvalidSettings(
            f"{one_name} and {other_name} are one folder, {here}. Choose two beside each other."
        )
    for inner_name, inner, outer_name, outer in (
        (one_name, here, other_name, there),
        (other_name, there, one_name, here),
    ):
        if inner.is_relative_to(outer):
            raise InvalidSettings(
                f"{inner_name} ({inner}) lies in {outer_name} ({outer}). Choose two folders beside each other."
            )


def ownership(settings: Settings) -> Ownership:
    """Whose the files are that are written. Raises ``InvalidSettings``."""
    watch = settings.watch
    uid, gid = watch.puid, watch.pgid
    if os.getuid() != 0 and uid not in (-1, os.getuid()):
        raise InvalidSettings(
            f"PUID={uid} can be given to files by root or that user alone; the service runs as {os.getuid()}."
            f' Start it as that user (docker compose: `user: "{uid}:{max(gid, 0)}"`).'
        )
    if os.getuid() != 0 and gid not in (-1, os.getgid(), *os.getgroups()):
        raise InvalidSettings(
            f"PGID={gid} is no group of the service's user. Add it (docker compose: `group_add: [{gid}]`)."
        )
    # As bits: `umask 022` is how everybody writes it.
    return Ownership(
        uid=-1 if uid == os.getuid() else uid, gid=gid, umask=int(watch.umask.replace("o", ""), 8)
    )
