"""Fork one child per document from a warm, single-threaded process.

Forking from a process that has everything imported costs milliseconds where a new interpreter
costs a second on a NAS, and shares its pages. The server decides nothing: it forks, kills when
told to, reaps, and ends everything when the worker is gone.

Who orders is its worker, or callers that connect to a socket (the children of Celery's pool, who may fork nothing themselves).
A caller is greeted when there is a place for it, and its documents end when it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ocr_service.errors import ProcessLost
from ocr_service.worker import wire
from ocr_service.worker.asking.report_pipe import ReportPipe
from ocr_service.worker.child import RunDocument, leave_home, run_child
from ocr_service.worker.process_name import document_name, name_process


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Who may order beside the worker: whoever connects to ``listener``, so many at once; the others wait in its line."""

    listener: socket.socket
    places: int
    greeting: bytes


@dataclass(slots=True)
class _Run:
    pid: int
    pipe_fd: int
    orderer: socket.socket
    number: int


class ForkServer:
    """The loop of the warm process; ``control`` is its end of the worker's socket, ``warm`` comes before each fork."""

    def __init__(
        self,
        control: socket.socket,
        run_document: RunDocument,
        warm: Callable[[], None] = lambda: None,
        *,
        callers: Callers | None = None,
    ) -> None:
        self._control = control
        self._run_document = run_document
        self._warm = warm
        self._callers = callers
        self._connected: set[socket.socket] = set()
        self._runs: dict[int, _Run] = {}  # by process id
        self._selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Run until the worker closes its end; then no child is left."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_read, False)
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.set_wakeup_fd(wake_write)
        with self._selector as selector:
            selector.register(self._control, selectors.EVENT_READ, lambda: self._obey(self._control))
            selector.register(wake_read, selectors.EVENT_READ, lambda: self._reap(wake_read))
            self._listen()
            is_wanted = True
            while is_wanted:
                is_wanted = all(key.data() for key, _ in selector.select())
        for pid in self._runs:
            _kill_group(pid)

    def _listen(self) -> None:
        """Attend to the next caller only while there is a place for one: those who wait are not greeted."""
        callers = self._callers
        if callers is None or callers.listener in self._selector.get_map():
            return
        if self._taken_places() < callers.places:
            self._selector.register(callers.listener, selectors.EVENT_READ, lambda: self._admit(callers))

    def _taken_places(self) -> int:
        """Callers, and those who are gone while a process of theirs is not."""
        gone = {id(run.orderer) for run in self._runs.values()} - {id(self._control)}
        return len(gone | {id(caller) for caller in self._connected})

    def _admit(self, callers: Callers) -> bool:
        caller, _ = callers.listener.accept()
        self._connected.add(caller)
        self._selector.register(caller, selectors.EVENT_READ, lambda: self._attend(caller))
        self._selector.unregister(callers.listener)
        with contextlib.suppress(BrokenPipeError):
            caller.send(callers.greeting)
        self._listen()
        return True

    def _attend(self, caller: socket.socket) -> bool:
        """Obey a caller, or let it go with what it ordered."""
        try:
            is_there = self._obey(caller)
        except ConnectionError:
            is_there = False
        if not is_there:
            for run in self._runs.values():
                if run.orderer is caller:
                    _kill_group(run.pid)
            self._selector.unregister(caller)
            self._connected.discard(caller)
            caller.close()
            self._listen()
        return True

    def _obey(self, orderer: socket.socket) -> bool:
        data, fds, _, _ = socket.recv_fds(orderer, wire.MESSAGE_BYTES, 2)
        if not data:
            return False
        order: dict[str, Any] = json.loads(data)
        if "run" in order:
            self._fork(orderer, order["run"], order["request"], *fds)
        else:
            for run in self._runs.values():
                if run.orderer is orderer and run.number == order["kill"]:
                    _kill_group(run.pid)
        return True

    def _fork(
        self, orderer: socket.socket, number: int, request: dict[str, Any], pipe_fd: int, answer_fd: int
    ) -> None:
        server_pid = os.getpid()
        try:
            self._warm()
            pid = os.fork()
        except (OSError, MemoryError):
            os.close(answer_fd)
            self._refuse(pipe_fd)
            return
        if pid == 0:
            self._be_child(request, ReportPipe(pipe_fd, answer_fd), server_pid)
        os.close(answer_fd)
        self._runs[pid] = _Run(pid=pid, pipe_fd=pipe_fd, orderer=orderer, number=number)

    def _refuse(self, pipe_fd: int) -> None:
        """Out of processes or memory: this run ends, those under way go on."""
        error = ProcessLost("The machine has no room for another process. See its memory and limits.")
        try:
            wire.write_all(pipe_fd, wire.encode_error(error))
        except BrokenPipeError:
            pass
        finally:
            os.close(pipe_fd)

    def _be_child(self, request: dict[str, Any], pipe: ReportPipe, server_pid: int) -> None:
        try:
            leave_home(server_pid)
            name_process(document_name(request["task_id"]))
            self._leave_to_server()
            run_child(wire.decode_request(request), self._run_document, pipe)
        except BrokenPipeError:
            os._exit(1)
        finally:
            os._exit(0)

    def _leave_to_server(self) -> None:
        """In a child: close what is the server's alone, so that its ends are seen by who waits for them."""
        for end in (self._control, *self._connected, *([self._callers.listener] if self._callers else [])):
            end.close()
        for other in self._runs.values():
            os.close(other.pipe_fd)

    def _reap(self, wake_fd: int) -> bool:
        while True:
            try:
                if not os.read(wake_fd, 4096):
                    break
            except BlockingIOError:
                break
        while self._runs and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            self._bury(ended.si_pid)
        self._listen()
        return True

    def _bury(self, pid: int) -> None:
        # The leader is still a zombie, so its group id cannot have been reused yet.
        _kill_group(pid)
        _, status = os.waitpid(pid, 0)
        if pid not in self._runs:
            return
        pipe_fd = self._runs.pop(pid).pipe_fd
        try:
            # A child that is killed while it writes leaves half a line, which ends here.
            wire.write_all(pipe_fd, b"\n" + wire.encode_line("exit", os.waitstatus_to_exitcode(status)))
        except BrokenPipeError:
            pass
        finally:
            os.close(pipe_fd)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        # Not yet a group of its own: the order to kill was faster than its setsid.
        os.kill(pid, signal.SIGKILL)
