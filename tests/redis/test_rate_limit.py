"""A number of calls per minute, shared by all processes."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_service.queue import RedisQueueManager
from tests.support.redis_clock import RedisClock


async def test_a_bucket_grants_its_burst_and_then_tells_the_wait(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    granted = [await queue.take_tokens("api:ann", per_minute=10) for _ in range(5)]
    refused = await queue.take_tokens("api:ann", per_minute=10)
    other = await queue.take_tokens("api:bob", per_minute=10)
    clock.advance(seconds=refused)
    later = await queue.take_tokens("api:ann", per_minute=10)

    assert granted == [0] * 5
    assert refused == 12
    assert (other, later) == (0, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses_s=st.lists(st.floats(0, 20), min_size=5, max_size=60), limit=st.integers(2, 30))
async def test_no_rolling_minute_exceeds_the_limit(
    pauses_s: list[float], limit: int, queue: RedisQueueManager, clock: RedisClock
) -> None:
    now_s, granted_at_s = 0.0, []
    bucket = f"{limit}:{hash(tuple(pauses_s))}"
    for pause_s in pauses_s:
        clock.advance(seconds=pause_s)
        now_s += pause_s
        if not await queue.take_tokens(bucket, per_minute=limit):
            granted_at_s.append(now_s)

    for start_s in granted_at_s:
        assert sum(start_s <= at_s < start_s + 59.9 for at_s in granted_at_s) <= limit
