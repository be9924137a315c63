"""What an audit of the queue found: tasks that are not in exactly the one place where they belong."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.task import TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be."""

    task_id: TaskId
    problem: str
    is_repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """How many tasks were looked at, and what is wrong."""

    task_count: int
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """True when nothing is left to mend."""
        return all(finding.is_repaired for finding in self.findings)
