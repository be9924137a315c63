"""The shared limit under many workers: simulated ones with a clock of the test's own, and real processes with real time."""

from dataclasses import replace
from statistics import median

import pytest

from bench.outside.processes import measure
from bench.outside.simulated import Scene, simulate
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue import RedisQueueManager

LIMITS = LimitPolicy(rpm=150, tpm=2_000_000)


async def test_a_hundred_workers_use_the_requests_they_may_and_no_more(
    queue: RedisQueueManager, raw: object
) -> None:
    seen = await simulate(queue, Scene(workers=100, minutes=4, policy=LIMITS))
    requests, _ = seen.steady()
    waits = seen.mean_waits_s()

    assert seen.requests_of_a_minute <= 150
    assert seen.tokens_of_a_minute <= 2_000_000
    assert requests >= 0.97 * 150
    assert waits[-1] / median(waits) < 2


@pytest.mark.parametrize(
    "tokens", [(6_000, 9_800), (12_000, 30_000)], ids=["an estimate far above", "an estimate far below"]
)
async def test_tokens_may_be_what_is_short(
    queue: RedisQueueManager, raw: object, tokens: tuple[int, int]
) -> None:
    policy = replace(LIMITS, rpm=1_000, tpm=2_000_000)

    seen = await simulate(queue, Scene(workers=60, minutes=3, policy=policy, tokens=tokens))
    _, used = seen.steady()

    assert seen.tokens_of_a_minute <= 2_000_000
    assert used >= 0.97 * 2_000_000


def test_eight_processes_never_send_more_than_a_server_allows() -> None:
    policy = LimitPolicy(rpm=40, tpm=0, window_ms=2_000, slack_ms=1_500)

    seen = measure(processes=8, seconds=6.5, policy=policy, answer_s=0.05)

    assert seen.most <= 40
    assert seen.requests > 40
    # How well the limit is used and how fair it is takes minutes to tell: bench/outside/processes.py; here nobody starves.
    assert seen.max_to_median < 5
