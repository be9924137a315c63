"""Run each document in a child of a warm fork server, and end it when told to, late or silent.

Implements ``DocumentRunner``. Cancel, stall, deadline and crash are one thing here: the end of the
child's process group.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest, Progress
from ocr_service.worker import wire
from ocr_service.worker.asking.broker import Attendance, Broker
from ocr_service.worker.server_process import ServerConnection, ServerProcess

# A head may have 256 kB; pictures that are shown to models travel as files.
_LINE_BYTES = 1 << 20
_START_S = 120.0  # a NAS takes tens of seconds to import everything
_STOP_S = 5.0
_ENDING_PAUSE_S = 0.01

log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], Awaitable[None]]


class Launcher:
    """The worker's end of the fork server.

    A run that reports nothing for ``stall_s`` (or the allowance it asked for) ends with ``DocumentSilent``,
    one that takes longer than its request's ``limits.run_timeout_s`` with ``DocumentTimeout``. While it waits for an answer
    of the broker it is not silent: each question has its own deadline.
    """

    def __init__(
        self, server: ServerProcess | ServerConnection, *, stall_s: float, start_s: float | None = _START_S
    ) -> None:
        self._server = server
        self._start_s = start_s
        self._broker = Broker({})
        self._stall_s = stall_s
        self._next_run = 0
        self.abilities: Mapping[str, Any] = {}

    def answer_by(self, broker: Broker) -> None:
        """Let this broker answer what runs ask from now on."""
        self._broker = broker

    async def start(self) -> None:
        """Wait until the fork server is warm and greets, ``start_s`` at most (None: for ever).

        Raises ``ProcessLost``, or what kept the server from getting warm.
        """
        self._server.control.setblocking(False)
        greeting = await self._greeting()
        if not greeting:
            raise errors.ProcessLost("The process that reads documents did not start; see the log above.")
        self.abilities = json.loads(greeting)
        if "error" in self.abilities:
            raise wire.decode_error(self.abilities["error"])

    async def _greeting(self) -> bytes:
        try:
            async with asyncio.timeout(self._start_s):
                return await asyncio.get_running_loop().sock_recv(self._server.control, wire.MESSAGE_BYTES)
        except (TimeoutError, ConnectionError):
            return b""

    @property
    def pid(self) -> int:
        """Process id of the fork server."""
        return self._server.pid

    async def wait_closed(self) -> int:
        """Wait until the fork server ends, which it never does by itself; returns its exit code."""
        await self._hung_up()
        return await self._exit_code()

    async def _hung_up(self) -> None:
        """Wait until one of both ends of the socket is closed; the server sends nothing after its greeting."""
        control = self._server.control
        if control.fileno() >= 0:
            with contextlib.suppress(ConnectionError):
                await asyncio.get_running_loop().sock_recv(control, 1)

    async def _exit_code(self) -> int:
        """Wait for the end of a server whose socket is closed; the loop's own watchers know only what the loop started."""
        while True:
            if (exit_code := self._server.reap()) is not None:
                return exit_code
            await asyncio.sleep(_ENDING_PAUSE_S)

    async def stop(self) -> None:
        """End the fork server and with it every child."""
        self._server.control.close()
        try:
            async with asyncio.timeout(_STOP_S):
                await self._exit_code()
        except TimeoutError:
            self._server.end()
            await self._exit_code()

    async def run(self, request: DocumentRequest, on_progress: OnProgress) -> Mapping[str, Any]:
        """The head of the result; see ``DocumentRunner.run``."""
        run_id = self._next_run = self._next_run + 1
        async with self._reports(run_id, request) as (reader, questions):
            try:
                async with asyncio.timeout(request.limits.run_timeout_s):
                    return await self._listen(reader, on_progress, questions)
            except TimeoutError:
                raise errors.DocumentTimeout from None
            finally:
                await self._end(run_id, reader)

    @contextlib.asynccontextmanager
    async def _reports(
        self, run_id: int, request: DocumentRequest
    ) -> AsyncIterator[tuple[asyncio.StreamReader, Attendance]]:
        read_fd, write_fd = os.pipe()
        childs_fd, answer_fd = os.pipe()
        reader = asyncio.StreamReader(limit=_LINE_BYTES)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_fd, "rb")
        )
        try:
            try:
                self._send({"run": run_id, "request": wire.encode_request(request)}, write_fd, childs_fd)
            finally:
                os.close(write_fd)
                os.close(childs_fd)
            async with self._broker.attend(request, answer_fd) as questions:
                yield reader, questions
        finally:
            transport.close()

    def _send(self, order: Mapping[str, Any], *fds: int) -> None:
        data = json.dumps(order).encode()
        try:
            if fds:
                socket.send_fds(self._server.control, [data], fds)
            else:
                self._server.control.send(data)
        except OSError as error:
            raise errors.ProcessLost("The process that reads documents is gone.") from error

    async def _listen(
        self, reader: asyncio.StreamReader, on_progress: OnProgress, questions: Attendance
    ) -> Mapping[str, Any]:
        patience_s = self._stall_s
        while True:
            kind, value = _parse(await _next_line(reader, patience_s, questions))
            if kind == "head":
                return dict(value)
            if kind == "error":
                raise wire.decode_error(value)
            if kind == "exit":
                raise _crash(value)
            if kind == "log":
                _relay(value)
            elif kind == "ask":
                questions.take(value)
            elif kind == "progress":
                progress = wire.decode_progress(value)
                patience_s = max(self._stall_s, progress.allowance_s)
                await on_progress(progress)

    async def _end(self, run_id: int, reader: asyncio.StreamReader) -> None:
        """Kill what is left of the run's group and wait for the server's word that it is gone."""
        with contextlib.suppress(errors.ProcessLost):
            self._send({"kill": run_id})
        kind = ""
        while kind != "exit":
            with contextlib.suppress(errors.ResultTooLarge):
                kind, _ = _parse(await _line(reader))


