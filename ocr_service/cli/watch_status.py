"""Say how the watched folder goes: whether it is watched, what waits in it, what failed and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.folders.watching import folders
from ocr_service.cli.show import print_json, table
from ocr_service.filing.away import MOUNT_FACT, RESULTS_AWAY, WATCHED_AWAY, FolderAway, require_folder
from ocr_service.filing.entry import EntryState, shown
from ocr_service.filing.folders import After, Folders
from ocr_service.filing.journal import Journal
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings
from ocr_service.watcher.listing import Listing, list_folder
from ocr_service.watcher.taker import is_to_be_taken
from ocr_service.watcher.telling import ask


def show(settings: Settings, *, as_json: bool) -> int:
    """Print it; exit code 0 when the folders are there and a watcher runs. Raises ``InvalidSettings``."""
    chosen = _chosen(settings)
    with closing(_journal(settings)) as journal:
        view = status_view(settings, chosen, journal)
    if as_json:
        print_json(view)
    else:
        _print(view)
    return 0 if view["running"] and not view["problems"] else 1


def accept(settings: Settings) -> int:
    """Forget on which share the folders lay: where they lie now is where they belong. Raises ``InvalidSettings``."""
    chosen = _chosen(settings)
    with closing(_journal(settings)) as journal:
        for folder in (chosen.watched, chosen.results):
            journal.set_fact(f"{MOUNT_FACT}{folder}", "")
    print("The folders are taken as they lie now.")
    return 0


def status_view(settings: Settings, chosen: Folders, journal: Journal) -> dict[str, Any]:
    """What there is to say, as JSON has it. The folder is looked at now, not as the watcher saw it."""
    counts, said = journal.counts(), ask(settings.journal_path)
    listing = _listing(chosen)
    problems = [*_problems(chosen, journal)]
    return {
        "watched": str(chosen.watched),
        "results": str(chosen.results),
        "running": said is not None,
        "last_look_at": said["last_look_at"] if said else None,
        "look_ms": said["look_ms"] if said else None,
        "events": said["events"] if said else None,
        "problems": problems,
        "waiting": _waiting(listing, chosen, journal),
        "in_hand": sum(number for state, number in counts.items() if state.is_open),
        "done": counts.get(EntryState.DONE, 0),
        "failed": [
            {"path": shown(entry.path), "code": entry.code, "detail": entry.detail}
            for entry in journal.in_state(EntryState.FAILED)
        ],
        "refused": {shown(path): reason for path, reason in listing.refused.items()},
    }


def _problems(chosen: Folders, journal: Journal) -> Iterator[str]:
    found = [journal.fact(fact) for fact in (WATCHED_AWAY, RESULTS_AWAY)]
    for folder in (chosen.watched, chosen.results):
        try:
            require_folder(folder, journal)
        except FolderAway as error:
            found.append(str(error))
    yield from dict.fromkeys(filter(None, found))


def _listing(chosen: Folders) -> Listing:
    try:
        return list_folder(chosen.watched)
    except OSError:
        return Listing()


def _waiting(listing: Listing, chosen: Folders, journal: Journal) -> int:
    keeps = chosen.after is After.KEEP
    known = journal.known(with_done=keeps)
    return sum(is_to_be_taken(known.get(path), seen, keeps=keeps) for path, seen in listing.files.items())


def _chosen(settings: Settings) -> Folders:
    chosen = folders(settings)
    if chosen is None:
        raise InvalidSettings("No folder is watched. Set WATCH_DIR and WATCH_OUTPUT_DIR.")
    return chosen


def _journal(settings: Settings) -> Journal:
    try:
        return Journal(settings.journal_path)
    except (OSError, sqlite3.Error) as error:
        raise InvalidSettings(f"{Path(settings.journal_path)} cannot be opened: {error}.") from error


def _print(view: Mapping[str, Any]) -> None:
    how = "by events" if view["events"] else "without events"
    running = f"watched {how}, last look {view['last_look_at']}" if view["running"] else "no watcher runs"
    print(f"{view['watched']} -> {view['results']}: {running}")
    print(
        f"waiting {view['waiting']}, in hand {view['in_hand']}, done {view['done']}, failed {len(view['failed'])}"
    )
    for problem in view["problems"]:
        print(problem)
    if view["failed"]:
        print(
            table(
                [(each["path"], each["code"], each["detail"]) for each in view["failed"]],
                "FAILED",
                "CODE",
                "WHY",
            )
        )
    if view["refused"]:
        print(table(list(view["refused"].items()), "REFUSED", "WHY"))
