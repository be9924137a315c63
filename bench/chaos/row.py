"""What a scenario counted, and whether the promise was kept."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import TaskId
from tests.support.fleet import Fleet

HEADER = (
    "| scenario | tasks | disasters | lost | doubled | wrong text | charged | refused late writes "
    "| files left | audit findings | seconds |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Counts of one scenario; ``charged`` are retries and crashes that the tasks did not earn."""

    tasks: int
    disasters: str
    lost: int
    doubled: int
    wrong: int
    charged: int
    refused: int
    files_left: int
    findings: int

    @property
    def is_kept(self) -> bool:
        """True when nothing was lost, doubled or left."""
        return not any((self.lost, self.doubled, self.wrong, self.charged, self.files_left, self.findings))

    def line(self, name: str, seconds: float) -> str:
        """The row of the table."""
        return (
            f"| {name} | {self.tasks} | {self.disasters} | {self.lost} | {self.doubled} | {self.wrong} "
            f"| {self.charged} | {self.refused} | {self.files_left} | {self.findings} | {seconds:.0f} |"
        )


Scenario = Callable[[Path, float], Awaitable[Row]]


async def count(fleet: Fleet, ids: list[TaskId], disasters: str, *, timeout_s: float = 300) -> Row:
    """Wait for all acknowledged tasks, sweep once, and count what is wrong."""
    tasks = list((await fleet.until_final(ids, timeout_s=timeout_s)).values())
    await fleet.sweep()
    completions = await fleet.completions()
    report = await fleet.queue.audit(task_ids_with_files=list(fleet.store.task_ids()))
    left = fleet.files_left(tasks)
    for name in left + [str(finding) for finding in report.findings]:
        print(f"left or found: {name}", file=sys.stderr)
    return Row(
        tasks=len(ids),
        disasters=disasters,
        lost=sum(task.status is not TaskStatus.COMPLETED for task in tasks),
        doubled=sum(number > 1 for number in completions.values()),
        wrong=len(fleet.wrong_texts(tasks)),
        charged=sum(task.retry_count + task.child_crashes for task in tasks),
        refused=sum(worker.refused() for worker in fleet.workers),
        files_left=len(left),
        findings=len(report.findings),
    )
