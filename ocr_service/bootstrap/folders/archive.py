"""What the settings say of the archive."""

from __future__ import annotations

from ocr_service.archive.archive import Archive
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.parcels import Parcels
from ocr_service.archive.parts import Parts
from ocr_service.archive.tree import OWN_FOLDER, Tree
from ocr_service.bootstrap.folders.watching import ownership
from ocr_service.domain.file_store import FileStore
from ocr_service.filing.names import check_template
from ocr_service.results.selection import Selection
from ocr_service.results.stored_pages import parsed
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings

_INDEX_NAME = "index.sqlite"


def build_archive(settings: Settings, store: FileStore) -> Archive | None:
    """The archive; None where there is none. Nothing is opened before it is asked. Raises ``InvalidSettings``."""
    wanted = settings.archive
    if not wanted.archive:
        return None
    try:
        check_template(wanted.archive_names)
    except ValueError as error:
        raise InvalidSettings(f"ARCHIVE_NAMES={wanted.archive_names!r} is wrong: {error}.") from error
    keep_days_of(settings)
    root = settings.archive_dir.absolute()
    for name, folder in (("UPLOAD_DIR", settings.upload_dir), ("WATCH_DIR", settings.watch.dir)):
        if folder is not None and root.resolve().is_relative_to(folder.absolute().resolve()):
            raise InvalidSettings(f"ARCHIVE_DIR ({root}) lies in {name}. Choose a folder of its own.")
    if wanted.archive_dir is None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    selection = Selection()
    return Archive(
        Parts(
            Tree(root, wanted.archive_names, ownership(settings)),
            IndexDatabase(wanted.archive_index or root / OWN_FOLDER / _INDEX_NAME),
            Parcels(settings.parcels_dir.absolute(), store, lambda line: selection.page(parsed(line))),
        )
    )


def keep_days_of(settings: Settings) -> dict[str, int]:
    """How long what of a category is kept. Raises ``InvalidSettings``."""
    kept = {}
    for each in settings.archive.archive_keep_days_of:
        category, colon, days = each.partition(":")
        if not category or not colon or not days.isdecimal():
            raise InvalidSettings(
                f"ARCHIVE_KEEP_DAYS_OF has {each!r}. Write category:days, such as receipt:730."
            )
        kept[category.strip()] = int(days)
    return kept
