"""Who may take how much of a worker's memory: one table, whose sum is ``WORKER_MEMORY_MB`` at most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from ocr_service.domain.document import Limits

# All in MiB of PSS. Worker and fork server; what they are seen to take beyond it (9 on x86-64) is lent to no program.
PROCESSES_MB = 48
# What each of the two may have more, as the kernel counts it, once it is ready: a line of a document's process with what
# is made of it takes the worker 6, each further thread the megabyte of its stack, of which next to nothing is ever used.
WORKER_ROOM_MB, SERVER_ROOM_MB = 12, 2
# A document's process: what it copies of the fork server's pages, and what its own heap takes beside pictures.
DOCUMENT_MB, HEAP_MB = 14, 6
# The host of readers that all documents share, with a model of two languages.
HOST_MB = 36
# Of a program, what is no data: its code and its libraries, Tesseract's are the largest (11 and a piece); of a host its copied pages.
LIBRARIES_MB = 12
# Of a document's process: the code it touches as it works; of a host that waits for the next picture.
CODE_MB, WAITING_CODE_MB = 6, 3
# The most that a document's process may yet copy of the fork server's pages; a large host process has freed the rest.
COPIED_MB = 16
# Less serves nobody: an unusual WORKER_MEMORY_MB is exceeded before a share is smaller.
LEAST_SHARE_MB = 34
# Of what a worker has beyond the usual, a quarter is for objects: the words of a page are some 500 bytes each.
_OBJECTS_SHARE = 4
# What a page is given where there is room: A4 is read in it at 200 dpi by tesserocr, at 182 by the program of Tesseract.
_USUAL_SHARE_MB = 60


def usual_mb(*, shares: int, documents: int) -> int:
    """The memory of a worker that nobody named: 128 with one share and one document."""
    host_mb = HOST_MB if shares > 1 else 0
    return PROCESSES_MB + (DOCUMENT_MB + HEAP_MB) * documents + host_mb + _USUAL_SHARE_MB * shares


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTable:
    """What is given to each: ``share_mb`` is a page's, of which a program that reads it gets ``program_mb`` for its data."""

    processes_mb: int
    documents: int
    heap_mb: int
    host_mb: int
    shares: int
    share_mb: int

    @classmethod
    def of(cls, limits: Limits) -> MemoryTable:
        """The table of a worker with these limits."""
        left_mb = limits.memory_mb - PROCESSES_MB - (DOCUMENT_MB + HEAP_MB) * limits.documents
        with_host = (left_mb - HOST_MB) // limits.page_slots
        # Where less is left each document has its own host, within its share.
        keeps_host = limits.page_slots > 1 and with_host >= _USUAL_SHARE_MB
        host_mb = HOST_MB if keeps_host else 0
        beyond_mb = max(0, left_mb - host_mb - _USUAL_SHARE_MB * limits.page_slots)
        objects_mb = beyond_mb // _OBJECTS_SHARE // limits.documents
        share_mb = (left_mb - host_mb - objects_mb * limits.documents) // limits.page_slots
        return cls(
            processes_mb=PROCESSES_MB,
            documents=limits.documents,
            heap_mb=HEAP_MB + objects_mb,
            host_mb=host_mb,
            shares=limits.page_slots,
            share_mb=max(share_mb, LEAST_SHARE_MB),
        )

    @property
    def program_mb(self) -> int:
        """The data of a program that has a share to itself."""
        return self.share_mb - LIBRARIES_MB

    @property
    def sum_mb(self) -> int:
        """The most that all of them take at once."""
        documents_mb = self.documents * (DOCUMENT_MB + self.heap_mb)
        return self.processes_mb + documents_mb + self.host_mb + self.shares * self.share_mb


def lacking_mb(limits: Limits, shares_mb: float) -> int:
    """How much more memory a worker must have so that all its shares together are ``shares_mb``, with as many of them."""
    tables = (
        (more_mb, MemoryTable.of(replace(limits, memory_mb=limits.memory_mb + more_mb)))
        for more_mb in count()
    )
    return next(more_mb for more_mb, table in tables if table.shares * table.share_mb >= shares_mb)
