"""Run one document inside a process of its own, and tell the worker through a pipe."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
from collections.abc import Callable

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest, Progress, ResultHead
from ocr_service.domain.outside.asking import Ask
from ocr_service.observability.places import place_of
from ocr_service.observability.request_context import bound
from ocr_service.worker import wire
from ocr_service.worker.asking.report_pipe import ReportPipe

RunDocument = Callable[[DocumentRequest, Callable[[Progress], None], Ask], ResultHead]

_PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


class PipeLogHandler(logging.Handler):
    """Hands log records to the worker, which alone writes log files."""

    def __init__(self, pipe: ReportPipe) -> None:
        super().__init__()
        self._pipe = pipe
        self._plain = set(logging.makeLogRecord({}).__dict__)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one log line into the pipe."""
        values = {name: str(value) for name, value in record.__dict__.items() if name not in self._plain}
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        entry = {
            "logger": record.name,
            "level": record.levelno,
            "message": record.getMessage(),
            "extra": {**values, **({"child_traceback": trace} if trace else {})},
        }
        self._pipe.write(wire.encode_line("log", entry))


def leave_home(server_pid: int) -> None:
    """Become a session of its own that dies with the fork server, with default signals."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server_pid:
        # It died before it could be asked for its death: nobody would ever end this process.
        os._exit(1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)


def run_child(request: DocumentRequest, run_document: RunDocument, pipe: ReportPipe) -> None:
    """Run the document and write its head or its error; whatever happens is said in one line."""
    logging.basicConfig(handlers=[PipeLogHandler(pipe)], level=logging.INFO, force=True)
    with bound(request=request.request_id, task=request.task_id):
        pipe.write(_outcome(request, run_document, pipe))


def _outcome(request: DocumentRequest, run_document: RunDocument, pipe: ReportPipe) -> bytes:
    try:
        head = run_document(request, lambda progress: pipe.write(wire.encode_progress(progress)), pipe.ask)
        return wire.encode_line("head", head.to_json())
    except errors.OcrServiceError as error:
        return wire.encode_error(error)
    except MemoryError:
        return wire.encode_error(errors.MemoryLimit())
    except OSError as error:
        if error.errno == errno.ENOMEM:
            return wire.encode_error(errors.MemoryLimit())
        log.exception("document run failed", extra={"place": place_of(error)})
        return wire.encode_error(_from_os_error(error))
    except Exception as error:
        log.exception("document run failed", extra={"place": place_of(error)})
        return wire.encode_error(errors.ProcessingError())


def _from_os_error(error: OSError) -> errors.OcrServiceError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return errors.StorageFull()
    if error.errno == errno.EFBIG:
        return errors.DiskLimit()
    return errors.StorageFailed() if error.filename else errors.ProcessingError()
