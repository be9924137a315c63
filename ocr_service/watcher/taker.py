"""Take one file: read it once into the service's own store and put it into the queue, so that a repetition changes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

from ocr_service.domain.notification import EventKind
from ocr_service.domain.status import Output
from ocr_service.domain.task import Callback
from ocr_service.errors import IdempotencyConflict, InputError
from ocr_service.filing.entry import Entry, EntryState, shown, target_of
from ocr_service.filing.filer import Filer
from ocr_service.intake.options import Wishes
from ocr_service.intake.submit import Accepted, Intake, Submission
from ocr_service.intake.upload import Upload
from ocr_service.watcher.levels import Level, said_by
from ocr_service.watcher.listing import Seen
from ocr_service.watcher.opening import NotNow, Unreadable, looks_whole, opened, require_unchanged

log = logging.getLogger(__name__)

SOURCE = "watch"
_PIECE_BYTES = 256 * 1024
_ENDS = (EventKind.TASK_COMPLETED, EventKind.TASK_FAILED, EventKind.TASK_CANCELLED)


class Taken(StrEnum):
    """What came of it. ``UNFINISHED`` is a file without its end, ``UNREADABLE`` one that the service may not open."""

    TAKEN = "taken"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    IN_HANDS = "in hands"
    UNFINISHED = "unfinished"
    UNREADABLE = "unreadable"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingRules:
    """What every file is asked for, and what sub-folders say."""

    levels: tuple[Level, ...] = ()
    owner: str = ""
    language: str = ""
    profile: str = ""
    split: str = ""
    skips_duplicates: bool = False


class Taker:
    """Raises ``CapacityError`` where the service cannot take anything now, ``OSError`` of the watched folder, ``sqlite3.Error``."""

    def __init__(self, intake: Intake, filer: Filer, rules: TakingRules) -> None:
        self._intake = intake
        self._filer = filer
        self._rules = rules

    async def take(self, path: str, seen: Seen, *, as_it_is: bool = False) -> Taken:
        """Take a file that is at rest; ``as_it_is`` also one that does not look whole."""
        root = self._filer.folders.watched
        try:
            with opened(root, path, seen) as file:
                if not as_it_is and not looks_whole(file, seen.stamp.size):
                    return Taken.UNFINISHED
                entry = await asyncio.to_thread(self._begun, path, seen)
                upload = self._intake.begin(PurePosixPath(shown(path)).name)
                try:
                    while piece := await asyncio.to_thread(_piece, file):
                        await upload.write(piece)
                    require_unchanged(file, root, path, seen)
                    await upload.finish()
                    return await self._submitted(entry, upload)
                except InputError as error:
                    await asyncio.to_thread(self._filer.fail, entry, error.code, error.detail)
                    log.warning("Watched file failed", extra={"path": shown(path), "code": error.code})
                    return Taken.FAILED
                finally:
                    await upload.discard()
        except NotNow:
            return Taken.IN_HANDS
        except Unreadable:
            return Taken.UNREADABLE
        except FileNotFoundError:
            return Taken.GONE

    def _begun(self, path: str, seen: Seen) -> Entry:
        """With a password beside it there is no use in trying without."""
        folders = self._filer.folders
        index = 1 if len(folders.passwords_of(path)) > len(folders.passwords) else 0
        return self._filer.journal.begin(path, seen.stamp, password_index=index)

    async def _submitted(self, entry: Entry, upload: Upload) -> Taken:
        journal = self._filer.journal
        earlier = await asyncio.to_thread(journal.same_content, upload.sha256, entry.id)
        if earlier is not None:
            self._tell_duplicate(entry, earlier)
            if self._rules.skips_duplicates:
                skipped = replace(entry, sha256=upload.sha256)
                await asyncio.to_thread(self._filer.skip, skipped, earlier)
                return Taken.DUPLICATE
        said = said_by(entry.path, self._rules.levels, self._intake.policy.languages)
        submission = Submission(
            wishes=await self._wishes(entry, said.fields),
            owner=said.owner or self._rules.owner,
            source=SOURCE,
            idempotency_key=f"folder {entry.id}",
        )
        try:
            accepted = await self._intake.submit(upload, submission)
        except IdempotencyConflict:
            # The settings changed between a submission and a kill -9.
            await asyncio.to_thread(journal.again, entry)
            return Taken.IN_HANDS
        await asyncio.to_thread(journal.taken, entry.id, accepted.task.id, upload.sha256)
        self._tell(entry, accepted)
        return Taken.TAKEN

    async def _wishes(self, entry: Entry, said: dict[str, str]) -> Wishes:
        fields = {"outputs": ",".join(self._outputs()), **self._defaults(), **said}
        wishes = await self._intake.wishes(fields)
        passwords = self._filer.folders.passwords_of(entry.path)
        password = passwords[entry.password_index - 1] if 0 < entry.password_index <= len(passwords) else None
        return replace(
            wishes,
            password=password,
            callback=Callback(url=target_of(entry, self._filer.journal.identity), events=_ENDS),
            user_metadata={"folder_path": shown(entry.path)},
        )

    def _outputs(self) -> Sequence[Output]:
        return self._filer.folders.outputs

    def _defaults(self) -> dict[str, str]:
        rules = self._rules
        chosen = {"language": rules.language, "profile": rules.profile, "split": rules.split}
        return {name: value for name, value in chosen.items() if value}

    @staticmethod
    def _tell(entry: Entry, accepted: Accepted) -> None:
        fields = {"task_id": accepted.task.id, "path": shown(entry.path)}
        if accepted.is_new:
            log.info("Watched file taken", extra=fields)
        else:
            log.info("Watched file known to the queue", extra=fields)

    @staticmethod
    def _tell_duplicate(entry: Entry, earlier: Entry) -> None:
        log.warning(
            "Watched file has the content of another",
            extra={"path": shown(entry.path), "other": shown(earlier.path), "files": list(earlier.names)},
        )


def _piece(file: BinaryIO) -> bytes:
    """Raises ``Unreadable``: a bad spot in one file must not keep the others waiting."""
    try:
        return file.read(_PIECE_BYTES)
    except OSError as error:
        raise Unreadable(error.strerror) from error


def is_to_be_taken(entry: Entry | None, seen: Seen, *, keeps: bool) -> bool:
    """True for a file that nobody has in hand: a new one, another version, or one that came again after it was moved away."""
    if entry is None or entry.stamp != seen.stamp or entry.state is EntryState.TAKING:
        return True
    return entry.state is EntryState.DONE and not keeps
