"""What is stored of a task is what is read again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.domain.status import Mode, Output, Priority, Step, TaskStatus
from ocr_service.domain.task import IntakeRecord, TaskOptions
from ocr_service.queue.codec import damaged_fields, fields_of_record, options_json, pairs, task_from_fields

STATE = {"status": "QUEUED"}
texts = st.text(min_size=1, max_size=30)
records = st.builds(
    IntakeRecord,
    id=texts,
    file_path=texts,
    filename=texts,
    media_type=texts,
    sha256=texts,
    bytes=st.integers(0, 10**10),
    options=st.builds(TaskOptions, language=texts, mode=st.sampled_from(Mode), dpi=st.integers(0, 1200)),
    priority=st.sampled_from(Priority),
    owner=st.text(max_size=10),
    batch_id=st.text(max_size=10),
    has_password=st.booleans(),
    user_metadata=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    source=st.sampled_from(["http", "folder"]),
)


@given(records)
def test_a_task_says_what_its_record_said(record: IntakeRecord) -> None:
    task = task_from_fields(fields_of_record(record) | STATE)

    for name in (
        "id",
        "file_path",
        "filename",
        "bytes",
        "options",
        "priority",
        "owner",
        "has_password",
        "source",
    ):
        assert getattr(task, name) == getattr(record, name)
    assert dict(task.user_metadata) == dict(record.user_metadata)
    assert task.status is TaskStatus.QUEUED


def test_defaults_are_not_stored() -> None:
    plain = IntakeRecord(id="1", file_path="f", filename="n", media_type="m", sha256="s", bytes=1)

    assert set(fields_of_record(plain)) == {
        *("id", "priority", "filename", "file_path", "media_type", "sha256", "bytes", "options", "language"),
        "retry_count",
    }


@pytest.mark.parametrize(
    ("options", "version"),
    [
        (TaskOptions(), ""),
        (TaskOptions(engine="tesseract", outputs=(Output.PDF, Output.ALTO)), ""),
        (TaskOptions(outputs=(Output.JSON, Output.HTML)), "2"),
        (TaskOptions(prepare=(Step.DESKEW,)), "2"),
        (TaskOptions(engine="vision"), "2"),
    ],
    ids=["nothing special", "known to 0.1", "an output since 0.2", "a preparation", "an engine since 0.2"],
)
def test_a_task_is_of_the_earliest_release_that_can_run_it(options: TaskOptions, version: str) -> None:
    record = IntakeRecord(
        id="1", file_path="f", filename="n", media_type="m", sha256="s", bytes=1, options=options
    )

    assert fields_of_record(record).get("version", "") == version


def test_the_engine_that_each_release_chooses_itself_is_not_stored() -> None:
    assert "engine" not in TaskOptions().to_json()
    assert TaskOptions.from_json(TaskOptions().to_json()).engine == "auto"


def test_equal_options_give_equal_text() -> None:
    one = TaskOptions(language="deu", outputs=(Output.JSON, Output.PDF))

    assert options_json(one) == options_json(TaskOptions.from_json(one.to_json()))


@pytest.mark.parametrize("flat, named", [([], {}), (["a", "1", "b", "2"], {"a": "1", "b": "2"})])
def test_a_flat_reply_becomes_a_mapping(flat: list[Any], named: dict[str, str]) -> None:
    assert pairs(flat) == named


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("user_metadata", '{"a":Infinity}'),
        ("user_metadata", '{"a":1e999}'),
        ("user_metadata", '{"a":"\\ud800"}'),
        ("user_metadata", "{"),
        ("options", "[]"),
        ("options", '{"mode":"sideways"}'),
        ("error", "[]"),
        ("history", "1"),
        ("retry_count", "many"),
        ("priority", "urgent"),
        ("status", "LOST"),
    ],
)
def test_a_value_that_cannot_be_read_costs_no_more_than_itself(name: str, value: str) -> None:
    plain = {"id": "1", "status": "QUEUED", "priority": "normal", "filename": "letter.pdf"}

    task = task_from_fields({**plain, name: value})

    assert task.damaged == (name,)
    assert task.filename == "letter.pdf"
    assert damaged_fields({name: value}) == (name,)


def test_a_sound_task_is_not_damaged() -> None:
    assert task_from_fields({"id": "1", "status": "QUEUED", "priority": "low"}).damaged == ()