async def _next_line(reader: asyncio.StreamReader, patience_s: float, questions: Attendance) -> bytes:
    """What the run reports next. Raises ``DocumentSilent`` after ``patience_s`` in which it neither reported nor waited for us."""
    loop = asyncio.get_running_loop()
    heard_s = loop.time()
    while True:
        left_s = patience_s
        if not questions.has_open:
            left_s += max(heard_s, questions.answered_s) - loop.time()
        if left_s <= 0:
            raise errors.DocumentSilent(_silent(patience_s))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left_s):
                return await _line(reader)


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line. Raises ``ResultTooLarge`` for one that is longer than any may be, of which nothing is kept."""
    try:
        return await reader.readline()
    except ValueError:
        raise errors.ResultTooLarge from None


def _silent(patience_s: float) -> str:
    return (
        f"Nothing was heard of the document for {patience_s:.0f} s. "
        "Simplify it, or raise WORKER_STALL_SECONDS."
    )


def _parse(line: bytes) -> tuple[str, Any]:
    if not line.endswith(b"\n"):
        # The pipe ended in the middle: child and server are both gone.
        return "exit", None
    try:
        ((kind, value),) = json.loads(line).items()
    except ValueError:
        return "torn", None
    return kind, value


def _crash(exit_code: int | None) -> errors.OcrServiceError:
    if exit_code is None:
        return errors.ProcessLost("The process that reads documents is gone.")
    how = f"signal {signal.Signals(-exit_code).name}" if exit_code < 0 else f"exit code {exit_code}"
    return errors.DocumentCrashed(f"The document ended the process that read it ({how}).")


def _relay(entry: Mapping[str, Any]) -> None:
    logging.getLogger(entry["logger"]).log(entry["level"], "%s", entry["message"], extra=entry["extra"])
