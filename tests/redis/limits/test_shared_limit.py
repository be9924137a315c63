"""The limit of a service outside that all workers share, with a clock of the test's own."""

import redis.asyncio

from ocr_service.domain.outside.limits import LimitPolicy, Verdict
from ocr_service.queue import RedisQueueManager
from tests.support.redis_clock import RedisClock

POLICY = LimitPolicy(rpm=3, tpm=1_000, slack_ms=0)


async def wish(queue: RedisQueueManager, name: str, policy: LimitPolicy = POLICY, **who: object) -> Verdict:
    told = {"worker": "w1", "owner": "", "tokens": 100, **who}
    return await queue.reserve(name, policy=policy, **told)


async def send(queue: RedisQueueManager, *names: str, policy: LimitPolicy = POLICY) -> None:
    """Requests that are granted, sent at once and answered at once."""
    for name in names:
        assert (await wish(queue, name, policy)).is_granted, name
        await queue.settle_reservation(name, policy=policy, sent_after_ms=0)


async def test_a_minute_holds_so_many_requests_and_tells_how_long_to_wait(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await send(queue, "a")
    clock.advance(seconds=59.9)
    await send(queue, "b", "c")

    verdict = await wish(queue, "d")
    clock.advance(seconds=0.1)

    assert (verdict.is_granted, verdict.wait_s, verdict.used) == (False, 0.1, 1.0)
    assert (await wish(queue, "d")).is_granted
    assert not (await wish(queue, "e")).is_granted


async def test_a_request_counts_from_when_it_was_sent(queue: RedisQueueManager, clock: RedisClock) -> None:
    await wish(queue, "a", LimitPolicy(rpm=1))
    clock.advance(seconds=20)
    await queue.settle_reservation("a", policy=LimitPolicy(rpm=1), sent_after_ms=5_000)

    clock.advance(seconds=44.999)
    assert not (await wish(queue, "b", LimitPolicy(rpm=1, slack_ms=0))).is_granted
    clock.advance(seconds=0.251)
    assert (await wish(queue, "b", LimitPolicy(rpm=1))).is_granted


async def test_tokens_are_estimated_and_then_settled(queue: RedisQueueManager, clock: RedisClock) -> None:
    assert (await wish(queue, "a", tokens=900)).is_granted
    assert not (await wish(queue, "b", tokens=200)).is_granted

    await queue.settle_reservation("a", policy=POLICY, sent_after_ms=0, tokens=300)

    assert (await wish(queue, "b", tokens=400)).is_granted
    assert (await queue.limit_use(POLICY)).tokens == 700


async def test_what_was_never_sent_is_given_back(queue: RedisQueueManager, clock: RedisClock) -> None:
    assert (await wish(queue, "a", tokens=900)).is_granted

    await queue.settle_reservation("a", policy=POLICY, sent_after_ms=None)

    use = await queue.limit_use(POLICY)
    assert (use.requests, use.tokens, use.today, use.open, use.requests_total) == (0, 0, 0, 0, 0)


async def test_a_request_larger_than_the_whole_limit_goes_alone(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await send(queue, "a")
    assert not (await wish(queue, "large", tokens=5_000)).is_granted

    clock.advance(seconds=1)
    for _ in range(60):
        await wish(queue, "large", tokens=5_000)
        clock.advance(seconds=1)

    assert (await wish(queue, "large", tokens=5_000)).is_granted


async def test_so_many_are_under_way_at_a_time(queue: RedisQueueManager, clock: RedisClock) -> None:
    policy = LimitPolicy(rpm=0, tpm=0, at_once=2)
    assert (await wish(queue, "a", policy)).is_granted
    assert (await wish(queue, "b", policy)).is_granted
    assert not (await wish(queue, "c", policy)).is_granted

    await queue.settle_reservation("a", policy=policy, sent_after_ms=0)

    assert (await wish(queue, "c", policy)).is_granted


async def test_a_holder_that_crashed_gives_its_place_back_at_the_end_of_its_lease(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=0, tpm=0, at_once=1, lease_ms=30_000)
    assert (await wish(queue, "a", policy)).is_granted
    clock.advance(seconds=20)
    assert await queue.hold("w1", ["a"], row={"id": "w1"}, policy=policy) == 1
    clock.advance(seconds=29.9)
    assert not (await wish(queue, "b", policy)).is_granted

    clock.advance(seconds=0.1)

    assert (await wish(queue, "b", policy)).is_granted
    assert await queue.hold("w1", ["a"], row={"id": "w1"}, policy=policy) == 0


async def test_a_request_that_takes_longer_than_a_minute_counts_while_it_is_under_way(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=1, lease_ms=600_000)
    assert (await wish(queue, "a", policy)).is_granted
    clock.advance(seconds=100)
    assert not (await wish(queue, "b", policy)).is_granted

    await queue.settle_reservation("a", policy=policy, sent_after_ms=10)

    assert (await wish(queue, "b", policy)).is_granted


async def test_a_day_holds_so_many_requests(queue: RedisQueueManager, clock: RedisClock) -> None:
    policy = LimitPolicy(rpm=0, tpm=0, rpd=2)
    await send(queue, "a", "b", policy=policy)
    clock.advance(seconds=23 * 3_600)
    assert not (await wish(queue, "c", policy)).is_granted

    clock.advance(seconds=2 * 3_600)

    assert (await wish(queue, "c", policy)).is_granted


async def test_there_is_a_pause_between_two_requests_of_all_workers(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=0, tpm=0, delay_ms=200)
    await send(queue, "a", policy=policy)

    verdict = await wish(queue, "b", policy, worker="w2")
    clock.advance(seconds=0.2)

    assert verdict.wait_s == 0.2
    assert (await wish(queue, "b", policy, worker="w2")).is_granted


async def test_owners_share_alike_however_many_documents_they_have(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=1, tpm=0, slack_ms=0, patience_ms=10**9)
    await send(queue, "first", policy=policy)
    for number in range(6):
        await wish(queue, f"many-{number}", policy, owner="many", worker=f"w{number % 2}")
    for number in range(2):
        await wish(queue, f"few-{number}", policy, owner="few", worker="w1")

    assert await served(queue, clock, policy, 4) == {"many": 2, "few": 2}


async def test_workers_of_an_owner_share_alike(queue: RedisQueueManager, clock: RedisClock) -> None:
    policy = LimitPolicy(rpm=1, tpm=0, slack_ms=0, patience_ms=10**9)
    await send(queue, "first", policy=policy)
    for number in range(6):
        await wish(queue, f"busy-{number}", policy, worker="busy")
        if number < 2:
            await wish(queue, f"calm-{number}", policy, worker="calm")

    assert await served(queue, clock, policy, 4) == {"busy": 2, "calm": 2}


async def served(
    queue: RedisQueueManager, clock: RedisClock, policy: LimitPolicy, count: int
) -> dict[str, int]:
    """How many of each kind, told by the beginning of its id, are granted first."""
    waiting = {f"{kind}-{number}" for kind in ("many", "few", "busy", "calm") for number in range(6)}
    known = {name for name in waiting if await _is_waiting(queue, name)}
    granted: dict[str, int] = {}
    for _ in range(count):
        clock.advance(seconds=60)
        for name in sorted(known):
            if (await wish(queue, name, policy)).is_granted:
                await queue.settle_reservation(name, policy=policy, sent_after_ms=0)
                known.discard(name)
                kind = name.partition("-")[0]
                granted[kind] = granted.get(kind, 0) + 1
    return granted


async def _is_waiting(queue: RedisQueueManager, name: str) -> bool:
    return await queue._client.zscore("gemini:waiting", name) is not None


async def test_who_waits_and_does_not_ask_again_keeps_nobody_waiting(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=1, tpm=0, slack_ms=0)
    await send(queue, "a", policy=policy)
    clock.advance(seconds=59)
    await wish(queue, "gone", policy)
    second = await wish(queue, "b", policy, worker="w2")
    clock.advance(seconds=1)
    before = await wish(queue, "b", policy, worker="w2")
    clock.advance(seconds=2)

    assert (second.place, before.is_granted) == (1, False)
    assert (await wish(queue, "b", policy, worker="w2")).is_granted


async def test_a_refusal_stops_all_for_a_while_and_shrinks_the_limit(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    policy = LimitPolicy(rpm=10, tpm=0, slack_ms=0)
    at_ms = await queue.now_ms()
    await send(queue, "a", "b", policy=policy)

    left = [
        await queue.refused(at_ms, 30.0, policy=policy),
        await queue.refused(at_ms - 1, 5.0, policy=policy),
    ]
    verdict = await wish(queue, "c", policy)
    clock.advance(seconds=30)
    await send(queue, *"cdefg", policy=policy)

    assert left == [0.7, 0.7]
    assert (verdict.is_granted, (await queue.limit_use(policy)).blocked_s) == (False, 0.0)
    assert not (await wish(queue, "i", policy)).is_granted
    clock.advance(seconds=30)
    assert (await queue.limit_use(policy)).share == 0.8


async def test_a_hand_on_redis_cli_resets_the_limit(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await send(queue, "a", "b", "c")
    assert await raw.get("gemini:rpm:current") == "3"

    await raw.set("gemini:rpm:current", 0)
    clock.advance(seconds=30)
    await send(queue, "d", "e")
    clock.advance(seconds=30)

    assert await raw.get("gemini:tpm:current") == "500"
    assert (await queue.limit_use(POLICY)).requests == 2


async def test_a_hand_may_set_any_number_and_it_counts_a_minute(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await raw.set("gemini:rpm:current", 2)
    await raw.set("gemini:tpm:current", "nonsense")
    await send(queue, "a")

    assert not (await wish(queue, "b")).is_granted
    clock.advance(seconds=60)
    await raw.set("gemini:tpm:current", 7)
    await send(queue, "b", "c", "d")
    assert (await queue.limit_use(POLICY)).tokens == 307
    clock.advance(seconds=60)
    use = await queue.limit_use(POLICY)
    assert (use.requests, use.tokens) == (0, 0)


async def test_operators_set_limits_for_all_and_take_them_back(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await queue.set_limits(POLICY, rpm=1)
    await send(queue, "a")
    assert not (await wish(queue, "b")).is_granted
    assert (await queue.limit_use(POLICY)).limits(POLICY) == {"rpm": 1, "tpm": 1_000, "rpd": 0, "at_once": 0}

    await queue.set_limits(POLICY, rpm=None)

    assert (await wish(queue, "b")).is_granted


async def test_a_reset_forgets_what_was_counted_and_what_refusals_did(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await send(queue, "a", "b", "c")
    await queue.refused(await queue.now_ms(), 60, policy=POLICY)

    await queue.reset_limits(POLICY)

    assert (await queue.limit_use(POLICY)).share == 1.0
    await send(queue, "d", "e", "f")


async def test_workers_stand_in_the_list_while_they_are_heard_of(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await queue.hold("w1", [], row={"id": "w1", "type": "worker"}, policy=POLICY)
    await raw.hset("gemini:workers", "by-hand", "no json")
    clock.advance(seconds=61)
    await queue.hold("w2", [], row={"id": "w2", "type": "worker"}, policy=POLICY)
    assert list((await queue.limit_use(POLICY)).workers) == ["w2"]

    await queue.hold("w2", [], row=None, policy=POLICY)

    assert await raw.hgetall("gemini:workers") == {}


async def test_what_was_spent_is_counted_by_key(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await wish(queue, "a")
    await queue.settle_reservation("a", policy=POLICY, sent_after_ms=0, tokens=420, key_id="k1", cost=77)

    (name,) = await raw.keys("usage:k1:*")
    assert await raw.hgetall(name) == {"vision_requests": "1", "vision_tokens": "420", "vision_cost": "77"}
    assert (await queue.limit_use(POLICY)).cost_total == 77


async def take(queue: RedisQueueManager, names: list[str], tokens: int, policy: LimitPolicy) -> None:
    """Requests that are granted, sent at once and answered at once."""
    for name in names:
        assert (await wish(queue, name, policy, tokens=15_000)).is_granted, name
        await queue.settle_reservation(name, policy=policy, sent_after_ms=0, tokens=tokens)


LARGE = LimitPolicy(rpm=0, tpm=2_000_000, slack_ms=0)


async def reserved(queue: RedisQueueManager, name: str) -> int:
    """How many tokens one more request reserves."""
    before = (await queue.limit_use(LARGE)).tokens
    assert (await wish(queue, name, LARGE, tokens=15_000)).is_granted
    return (await queue.limit_use(LARGE)).tokens - before


async def test_what_answers_took_is_reserved_once_enough_are_known(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await take(queue, [f"a{number}" for number in range(19)], 6_000, LARGE)
    assert await reserved(queue, "x") == 15_000

    await take(queue, ["b"], 7_000, LARGE)
    assert await reserved(queue, "y") == 7_000
    clock.advance(seconds=60)
    assert await reserved(queue, "next window") == 7_000

    clock.advance(seconds=120)
    assert await reserved(queue, "long after") == 15_000


async def test_an_estimate_that_is_too_low_is_not_believed_twice(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await take(queue, ["a"], 40_000, LARGE)

    assert await reserved(queue, "x") == 40_000


async def test_a_repeated_wish_that_was_granted_is_granted_once(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await wish(queue, "a")
    assert (await wish(queue, "a")).is_granted

    assert (await queue.limit_use(POLICY)).requests == 1


async def test_nothing_is_left_in_the_line_when_all_were_served(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await send(queue, "a", "b", "c")
    await wish(queue, "d", owner="o")
    await queue.settle_reservation("d", policy=POLICY, sent_after_ms=None)
    clock.advance(seconds=120)
    await queue.limit_use(POLICY)

    assert sorted(await raw.keys("gemini:*")) == [
        "gemini:limit",
        "gemini:rpd",
        "gemini:rpm:current",
        "gemini:tpm:current",
    ]
