"""The body that is sent, and what a receiver's answer asks for."""

from __future__ import annotations

import json
import time

import pytest
from standardwebhooks import Webhook

from ocr_service.domain.notification import Event, EventKind, Message, Subscription
from ocr_service.notifications.signing import checked_secret, new_secret, owners_secret, signed_headers
from ocr_service.notifications.webhook import MAX_BODY_BYTES, body_of, retry_after_s

EVENT = Event(id="evt_1", kind=EventKind.TASK_COMPLETED, sequence=7, at="2026-01-01T00:00:00.000+00:00")


def message(**data: object) -> Message:
    return Message(event=EVENT, subscription=Subscription(id="wh_1", target="http://x/"), data=data)


def test_the_body_names_event_number_and_time():
    assert json.loads(body_of(message(task_id="t"))) == {
        "type": "task.completed",
        "id": "evt_1",
        "sequence": 7,
        "timestamp": "2026-01-01T00:00:00.000+00:00",
        "data": {"task_id": "t"},
    }


@pytest.mark.parametrize(("letters", "is_told"), [(100, True), (9_000, True), (10_500, False)])
def test_a_result_is_told_as_long_as_the_whole_is_short(letters, is_told):
    body = body_of(message(result={"text": "ü" * letters}))

    assert (json.loads(body)["data"]["result"] is not None) is is_told
    assert len(body.encode()) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("1.5", 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(text, seconds):
    assert retry_after_s(text, now_ms=10_000) == seconds


def test_a_signature_is_one_that_the_library_verifies():
    secrets = (new_secret(), new_secret())
    headers = signed_headers("evt_1", time.time_ns() // 1_000_000, '{"a": "ü"}', secrets)

    assert [Webhook(each).verify('{"a": "ü"}'.encode(), headers) for each in secrets] == [{"a": "ü"}] * 2


def test_each_owner_has_a_secret_that_no_other_has():
    service = new_secret()
    drawn = {owners_secret(service, owner) for owner in ("", "anna", "bob")}

    assert len(drawn) == 3
    assert service in drawn
    assert all(map(checked_secret, drawn))


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_c2hvcnQ=", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "whsec_!!!!"]
)
def test_what_is_no_secret_is_refused(text):
    with pytest.raises(ValueError, match="whsec_"):
        checked_secret(text)
