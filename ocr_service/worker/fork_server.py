"""Fork one child per document from a warm, single-threaded process.

Forking from a process that has everything imported costs milliseconds where a new interpreter
costs a second on a NAS, and shares its pages. The server decides nothing: it forks, kills when
told to, reaps, and ends everything when the worker is gone.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
from collections.abc import Callable
from typing import Any

from ocr_service.errors import ProcessLost
from ocr_service.worker import wire
from ocr_service.worker.asking.report_pipe import ReportPipe
from ocr_service.worker.child import RunDocument, leave_home, run_child
from ocr_service.worker.process_name import document_name, name_process


class ForkServer:
    """The loop of the warm process; ``control`` is its end of the worker's socket, ``warm`` comes before each fork."""

    def __init__(
        self, control: socket.socket, run_document: RunDocument, warm: Callable[[], None] = lambda: None
    ) -> None:
        self._control = control
        self._run_document = run_document
        self._warm = warm
        self._pids: dict[int, int] = {}
        self._pipes: dict[int, tuple[int, int]] = {}

    def serve(self) -> None:
        """Run until the worker closes its end; then no child is left."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_read, False)
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.set_wakeup_fd(wake_write)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ, self._obey)
            selector.register(wake_read, selectors.EVENT_READ, lambda: self._reap(wake_read))
            is_wanted = True
            while is_wanted:
                is_wanted = all(key.data() for key, _ in selector.select())
        for pid in self._pipes:
            _kill_group(pid)

    def _obey(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, wire.MESSAGE_BYTES, 2)
        if not data:
            return False
        order: dict[str, Any] = json.loads(data)
        if "run" in order:
            self._fork(order["run"], order["request"], *fds)
        elif (pid := self._pids.get(order["kill"])) is not None:
            _kill_group(pid)
        return True

    def _fork(self, run_id: int, request: dict[str, Any], pipe_fd: int, answer_fd: int) -> None:
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
        self._pids[run_id] = pid
        self._pipes[pid] = (pipe_fd, run_id)

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
            self._control.close()
            for other_fd, _ in self._pipes.values():
                os.close(other_fd)
            run_child(wire.decode_request(request), self._run_document, pipe)
        except BrokenPipeError:
            os._exit(1)
        finally:
            os._exit(0)

    def _reap(self, wake_fd: int) -> bool:
        while True:
            try:
                if not os.read(wake_fd, 4096):
                    break
            except BlockingIOError:
                break
        while self._pipes and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            self._bury(ended.si_pid)
        return True

    def _bury(self, pid: int) -> None:
        # The leader is still a zombie, so its group id cannot have been reused yet.
        _kill_group(pid)
        _, status = os.waitpid(pid, 0)
        if pid not in self._pipes:
            return
        pipe_fd, run_id = self._pipes.pop(pid)
        del self._pids[run_id]
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
