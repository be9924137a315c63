"""What a worker does with tasks: claim one, report on it, end it; and take back those of dead workers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ocr_service.domain.queue_values import Completion, NotClaimed, bound_of
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, TaskError, TaskId
from ocr_service.errors import LeaseLost, ResultTooLarge, TaskDamaged
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import compact_json, pairs, task_from_fields
from ocr_service.queue.connection import LONGEST_BLOCK_S
from ocr_service.queue.statistics import DELIVERIES, SCORECARDS, STAGE, TIME

_NEEDED_TO_RUN = frozenset({"id", "options"})
_RECOVER_STEP = 100
_SHORTEST_BLOCK_S = 0.001


def _claim_of(token: str, flat_hash: list[str], worker_id: str) -> Claim:
    return Claim(task=task_from_fields(pairs(flat_hash)), token=int(token), worker_id=worker_id)


class Claims(QueuePart):
    """The worker's side."""

    async def claim(self, worker_id: str, queues: Sequence[Priority], *, wait_s: float = 0.0) -> Claim | None:
        """The next task under a lease, waiting up to ``wait_s`` for one; None when there is none."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_s
        while True:
            found = await self._claim_now(worker_id, queues)
            if isinstance(found, Claim):
                if not _NEEDED_TO_RUN & set(found.task.damaged):
                    return found
                await self.fail(found, TaskError(code=TaskDamaged.code, detail=TaskDamaged().detail))
                continue
            remaining_s = deadline - loop.time()
            if remaining_s <= 0:
                return None
            await self._wait_for_work(queues, min(remaining_s, found, self.policy.poll_interval_s))

    async def _claim_now(self, worker_id: str, queues: Sequence[Priority]) -> Claim | float:
        """A claim, or the seconds until the next delayed task is due."""
        token, rest = await self._handed_over(worker_id, "claim", *queues)
        if token is None:
            return int(rest) / 1000 if int(rest) >= 0 else LONGEST_BLOCK_S
        return _claim_of(token, rest, worker_id)

    async def _handed_over(self, worker_id: str, script: str, *args: str) -> list[Any]:
        """The reply of a script that gives a worker a task; what a cancelled call was just being handed is released
        instead of letting its lease run out.
        """

        async def give_back(reply: list[Any]) -> None:
            token, *rest = reply
            if token is not None:
                with suppress(LeaseLost):
                    await self.release(_claim_of(token, rest[0], worker_id))

        reply: list[Any] = await self.scripts.run_or_undo(give_back, script, worker_id, *args)
        return reply

    async def claim_task(
        self, worker_id: str, task_id: TaskId, *, dead_worker: str = ""
    ) -> Claim | NotClaimed:
        """This very task under a lease, wherever it waits, or why not; never waits.

        What ``dead_worker`` had is taken from it at once and counted as a lost lease; its late writes are refused as ever.
        """
        token, *rest = await self._handed_over(worker_id, "claim_task", task_id, dead_worker)
        if token is None:
            status, holder, wait_ms = rest
            wait_s = int(wait_ms) / 1000 if int(wait_ms) >= 0 else None
            return NotClaimed(status=TaskStatus(status) if status else None, worker_id=holder, wait_s=wait_s)
        found = _claim_of(token, rest[0], worker_id)
        if _NEEDED_TO_RUN & set(found.task.damaged):
            await self.fail(found, TaskError(code=TaskDamaged.code, detail=TaskDamaged().detail))
            return NotClaimed(status=TaskStatus.FAILED)
        return found

    async def _wait_for_work(self, queues: Sequence[Priority], timeout_s: float) -> None:
        markers = [self._keys.wake(queue) for queue in queues]
        # 0 would wait for ever.
        block_s = min(max(timeout_s, _SHORTEST_BLOCK_S), LONGEST_BLOCK_S)
        await self._wait(self._blocking.bzpopmin(markers, timeout=block_s))

    async def password(self, task_id: TaskId) -> str | None:
        """The document's password, if one was sent."""
        password: str | None = await self._reply("GET", self._keys.secret(task_id))
        return password

    async def progress(
        self, claim: Claim, *, percent: int, message: str, pages_done: int = 0, pages_total: int = 0
    ) -> None:
        """Store how far a claimed task is. Raises ``LeaseLost``."""
        await self._write("progress", claim, percent, message, pages_done, pages_total)

    async def complete(self, claim: Claim, completion: Completion) -> None:
        """Accept the result, exactly once, and publish the claim's token. Raises ``LeaseLost``, ``ResultTooLarge``."""
        head = self._result(completion)
        counts = {STAGE + name: seconds for name, seconds in completion.stage_s.items()}
        counts |= {f"{TIME}{name}:{bound_of(seconds)}": 1 for name, seconds in completion.stage_s.items()}
        if completion.deliveries is not None:
            counts |= {SCORECARDS: 1, DELIVERIES: completion.deliveries}
        pairs_of_counts = [value for count in counts.items() for value in count]
        category = str(completion.head.get("category", ""))
        review = "1" if completion.needs_review else ""
        await self._write(
            "complete", claim, head, completion.pages, completion.message, review, category, *pairs_of_counts
        )

    def _result(self, completion: Completion) -> str:
        """The head as JSON, with the text for whoever reads Redis directly as long as the whole is small."""
        head = compact_json(dict(completion.head))
        if len(head.encode()) > self.policy.max_result_bytes:
            raise ResultTooLarge(max_bytes=self.policy.max_result_bytes)
        if completion.text is None:
            return head
        whole = compact_json({**completion.head, "text": completion.text})
        return whole if len(whole.encode()) <= self.policy.max_result_bytes else head

    async def retry(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Count a transient error and put the task back after ``delay_s``. Raises ``LeaseLost``."""
        await self._write("retry", claim, error.code, error.detail, round(delay_s * 1000))

    async def defer(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Put the task back after ``delay_s``, uncharged. Raises ``LeaseLost``."""
        await self._write("defer", claim, error.code, error.detail, round(delay_s * 1000))

    async def crash(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Count a death of the document's child process and put the task back after ``delay_s``. Raises ``LeaseLost``."""
        await self._write("crash", claim, error.code, error.detail, round(delay_s * 1000))

    async def fail(self, claim: Claim, error: TaskError) -> None:
        """End the task as FAILED: a dead letter. Raises ``LeaseLost``."""
        await self._write("fail", claim, error.code, error.detail)

    async def release(self, claim: Claim) -> None:
        """Give the task back to the head of its queue, uncharged. Raises ``LeaseLost``."""
        await self._write("release", claim)

    async def is_cancelled(self, claim: Claim) -> bool:
        """True while the claim's task is CANCELLED and nobody has claimed it since: its files may go."""
        task = await self.get(claim.task.id)
        return task is not None and task.status is TaskStatus.CANCELLED and task.token == claim.token

    async def recover(self) -> Sequence[TaskId]:
        """Take back tasks whose lease ran out; those that lost too many become dead letters."""
        if await self._is_freshly_started():
            return ()
        recovered: list[TaskId] = []
        while True:
            step = await self.scripts.run("recover", _RECOVER_STEP)
            recovered += step
            if len(step) < _RECOVER_STEP:
                return recovered

    async def _write(self, transition: str, claim: Claim, *args: str | int | float) -> None:
        if not await self.scripts.run(transition, claim.task.id, claim.token, *args):
            raise LeaseLost(task_id=claim.task.id)
