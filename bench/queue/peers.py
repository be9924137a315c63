"""Run the same no-op through another queue: ``python peers.py NAME URL COUNT CONCURRENCY``; prints tasks per second.

Each is used as its own documentation says, one process, results stored, one task per call. Counted is
the time to enqueue all tasks plus the time its worker needs to finish them. Runs in a venv of its own.
"""

import asyncio
import os
import sys
import time
from pathlib import Path


async def ours(url, count, concurrency):
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from bench.queue.ours import throughput

    return count / await throughput(url, count=count, concurrency=concurrency)


async def enqueued(enqueue, count, concurrency):
    """Enqueue so many, ``concurrency`` at a time."""
    left = iter(range(count))

    async def loop():
        for _ in left:
            await enqueue()

    await asyncio.gather(*(loop() for _ in range(concurrency)))


async def saq(url, count, concurrency):
    from saq import Queue, Worker

    done = asyncio.Event()
    seen = 0

    async def noop(ctx):
        return 1

    async def after(ctx):
        nonlocal seen
        seen += 1
        if seen == count:
            done.set()

    queue = Queue.from_url(url)
    await queue.connect()
    worker = Worker(queue, functions=[("noop", noop)], concurrency=concurrency, after_process=after)
    start = time.perf_counter()
    await enqueued(lambda: queue.enqueue("noop"), count, concurrency)
    running = asyncio.create_task(worker.start())
    await done.wait()
    spent = time.perf_counter() - start
    await worker.stop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return spent


async def arq(url, count, concurrency):
    from arq import create_pool, func
    from arq.connections import RedisSettings
    from arq.worker import Worker

    async def noop(ctx):
        return 1

    pool = await create_pool(RedisSettings.from_dsn(url))
    start = time.perf_counter()
    await enqueued(lambda: pool.enqueue_job("noop"), count, concurrency)
    # Its own default looks for tasks twice a second only.
    worker = Worker(
        [func(noop, name="noop")],
        redis_pool=pool,
        burst=True,
        max_jobs=concurrency,
        handle_signals=False,
        poll_delay=0.001,
    )
    await worker.main()
    return time.perf_counter() - start


async def streaq(url, count, concurrency):
    from streaq import Worker

    worker = Worker(redis_url=url, concurrency=concurrency)
    worker.burst = True  # it ends by itself when nothing waits any more

    @worker.task()
    async def noop():
        return 1

    start = time.perf_counter()
    async with worker:
        await enqueued(noop.enqueue, count, concurrency)
    await worker.run_async()
    return time.perf_counter() - start


def rq(url, count, concurrency):
    import redis
    from rq import Queue, SimpleWorker

    if concurrency > 1:
        raise NotImplementedError("one task at a time per process")
    connection = redis.Redis.from_url(url)
    queue = Queue(connection=connection)
    start = time.perf_counter()
    for _ in range(count):
        queue.enqueue(os.getpid)
    SimpleWorker([queue], connection=connection).work(burst=True, logging_level="ERROR")
    return time.perf_counter() - start


def celery(url, count, concurrency):
    from celery import Celery
    from celery.contrib.testing.worker import start_worker

    app = Celery("bench", broker=url, backend=url)
    app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1)

    @app.task(name="noop")
    def noop():
        return 1

    start = time.perf_counter()
    results = [noop.delay() for _ in range(count)]
    pool = "solo" if concurrency == 1 else "threads"
    with start_worker(app, pool=pool, concurrency=concurrency, perform_ping_check=False, loglevel="ERROR"):
        for result in results:
            result.get(disable_sync_subtasks=False)
        return time.perf_counter() - start


def dramatiq(url, count, concurrency, reads_ahead=False):
    import dramatiq as peer
    from dramatiq.brokers.redis import RedisBroker
    from dramatiq.results import Results
    from dramatiq.results.backends import RedisBackend

    broker = RedisBroker(url=url)
    if not reads_ahead:
        fetch = broker.do_fetch
        broker.do_fetch = lambda queue, limit: fetch(queue, min(limit, 1))
    broker.add_middleware(Results(backend=RedisBackend(url=url)))
    peer.set_broker(broker)

    @peer.actor(store_results=True)
    def noop():
        return 1

    start = time.perf_counter()
    for _ in range(count):
        noop.send()
    worker = peer.Worker(broker, worker_threads=concurrency)
    worker.start()
    broker.join("default")
    worker.join()
    spent = time.perf_counter() - start
    worker.stop()
    return spent


def dramatiq_ahead(url, count, concurrency):
    """As it comes: up to twice as many messages as threads are taken in one call."""
    return dramatiq(url, count, concurrency, reads_ahead=True)


def main():
    name, url, count, concurrency = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    ran = globals()[name.replace("-", "_")](url, count, concurrency)
    spent = asyncio.run(ran) if asyncio.iscoroutine(ran) else ran
    print(f"RATE {count / spent:.0f}", flush=True)
    os._exit(0)  # some of them leave threads behind


if __name__ == "__main__":
    main()
