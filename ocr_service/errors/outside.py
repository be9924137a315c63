"""Somebody who was asked over the network did not help."""

from __future__ import annotations

from ocr_service.errors.processing import ProcessingError


class OutsideError(ProcessingError):
    """A service that was asked over the network did not help. See the worker's log."""

    code = "OUTSIDE_FAILED"
    title = "A service outside did not help."


class NotAnswered(OutsideError):
    """The worker answers no such question: the service that it needs is not configured."""

    code = "NOT_ANSWERED"


class OutsideUnavailable(OutsideError):
    """The service that was asked over the network cannot be reached or is overloaded. It is tried again."""

    code = "OUTSIDE_UNAVAILABLE"
    is_transient = True


class AnswerLate(OutsideError):
    """The service that was asked over the network, or its limit, took longer than was allowed. It is tried again."""

    code = "ANSWER_LATE"
    is_transient = True


class OutsideRefused(OutsideError):
    """The service that was asked over the network refuses: key, model, quota or content. See the worker's log."""

    code = "OUTSIDE_REFUSED"


class AnswerUnusable(OutsideError):
    """The service that was asked over the network gave an answer that is not what was asked for."""

    code = "ANSWER_UNUSABLE"
