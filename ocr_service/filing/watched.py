"""How the watched folder stands, for whoever asks the service; and forgetting what its journal knows of an owner."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ocr_service.filing.away import RESULTS_AWAY, WATCHED_AWAY
from ocr_service.filing.entry import EntryState
from ocr_service.filing.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedNumbers:
    """``away`` says why a folder cannot be used now; empty while both can."""

    in_hand: int
    failed: int
    away: str = ""


def watched_numbers(journal_path: Path) -> WatchedNumbers:
    """What the journal says. Raises ``sqlite3.Error``, ``OSError``."""
    if not journal_path.exists():
        return WatchedNumbers(in_hand=0, failed=0)
    with closing(Journal(journal_path)) as journal:
        counts = journal.counts()
        away = journal.fact(WATCHED_AWAY) or journal.fact(RESULTS_AWAY)
    in_hand = sum(number for state, number in counts.items() if state.is_open)
    return WatchedNumbers(in_hand=in_hand, failed=counts.get(EntryState.FAILED, 0), away=away)


def forget_owner(journal_path: Path, owner: str, owner_of: Callable[[str], str]) -> int:
    """Remove what is remembered of an owner's files that reached their end; returns how many. ``owner_of`` knows whose a path is.

    Files under way reach their end first: their tasks are gone, and they are set apart. Raises ``sqlite3.Error``, ``OSError``.
    """
    if not journal_path.exists():
        return 0
    with closing(Journal(journal_path)) as journal:
        ended = journal.in_state(EntryState.DONE, EntryState.FAILED, EntryState.DROPPED)
        his = [entry.id for entry in ended if owner_of(entry.path) == owner]
        for entry_id in his:
            journal.forget(entry_id)
        journal.shrink_log()
    return len(his)
