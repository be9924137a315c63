"""A process with tesserocr and a model loaded that forks a reader for each picture.

Loading costs a tenth of a page's time and 30 MB; readers share both, and each ends with its picture: what that picture
took is back at once, and one that makes its reader crash, hang or grow costs that reader alone.

It loads next to nothing of the service. ``tesserocr_client.py`` starts it and speaks to it:

- It says first which version of Tesseract it has.
- An order is one message of seven fields, each ended by a zero byte: folder of the models, language, page segmentation
  mode, dots per inch, bytes of address space and of data (-1: any), milliseconds that a reader may take. With it come three
  descriptors: a socket to answer through, a file for what is said on standard error, and a gray PGM.
- The answer is Tesseract's table of words, or for mode 0 the clockwise turn that makes the page upright with its
  confidence, and then ``DONE``; or ``UNKNOWN`` for a language that cannot be loaded; for a reader that ended otherwise
  ``ENDED`` with its wait status. Then the socket is closed.
- Who closes the socket earlier ends the reader; who closes the line of orders ends this process.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import struct
import sys

import tesserocr

from ocr_service.engines.reader_wire import DONE, ENDED, ORDER_BYTES, SHARED, UNKNOWN

# Not typing.TYPE_CHECKING: importing it takes longer than this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO, NoReturn

_DESCRIPTORS = struct.Struct("iii")
# A model that nobody asked for so long is forgotten: 14 MB.
_FORGET_AFTER_MS = 30_000
_STANDARD_ERROR = 2
_PR_SET_PDEATHSIG = 1
_ORIENTATION = 0
# Less is not believed.
_LEAST_DPI = 70


class Order:
    """One picture to read, and where to answer."""

    def __init__(self, fields: bytes, descriptors: bytes) -> None:
        folder, language, *numbers, _ = fields.split(b"\0")
        self.folder, self.language = folder.decode(), language.decode()
        self.psm, self.dpi, self.space_bytes, self.data_bytes, self.time_ms = (
            int(number) for number in numbers
        )
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


class Model:
    """One Tesseract with the model of one language, or of several (``deu+eng``). Raises ``RuntimeError``."""

    def __init__(self, folder: str, language: str) -> None:
        self.source = (folder, language)
        self.tesseract: Any = tesserocr.PyTessBaseAPI(path=folder, lang=language)

    def forget(self) -> None:
        """Give back all it loaded."""
        self.tesseract.End()
        tesserocr.PyTessBaseAPI.ClearPersistentCache()


class Host:
    """Obeys orders until nobody can give any more; then no reader is left."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._pid = os.getpid()
        self._model: Model | None = None
        # By each of the two descriptors that tell of it.
        self._readings: dict[int, Reading] = {}
        self._poll = select.poll()
        self._poll.register(orders.fileno(), select.POLLIN)

    def serve(self) -> None:
        """Say the version and obey."""
        # Leptonica goes on without memory as if the picture were empty, and tesserocr keeps it from saying so.
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.ERROR)
        self._orders.send(tesserocr.PyTessBaseAPI.Version().encode())
        is_wanted = True
        while is_wanted:
            # One at a time: what is done for one may close a descriptor that another stands for.
            told = self._poll.poll(_FORGET_AFTER_MS)
            if told:
                is_wanted = self._attend(told[0][0])
            elif not self._readings:
                self._forget()
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
        if order.psm == _ORIENTATION:
            # Its reader loads what it needs: rare, and nothing that the next picture has a use for.
            self._fork(order, None)
        elif (model := self._loaded(order.folder, order.language)) is not None:
            self._fork(order, model)
        else:
            answer(order, UNKNOWN)
            order.close()
        return True

    def _loaded(self, folder: str, language: str) -> Model | None:
        """The model of that language, which the next pictures most likely have, too; None when there is none."""
        if self._model is None or self._model.source != (folder, language):
            self._forget()
            try:
                self._model = Model(folder, language)
            except RuntimeError:
                return None
            gc.freeze()
        return self._model

    def _forget(self) -> None:
        if self._model is not None:
            self._model.forget()
            self._model = None

    def _fork(self, order: Order, model: Model | None) -> None:
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
            self._be_reader(order, model)
        os.close(held)
        reading = Reading(pid, order, lifeline)
        for descriptor in (order.answers.fileno(), lifeline):
            self._readings[descriptor] = reading
            # No event asked for: only that the other end was closed.
            self._poll.register(descriptor, 0)

    def _be_reader(self, order: Order, model: Model | None) -> NoReturn:
        status = 1
        try:
            end_with(self._pid)
            signal.setitimer(signal.ITIMER_REAL, max(order.time_ms, 1) / 1000)
            os.dup2(order.said, _STANDARD_ERROR)
            for reading in self._readings.values():
                reading.order.answers.close()
            bound(resource.RLIMIT_AS, order.space_bytes)
            bound(resource.RLIMIT_DATA, data_of_reader(order.data_bytes))
            read = words(order, model) if model is not None else turn(order)
            order.answers.sendall(read.encode() + DONE)
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


def words(order: Order, model: Model) -> str:
    """Tesseract's table of one picture; there is no second."""
    model.tesseract.SetPageSegMode(order.psm)
    show(order, model.tesseract)
    if not model.tesseract.Recognize():
        raise ValueError("Tesseract cannot read this picture.")
    return str(model.tesseract.GetTSVText(0))


def turn(order: Order) -> str:
    """The turn that makes the page upright, in degrees clockwise, and its confidence; empty when there is too little text."""
    tesseract = tesserocr.PyTessBaseAPI(path=order.folder, lang=order.language, psm=_ORIENTATION)
    show(order, tesseract)
    found = tesseract.DetectOrientationScript()
    return f"{-found['orient_deg'] % 360}\t{found['orient_conf']}" if found else ""


def show(order: Order, tesseract: Any) -> None:
    """Hand over the pixels, which Tesseract copies."""
    with os.fdopen(order.picture, "rb") as file:
        # Who sent it has the same place in the file.
        file.seek(0)
        width, height = pgm_size(file)
        pixels = file.read(width * height)
    if len(pixels) < width * height:
        raise ValueError("The picture is torn.")
    tesseract.SetImageBytes(pixels, width, height, 1, width)
    tesseract.SetSourceResolution(max(order.dpi, _LEAST_DPI))


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
    """Let this process have no more of that."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most_bytes, hard))


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


def main() -> None:
    """Serve the socket that is this process's standard input."""
    Host(socket.socket(fileno=sys.stdin.fileno())).serve()
