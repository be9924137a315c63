"""A process with Tesseract's library and a model loaded that forks a reader for each picture.

Loading costs a tenth of a page's time and 30 MB; readers share both, and each ends with its picture: what that picture
took is back at once, and one that makes its reader crash, hang or grow costs that reader alone.

It loads none of the service's packages and as few of Python's as can be: 10 ms and a few megabytes beside the library
itself. ``tesseract_library.py`` starts it and speaks to it:

- It says first which version the library has.
- An order is one message of six fields, each ended by a zero byte: folder of the models, language, page segmentation
  mode, dots per inch, bytes of address space (-1: any), path of a gray PGM. With it come two descriptors: a socket
  to answer through, and a file for what is said on standard error.
- The answer are the word rows of Tesseract's table and then ``DONE``, or ``UNKNOWN`` for a language that cannot be
  loaded; for a reader that ended otherwise ``ENDED`` with its wait status. Then the socket is closed.
- Who closes the socket earlier ends the reader; who closes the line of orders ends this process.
"""

from __future__ import annotations

import _socket  # What ``socket`` adds to it takes as long to load as everything else here.
import gc
import os
import resource
import select
import struct
import sys
from ctypes import CDLL

from ocr_service.engines.tesseract_capi import Reader, load_library

# Not typing.TYPE_CHECKING: importing it takes longer than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# No word row has a zero byte.
DONE, UNKNOWN, ENDED = b"\0done\n", b"\0unknown\n", b"\0ended %d\n"
ORDER_BYTES = 1 << 14
_DESCRIPTORS = struct.Struct("ii")
# A model that nobody asked for so long is forgotten: 14 MB.
_FORGET_AFTER_MS = 30_000
_STANDARD_ERROR = 2
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


class Order:
    """One picture to read, and where to answer."""

    def __init__(self, fields: bytes, descriptors: bytes) -> None:
        self.folder, self.language, psm, self.dpi, space, self.picture, _ = fields.split(b"\0")
        self.psm, self.space_bytes = int(psm), int(space)
        answers, self.said = _DESCRIPTORS.unpack(descriptors)
        self.answers = _socket.socket(fileno=answers)

    def close(self) -> None:
        """Let go of both descriptors; a reader still has its own."""
        self.answers.close()
        os.close(self.said)


class Reading:
    """A reader under way; ``lifeline`` is a pipe that it alone holds open."""

    def __init__(self, pid: int, order: Order, lifeline: int) -> None:
        self.pid, self.order, self.lifeline = pid, order, lifeline


class Host:
    """Obeys orders until nobody can give any more; then no reader is left."""

    def __init__(self, orders: _socket.socket) -> None:
        self._orders = orders
        self._library = load_library()
        self._reader: Reader | None = None
        # By each of the two descriptors that tell of it.
        self._readings: dict[int, Reading] = {}
        self._poll = select.poll()
        self._poll.register(orders.fileno(), select.POLLIN)

    def serve(self) -> None:
        """Say the version and obey."""
        self._orders.send(self._library.TessVersion())
        is_wanted = True
        while is_wanted:
            # One at a time: what is done for one may close a descriptor that another stands for.
            told = self._poll.poll(_FORGET_AFTER_MS)
            if told:
                is_wanted = self._attend(told[0][0])
            elif not self._readings:
                self._forget()
        for reading in self._readings.values():
            os.kill(reading.pid, _SIGKILL)

    def _attend(self, descriptor: int) -> bool:
        if descriptor == self._orders.fileno():
            return self._obey()
        reading = self._readings[descriptor]
        if descriptor != reading.lifeline:
            os.kill(reading.pid, _SIGKILL)
        self._bury(reading)
        return True

    def _obey(self) -> bool:
        fields, attached, _, _ = self._orders.recvmsg(ORDER_BYTES, _socket.CMSG_SPACE(_DESCRIPTORS.size))
        if not fields:
            return False
        order = Order(fields, attached[0][2])
        reader = self._loaded(order.folder, order.language)
        if reader.is_loaded:
            self._fork(order, reader)
        else:
            answer(order, UNKNOWN)
            order.close()
        return True

    def _loaded(self, folder: bytes, language: bytes) -> Reader:
        """What reads that language, which the next pictures most likely have, too."""
        if self._reader is None or self._reader.model != (folder, language):
            self._forget()
            self._reader = Reader(self._library, folder, language)
            give_memory_back()
            gc.freeze()
        return self._reader

    def _forget(self) -> None:
        if self._reader is not None:
            self._reader.forget()
            self._reader = None
            give_memory_back()

    def _fork(self, order: Order, reader: Reader) -> None:
        lifeline, held = os.pipe()
        try:
            pid = os.fork()
        except OSError:
            # Out of processes or memory: this picture ends, those under way go on.
            answer(order, ENDED % _SIGKILL)
            for descriptor in (lifeline, held):
                os.close(descriptor)
            order.close()
            return
        if pid == 0:
            self._be_reader(order, reader)
        os.close(held)
        reading = Reading(pid, order, lifeline)
        for descriptor in (order.answers.fileno(), lifeline):
            self._readings[descriptor] = reading
            # No event asked for: only that the other end was closed.
            self._poll.register(descriptor, 0)

    def _be_reader(self, order: Order, reader: Reader) -> NoReturn:
        status = 1
        try:
            die_with_starter()
            os.dup2(order.said, _STANDARD_ERROR)
            for reading in self._readings.values():
                reading.order.answers.close()
            bound_space(order.space_bytes)
            rows = reader.rows(order.picture, psm=order.psm, dpi=order.dpi)
            order.answers.sendall(b"".join(f"{row}\n".encode() for row in rows) + DONE)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
            raise
        finally:
            os._exit(status)

    def _bury(self, reading: Reading) -> None:
        for descriptor in (reading.order.answers.fileno(), reading.lifeline):
            self._poll.unregister(descriptor)
            del self._readings[descriptor]
        os.close(reading.lifeline)
        _, status = os.waitpid(reading.pid, 0)
        if status:
            answer(reading.order, ENDED % status)
        reading.order.close()


def answer(order: Order, end: bytes) -> None:
    """End an answer, whether or not somebody still waits for it."""
    try:
        order.answers.sendall(end)
    except OSError:
        return


def bound_space(most_bytes: int) -> None:
    """Let this process map no more than that."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, hard))


def give_memory_back() -> None:
    """Let the kernel have what was freed; glibc keeps it otherwise."""
    trim = getattr(CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def die_with_starter() -> None:
    """Be killed when the process that started this one ends; only Linux can, elsewhere the page is read to its end."""
    prctl = getattr(CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def main() -> None:
    """Serve the socket that is this process's standard input."""
    Host(_socket.socket(fileno=sys.stdin.fileno())).serve()
