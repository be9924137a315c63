from __future__ import annotations

from ocr_service.intake.capabilities import CapabilityReader, capabilities_of
from ocr_service.intake.policy import IntakePolicy
from tests.support.records import make_worker

POLICY = IntakePolicy(languages=("eng", "deu", "fra"))


def test_only_allowed_languages_that_a_worker_has_may_be_asked_for():
    workers = [make_worker(languages=("eng", "osd")), make_worker(languages=("deu", "jpn"))]

    assert capabilities_of(workers, POLICY).languages == ("deu", "eng")


def test_all_allowed_languages_may_be_asked_for_while_no_worker_was_seen():
    assert capabilities_of([], POLICY).languages == ("deu", "eng", "fra")


def test_engines_are_those_of_all_workers():
    workers = [make_worker(engines=("tesseract",)), make_worker(engines=("neural",))]

    assert capabilities_of(workers, POLICY).engines == ("neural", "tesseract")


class StandingClock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def now_ms(self) -> int:
        return int(self.now_s * 1000)

    def monotonic_s(self) -> float:
        return self.now_s


class Registry:
    def __init__(self) -> None:
        self.reads = 0

    async def workers(self):
        self.reads += 1
        return [make_worker()]


async def test_the_registry_is_asked_at_most_every_five_seconds():
    registry, clock = Registry(), StandingClock()
    reader = CapabilityReader(registry, POLICY, clock)

    await reader.read()
    clock.now_s = 4.0
    await reader.read()
    assert registry.reads == 1

    clock.now_s = 6.0
    await reader.read()
    assert registry.reads == 2
