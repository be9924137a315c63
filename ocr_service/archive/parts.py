"""What an archive is made of, and whether it is there."""

from __future__ import annotations

from ocr_service.archive.document import RESULT, ArchivedDocument
from ocr_service.archive.index.database import IndexDatabase
from ocr_service.archive.index.page_words import PageWords
from ocr_service.archive.index.reader import IndexReader
from ocr_service.archive.index.writer import IndexWriter
from ocr_service.archive.intents import Intents
from ocr_service.archive.parcels import Parcels, pages_in
from ocr_service.archive.tree import Tree
from ocr_service.clock import Clock, SystemClock, iso_from_ms
from ocr_service.errors import ArchiveUnavailable

_DAY_MS = 86_400_000


class Parts:
    """The tree holds what counts; ``index`` and ``writer`` stand on ``database``, which can be made again from it."""

    def __init__(
        self, tree: Tree, database: IndexDatabase, parcels: Parcels, clock: Clock | None = None
    ) -> None:
        self.tree = tree
        self.database = database
        self.parcels = parcels
        self.index = IndexReader(database)
        self.writer = IndexWriter(database)
        self.intents = Intents(tree.own)
        self._clock = clock or SystemClock()

    def require_home(self) -> None:
        """Raise ``ArchiveUnavailable`` unless the folder is the archive's, and has its index."""
        self.require_tree()
        if self.database.exists:
            return
        # An index that is gone would find nothing, and nobody would know why.
        if next(self.tree.folders(), None) is not None:
            raise ArchiveUnavailable("The archive's index is gone. Run `ocr-service archive rebuild`.")
        self.database.make()

    def require_tree(self) -> None:
        """Raise ``ArchiveUnavailable`` unless the folder is the archive's: one that is not mounted is empty, and must not be filled."""
        expected, home = self.parcels.home(), self.tree.home()
        if expected and not home:
            raise ArchiveUnavailable(
                f"{self.tree.root} is not the archive that it was; perhaps it is not mounted. What was read waits for it."
                " If it lies here for good, say `ocr-service archive accept`."
            )
        if home != expected or not home:
            self.accept()

    def accept(self) -> None:
        """Let the folder be the archive, whatever lay there before."""
        self.parcels.home(self.tree.home() or self.tree.settle())

    def put(self, document: ArchivedDocument, folder: str, files: str = "") -> None:
        """Index a document from its files, which may still lie in another folder. May raise what is in ``DAMAGED``."""
        result = self.tree.file(files or folder, document.files.get(RESULT, ""))
        pages = (PageWords.of(page) for page in pages_in(result)) if result else iter(())
        self.writer.put(document, folder, pages, size_bytes=self.tree.bytes_of(files or folder))

    def now(self) -> str:
        """The time, as records have it."""
        return self.days_ago(0)

    def days_ago(self, days: int) -> str:
        """The time so many days ago."""
        return iso_from_ms(self._clock.now_ms() - days * _DAY_MS)
