"""What sub-commands that steer share: a queue of their own, the audit log, and an answer as text or as JSON."""

from __future__ import annotations

import argparse
import asyncio
import getpass
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from ocr_service.access.audit_log import AuditLog
from ocr_service.bootstrap.build import build_queue
from ocr_service.cli.show import print_json
from ocr_service.queue import RedisQueueManager
from ocr_service.settings import Settings


def remember(
    settings: Settings, action: str, target: str = "", after: Mapping[str, Any] | None = None
) -> None:
    """Log what was done under the name of the person at this machine. Raises ``StorageFull``, ``StorageFailed``."""
    who = f"{getpass.getuser()} (command line)"
    AuditLog(settings.upload_dir).add(who=who, action=action, target=target, after=after)


class Desk:
    """What a sub-command works with."""

    def __init__(self, queue: RedisQueueManager, settings: Settings, arguments: argparse.Namespace) -> None:
        self.queue = queue
        self.settings = settings
        self.arguments = arguments

    def remember(self, action: str, target: str, after: Mapping[str, Any] | None = None) -> None:
        """Log what was done. Raises ``StorageFull``, ``StorageFailed``."""
        remember(self.settings, action, target, after)

    def tell(self, view: Mapping[str, Any], sentence: str) -> int:
        """Print JSON when that was asked for, else the sentence; returns the exit code of what went well."""
        if self.arguments.json:
            print_json(view)
        else:
            print(sentence)
        return 0


AnyDesk = TypeVar("AnyDesk", bound=Desk)


def add_command(
    commands: Any, name: str, text: str, desk: type[AnyDesk], action: Callable[[AnyDesk], Awaitable[int]]
) -> argparse.ArgumentParser:
    """Add a sub-command that does ``action`` at a desk of its own. A named error is the caller's to show."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument("--json", action="store_true", help="print JSON")

    def handle(arguments: argparse.Namespace, settings: Settings) -> int:
        return asyncio.run(_at_desk(desk, action, arguments, settings))

    command.set_defaults(handler=handle)
    return command


async def _at_desk(
    desk: type[AnyDesk],
    action: Callable[[AnyDesk], Awaitable[int]],
    arguments: argparse.Namespace,
    settings: Settings,
) -> int:
    queue = build_queue(settings)
    try:
        return await action(desk(queue, settings, arguments))
    finally:
        await queue.close()
