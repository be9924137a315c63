"""Prove that each task is in exactly one place and has its files, and mend what is wrong."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace

from ocr_service.bootstrap.build import build_store
from ocr_service.bootstrap.policies import sweep_times
from ocr_service.cli.show import print_json
from ocr_service.domain.audit import AuditReport, Finding
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import TaskStatus
from ocr_service.queue import RedisQueueManager
from ocr_service.worker.janitor import Janitor

_WAITING = (TaskStatus.PENDING, TaskStatus.QUEUED, TaskStatus.RETRYING)


async def audit(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    """Print what is wrong; returns 1 when something is left to mend."""
    start_s = time.monotonic()
    store = build_store(arguments.settings) if arguments.files else None
    report = await _audited(queue, store, repair=arguments.repair)
    if store and arguments.repair and not report.is_clean:
        times = sweep_times(arguments.settings)
        await Janitor(queue=queue, store=store, times=times, every_s=0).sweep()
        await _cancel_without_document(queue, store, report.findings)
        report = _compared(report, await _audited(queue, store, repair=True))
    if arguments.json:
        print_json(report)
    else:
        _print(report, time.monotonic() - start_s)
    return 0 if report.is_clean else 1


async def _audited(queue: RedisQueueManager, store: FileStore | None, *, repair: bool) -> AuditReport:
    return await queue.audit(repair=repair, task_ids_with_files=store.task_ids() if store else None)


async def _cancel_without_document(
    queue: RedisQueueManager, store: FileStore, findings: Sequence[Finding]
) -> None:
    """A waiting task whose document is gone would only fail; one that runs has its own copy."""
    tasks = await queue.known([finding.task_id for finding in findings])
    for task in tasks.values():
        if task.status in _WAITING and store.record(task.id) is None:
            await queue.cancel(task.id)


def _compared(before: AuditReport, after: AuditReport) -> AuditReport:
    """The findings of ``before``, those that ``after`` knows no more as repaired, and the new ones."""
    left = {(finding.task_id, finding.problem) for finding in after.findings}
    settled = [
        replace(finding, is_repaired=finding.is_repaired or (finding.task_id, finding.problem) not in left)
        for finding in before.findings
    ]
    known = {(finding.task_id, finding.problem) for finding in before.findings}
    new = [finding for finding in after.findings if (finding.task_id, finding.problem) not in known]
    return AuditReport(task_count=after.task_count, findings=(*settled, *new))


def _print(report: AuditReport, seconds: float) -> None:
    for finding in report.findings:
        print(f"{finding.task_id}: {finding.problem}{' (repaired)' if finding.is_repaired else ''}")
    print(f"{report.task_count} tasks, {len(report.findings)} findings, {seconds:.1f} s")
