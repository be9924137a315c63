"""Hear from the kernel which folders changed, where it tells; nothing else is believed of an event (decision 0091)."""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from ocr_service.filing.laying import TEMPORARY
from ocr_service.filing.mounts import mount_of

log = logging.getLogger(__name__)

_PROBE_S = 2.0
_STEP_MS, _DEBOUNCE_MS = 50, 400
PROBE = f"{TEMPORARY}probe-"


class FolderEvents:
    """Collects the folders that changed. ``is_heard`` is False where events do not come, and looking is all there is."""

    def __init__(self, root: Path, mode: str) -> None:
        self.is_heard = False
        self.news = asyncio.Event()
        self._root = root
        self._mode = mode
        self._changed: set[str] = set()
        self._listening: asyncio.Task[None] | None = None
        self._identity: tuple[int, int] | None = None
        self._stop = asyncio.Event()

    def changed(self) -> set[str]:
        """The folders that changed since the last call, relative to the root; '' is the root with all below."""
        changed, self._changed = self._changed, set()
        self.news.clear()
        return changed

    def is_stale(self) -> bool:
        """True when the folder is another one by now, or listening has ended: it was renamed, or its share came back."""
        has_ended = self._listening is not None and self._listening.done()
        return self.is_heard and (has_ended or identity(self._root) != self._identity)

    async def listen(self) -> None:
        """Begin (again) to listen, and find out whether events come."""
        await self.close()
        # It tells each batch of changes, and at debug level whenever there was none.
        logging.getLogger("watchfiles").setLevel(logging.WARNING)
        self._identity = identity(self._root)
        reason = self._why_not()
        if not reason:
            self._stop = asyncio.Event()
            self._listening = asyncio.create_task(self._collect(), name="events")
            self.is_heard = self._mode == "on" or await self._probed()
            reason = "" if self.is_heard else "no event came of a probe"
        if reason:
            log.info("Watched folder looked at, without events", extra={"reason": reason})
            await self.close()

    async def close(self) -> None:
        """Listen no more."""
        self.is_heard = False
        self._stop.set()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None

    def _why_not(self) -> str:
        if self._mode == "off":
            return "WATCH_EVENTS=off"
        if find_spec("watchfiles") is None:
            return "watchfiles is not installed"
        mount = mount_of(self._root)
        if self._mode == "auto" and mount is not None and mount.is_remote:
            return f"others change files on {mount.kind} without an event"
        return ""

    async def _collect(self) -> None:
        from watchfiles import awatch

        try:
            async for changes in awatch(
                self._root,
                watch_filter=None,
                step=_STEP_MS,
                debounce=_DEBOUNCE_MS,
                stop_event=self._stop,
                ignore_permission_denied=True,
            ):
                self._changed |= {self._folder_of(path) for _, path in changes}
                self.news.set()
        except (OSError, RuntimeError) as error:
            # The kernel has no more watches to give (fs.inotify.max_user_watches), or the folder went away.
            log.warning("Events of the watched folder ended", extra={"reason": str(error)})
            self.news.set()

    def _folder_of(self, path: str) -> str:
        """What has to be looked at: the folder that holds the path, or the path when it is one."""
        place = Path(path)
        folder = place if place.is_dir() and not place.is_symlink() else place.parent
        if not folder.is_relative_to(self._root) or folder == self._root:
            return ""
        return str(folder.relative_to(self._root))

    async def _probed(self) -> bool:
        """Put a hidden file down and see whether that is told. Where nothing can be written the kernel is believed."""
        probe = self._root / f"{PROBE}{uuid.uuid4().hex}"
        await asyncio.to_thread(self._remove_probes)
        # The first watches are set in a thread of the library's own.
        for _ in range(4):
            try:
                await asyncio.to_thread(probe.touch)
                await asyncio.to_thread(probe.unlink)
            except OSError:
                return True
            try:
                await asyncio.wait_for(self.news.wait(), _PROBE_S / 4)
            except TimeoutError:
                continue
            return not (self._listening is None or self._listening.done())
        return False

    def _remove_probes(self) -> None:
        """Those of watchers that were killed between putting one down and taking it away."""
        for path in self._root.glob(f"{PROBE}*"):
            with suppress(OSError):
                path.unlink()


def identity(root: Path) -> tuple[int, int] | None:
    """Which folder it is, whatever it is called."""
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
