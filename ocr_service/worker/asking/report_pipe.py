"""The document's end: whole lines to the worker, and its answers to questions."""

from __future__ import annotations

import json
import os
import select
import threading
import time
from collections.abc import Mapping
from itertools import count
from typing import Any

from ocr_service.domain.outside.asking import Answer
from ocr_service.errors import AnswerLate, ProcessLost
from ocr_service.worker import wire

_PIECE_BYTES = 65_536
# The worker itself ends what is late, and says so; this is for one that is gone or too busy to.
_BEYOND_DEADLINE_S = 10.0


class ReportPipe:
    """Writes into ``report_fd`` and reads answers from ``answer_fd``; implements ``Ask`` for all threads of this process.

    Of several threads that wait, one reads for all.
    """

    def __init__(self, report_fd: int, answer_fd: int) -> None:
        self._report_fd = report_fd
        self._answer_fd = answer_fd
        self._writing = threading.Lock()
        self._numbers = count(1)
        self._news = threading.Condition()
        self._is_read = False
        self._waiting: set[int] = set()
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._torn = b""

    def write(self, line: bytes) -> None:
        """Write a whole line, however small the pipe is and whoever else writes."""
        with self._writing:
            wire.write_all(self._report_fd, line)

    def ask(self, kind: str, request: Mapping[str, Any], *, deadline_s: float) -> Answer:
        """See ``Ask``."""
        with self._news:
            number = next(self._numbers)
            self._waiting.add(number)
        question = {"number": number, "kind": kind, "request": request, "deadline_s": deadline_s}
        try:
            self.write(wire.encode_line("ask", question))
            answer = self._wait(number, time.monotonic() + deadline_s + _BEYOND_DEADLINE_S)
        finally:
            with self._news:
                self._waiting.discard(number)
        if "error" in answer:
            raise wire.decode_error(answer["error"])
        return dict(answer["answer"])

    def _wait(self, number: int, end_s: float) -> Mapping[str, Any]:
        while True:
            with self._news:
                if number in self._answers:
                    return self._answers.pop(number)
                left_s = end_s - time.monotonic()
                if left_s <= 0:
                    raise AnswerLate
                if self._is_read:
                    self._news.wait(left_s)
                    continue
                self._is_read = True
            try:
                self._deal(self._read(left_s))
            finally:
                with self._news:
                    self._is_read = False
                    self._news.notify_all()

    def _read(self, at_most_s: float) -> list[bytes]:
        """The lines that came, none when nothing did in time. Raises ``ProcessLost`` when the worker is gone."""
        poll = select.poll()
        poll.register(self._answer_fd, select.POLLIN)
        if not poll.poll(at_most_s * 1000):
            return []
        piece = os.read(self._answer_fd, _PIECE_BYTES)
        if not piece:
            raise ProcessLost("The worker that was asked is gone.")
        *lines, self._torn = (self._torn + piece).split(b"\n")
        return lines

    def _deal(self, lines: list[bytes]) -> None:
        with self._news:
            for line in lines:
                answer = json.loads(line)
                if answer["number"] in self._waiting:
                    self._answers[answer["number"]] = answer
