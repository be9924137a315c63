"""What the queue counts for the plots of operators."""

from __future__ import annotations

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskError
from ocr_service.domain.web.course import Window
from tests.support.records import make_record, make_worker

ALL = tuple(Priority)


async def _run(queue, clock, *, wait_s, run_s, fails=False):
    await queue.enqueue(make_record())
    clock.advance(seconds=wait_s)
    await queue.heartbeat(make_worker("w1"))
    claim = await queue.claim("w1", ALL)
    clock.advance(seconds=run_s)
    if fails:
        await queue.fail(claim, TaskError(code="X", detail=""))
    else:
        await queue.complete(claim, Completion(head={}, pages=3))


async def test_what_ends_is_counted_in_its_span_with_how_long_it_took(queue, clock):
    await _run(queue, clock, wait_s=2, run_s=20)
    await _run(queue, clock, wait_s=0, run_s=1, fails=True)
    clock.advance(seconds=3_600)
    await _run(queue, clock, wait_s=0, run_s=0.2)

    course = await queue.course(Window.DAY)

    assert len(course) == Window.DAY.points
    assert [(span.completed, span.failed, span.pages) for span in course if span.completed] == [
        (1, 1, 3),
        (1, 0, 3),
    ]
    first = next(span for span in course if span.completed)
    assert (first.waited, first.ran) == ({"2500": 1}, {"30000": 1})
    assert clock.now_ms - course[-1].begins_ms < Window.DAY.span_s * 1000


async def test_a_week_is_kept_and_no_more(queue, clock, raw):
    await _run(queue, clock, wait_s=0, run_s=1)

    keys = [key async for key in raw.scan_iter("queue:stats:*")]

    assert len(keys) == 1
    assert 7 * 86_400 < await raw.ttl(keys[0]) <= 8 * 86_400


async def test_those_that_wait_for_another_try_say_when_it_comes(queue, clock):
    await queue.enqueue(make_record())
    claim = await queue.claim("w1", ALL)
    await queue.retry(claim, TaskError(code="X", detail=""), delay_s=30)

    due = await queue.next_tries(5)

    assert due == {claim.task.id: clock.now_ms + 30_000}


async def test_redis_says_how_much_memory_it_takes(queue):
    use = await queue.redis_use()

    assert use.used_bytes > 0
    assert use.max_bytes == 0
