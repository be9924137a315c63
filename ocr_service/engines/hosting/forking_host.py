"""A process with a model loaded that forks a reader for each picture it is ordered to read.

Readers share the model, and each ends with its picture: what that picture took is back at once, and one that makes its
reader crash, hang or grow costs that reader alone. ``host_process.py`` starts such a process and speaks to it:

- It says first what it is.
- An order is one message of fields, each ended by a zero byte: what the engine wants to know, then bytes of address space and
  of data (-1: any) and milliseconds that a reader may take. With it come three descriptors: a socket to answer through, a
  file for what is said on standard error, and a gray PGM.
- The answer is a table and then ``DONE``; or ``UNKNOWN`` for what this host cannot read; for a reader that ended otherwise
  ``ENDED`` with its wait status. Then the socket is closed.
- Who closes the socket earlier ends the reader; who closes the line of orders ends this process.

It loads next to nothing of the service.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import socket
import struct
import sys
from abc import ABC, abstractmethod

from ocr_service.engines.hosting.wire import DONE, ENDED, ORDER_BYTES, SHARED, UNKNOWN

# Not typing.TYPE_CHECKING: importing it takes longer than this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, NoReturn

_DESCRIPTORS = struct.Struct("iii")
_STANDARD_ERROR = 2
_PR_SET_PDEATHSIG = 1


class Order:
    """One picture to read, and where to answer. ``wishes`` are the engine's own fields."""

    def __init__(self, fields: bytes, descriptors: bytes) -> None:
        *wishes, space, data, time, _ = fields.split(b"\0")
        self.wishes = [wish.decode() for wish in wishes]
        self.space_bytes, self.data_bytes, self.time_ms = int(space), int(data), int(time)
        answers, self.said, self.picture = _DESCRIPTORS.unpack(descriptors)
        self.answers = socket.socket(fileno=answers)

    def close(self) -> None:
        """Let go of its descriptors; a reader still has its own."""
        self.answers.close()
        os.close(self.said)
        os.close(self.picture)


class Reading:
    """A reader under way; ``lifeline`` is a pipe that it alone holds open."""

    def __init__(self, pid: int, order: Order, lifeline: int) -> None:
        self.pid, self.order, self.lifeline = pid, order, lifeline


class ForkingHost(ABC):
    """Obeys orders until nobody can give any more; then no reader is left."""

    def __init__(self, orders: socket.socket, *, idle_ms: int | None = None) -> None:
        self._orders = orders
        self._idle_ms = idle_ms
        self._pid = os.getpid()
        # By each of the two descriptors that tell of it.
        self._readings: dict[int, Reading] = {}
        self._poll = select.poll()
        self._poll.register(orders.fileno(), select.POLLIN)

    @abstractmethod
    def prepared(self, order: Order) -> Callable[[], str] | None:
        """What a reader does for an order; loads what readers share. None for what cannot be read here."""

    @abstractmethod
    def rest(self) -> None:
        """Nothing was asked for ``idle_ms``."""

    def serve(self, greeting: bytes) -> None:
        """Say what this is, and obey."""
        self._orders.send(greeting)
        is_wanted = True
        while is_wanted:
            # One at a time: what is done for one may close a descriptor that another stands for.
            told = self._poll.poll(self._idle_ms)
            if told:
                is_wanted = self._attend(told[0][0])
            elif not self._readings:
                self.rest()
        for reading in self._readings.values():
            os.kill(reading.pid, signal.SIGKILL)

    def _attend(self, descriptor: int) -> bool:
        if descriptor == self._orders.fileno():
            return self._obey()
        reading = self._readings[descriptor]
        if descriptor != reading.lifeline:
            os.kill(reading.pid, signal.SIGKILL)
        self._bury(reading)
        return True

    def _obey(self) -> bool:
        fields, attached, _, _ = self._orders.recvmsg(ORDER_BYTES, socket.CMSG_SPACE(_DESCRIPTORS.size))
        if not fields:
            return False
        order = Order(fields, attached[0][2])
        work = self.prepared(order)
        if work is not None:
            self._fork(order, work)
        else:
            answer(order, UNKNOWN)
            order.close()
        return True

    def _fork(self, order: Order, work: Callable[[], str]) -> None:
        lifeline, held = os.pipe()
        try:
            pid = os.fork()
        except OSError:
            # Out of processes or memory: this picture ends, those under way go on.
            answer(order, ENDED % signal.SIGKILL)
            for descriptor in (lifeline, held):
                os.close(descriptor)
            order.close()
            return
        if pid == 0:
            self._be_reader(order, work)
        os.close(held)
        reading = Reading(pid, order, lifeline)
        for descriptor in (order.answers.fileno(), lifeline):
            self._readings[descriptor] = reading
            # No event asked for: only that the other end was closed.
            self._poll.register(descriptor, 0)

    def _be_reader(self, order: Order, work: Callable[[], str]) -> NoReturn:
        status = 1
        try:
            end_with(self._pid)
            signal.setitimer(signal.ITIMER_REAL, max(order.time_ms, 1) / 1000)
            os.dup2(order.said, _STANDARD_ERROR)
            for reading in self._readings.values():
                reading.order.answers.close()
            bound(resource.RLIMIT_AS, order.space_bytes)
            bound(resource.RLIMIT_DATA, data_of_reader(order.data_bytes))
            order.answers.sendall(work().encode() + DONE)
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


def pixels_of(order: Order) -> tuple[bytes, int, int]:
    """The picture's bytes, width and height. Raises ``ValueError``."""
    with os.fdopen(order.picture, "rb") as file:
        # Who sent it has the same place in the file.
        file.seek(0)
        width, height = pgm_size(file)
        pixels = file.read(width * height)
    if len(pixels) < width * height:
        raise ValueError("The picture is torn.")
    return pixels, width, height


def pgm_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a PGM of eight bits, read up to its pixels; ``ValueError`` for any other file."""
    if file.readline().strip() != b"P5":
        raise ValueError("The picture is not a gray PGM.")
    numbers: list[int] = []
    while len(numbers) < 3:
        line = file.readline()
        if not line:
            raise ValueError("The picture ends in its head.")
        numbers += [int(each) for each in line.split(b"#")[0].split()]
    width, height, most = numbers
    if most != 255:
        raise ValueError("The picture is not of eight bits.")
    return width, height


def answer(order: Order, end: bytes) -> None:
    """End an answer, whether or not somebody still waits for it."""
    try:
        order.answers.sendall(end)
    except OSError:
        return


def bound(kind: int, most_bytes: int) -> None:
    """Let this process have no more of that; -1: as much as it may."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (hard if most_bytes < 0 else most_bytes, hard))


def data_of_reader(most_bytes: int) -> int:
    """A shared host has memory of its own, so that its readers have theirs on top; any other shares with its readers."""
    if most_bytes < 0 or not os.environ.get(SHARED):
        return most_bytes
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123 - importing pathlib takes longer than a reader
            inherited = int(file.read().split()[5]) * resource.getpagesize()
    except OSError:
        inherited = 0
    return inherited + most_bytes


def end_with(host: int) -> None:
    """Be killed when the host ends, or end now if it has ended before that was asked for.

    Only Linux can; elsewhere a reader ends with its time.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != host:
        os._exit(1)


def orders_of_this_process() -> socket.socket:
    """The line of orders: this process's standard input."""
    return socket.socket(fileno=sys.stdin.fileno())
