"""What feedback taught reaches every machine, and two that learn at once both have learned."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.domain.memory import Memory
from ocr_service.feedback import corrections
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.memory import S3Memory


def learn(memory: Memory, category: str, owner: str = "") -> None:
    memory.change(
        owner, lambda folder: corrections.learn(folder, text="Some words", found={}, category=category)
    )


def known(memory: Memory, owner: str = "") -> dict[str, int]:
    counts: dict[str, int] = corrections.export(memory.folder(owner))["categories"]["documents"]
    return counts


def local(request: pytest.FixtureRequest) -> tuple[Memory, Memory]:
    folder = request.getfixturevalue("tmp_path") / "shared"
    return FileStorageManager(folder).memory, FileStorageManager(folder).memory


def s3(request: pytest.FixtureRequest) -> tuple[Memory, Memory]:
    config, folder = request.getfixturevalue("s3_config"), request.getfixturevalue("tmp_path")
    return machine(config, folder / "here"), machine(config, folder / "there")


def machine(config: S3Config, folder: Path) -> S3Memory:
    return S3Memory(Bucket(config), replace(config, memory_folder=folder))


@pytest.fixture(params=[local, s3], ids=["local", "s3"])
def machines(request: pytest.FixtureRequest) -> tuple[Memory, Memory]:
    made: tuple[Memory, Memory] = request.param(request)
    return made


def test_what_one_machine_learned_the_other_knows(machines):
    here, there = machines
    assert known(there) == {}

    learn(here, "invoice")
    learn(there, "receipt")

    assert known(here) == known(there) == {"invoice": 1, "receipt": 1}


def test_what_one_owner_corrected_is_nobody_elses(machines):
    here, there = machines

    learn(here, "invoice", owner="ann")

    assert (known(there, owner="ann"), known(there, owner="bob"), known(there)) == ({"invoice": 1}, {}, {})


def test_all_learn_when_several_learn_at_once(machines):
    threads = [threading.Thread(target=learn, args=(machines[number % 2], "invoice")) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [known(each) for each in machines] == [{"invoice": 6}] * 2


def test_a_change_that_is_refused_changes_nothing(machines):
    here, there = machines
    learn(here, "invoice")

    with pytest.raises(ValueError, match="export"):
        here.change("", lambda folder: corrections.restore(folder, {"vendors": 1}))

    assert known(there) == {"invoice": 1}


def test_a_copy_is_refreshed_once_in_a_while(s3_config, tmp_path):
    here, there = machine(s3_config, tmp_path / "here"), machine(s3_config, tmp_path / "there")
    there.refresh("")
    learn(here, "invoice")

    there.refresh("")
    before = corrections.export(tmp_path / "there")
    machine(s3_config, tmp_path / "there").refresh("")  # as a worker that was started anew

    assert before["categories"]["documents"] == {}
    assert corrections.export(tmp_path / "there")["categories"]["documents"] == {"invoice": 1}


def test_what_a_machine_learned_before_it_had_a_bucket_is_kept(s3_config, tmp_path):
    corrections.learn(tmp_path / "here", text="Some words", found={}, category="letter")
    here, there = machine(s3_config, tmp_path / "here"), machine(s3_config, tmp_path / "there")

    assert known(here) == {"letter": 1}
    learn(here, "letter")

    assert known(there) == {"letter": 2}
