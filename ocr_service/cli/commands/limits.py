"""The limits of services outside that all workers share: ``ocr-service limits show|set|reset``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ocr_service.bootstrap.outside import limit_policies
from ocr_service.cli.commands.queue import run
from ocr_service.cli.desk import remember
from ocr_service.cli.show import print_json, table
from ocr_service.domain.outside.limits import LIMIT_NAMES, LimitPolicy, LimitUse
from ocr_service.queue import RedisQueueManager

_TITLES = {
    "rpm": "requests a minute",
    "tpm": "tokens a minute",
    "rpd": "requests a day",
    "at_once": "at a time",
}


def _limit(text: str) -> tuple[str, int | None]:
    """``rpm=100``, or ``rpm=`` to go back to the settings. Raises ``argparse.ArgumentTypeError``."""
    name, equals, value = text.partition("=")
    if name not in LIMIT_NAMES or not equals or (value and not value.isdecimal()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no limit; write one of {', '.join(f'{each}=NUMBER' for each in LIMIT_NAMES)}"
        )
    return name, int(value) if value else None


def add_parser(subparsers: Any) -> None:
    """Add ``limits`` and what it can do."""
    parser = subparsers.add_parser(
        "limits", help="look at the shared limit, set or reset it", description=__doc__
    )
    parser.add_argument(
        "--of",
        choices=("vision", "llm"),
        default="vision",
        help="the service: the vision model (default) or the language model",
    )
    commands = parser.add_subparsers(dest="limits_command", required=True, metavar="COMMAND")
    show = commands.add_parser("show", help="what of the limit is in use, and by whom")
    show.add_argument("--json", action="store_true", help="JSON for scripts")
    show.set_defaults(handler=lambda arguments, settings: run(_show, arguments, settings))
    change = commands.add_parser(
        "set",
        help="let limits hold for all workers at once, such as rpm=100 (rpm= goes back to the settings)",
    )
    change.add_argument("limit", nargs="+", type=_limit, metavar="NAME=NUMBER")
    change.set_defaults(handler=lambda arguments, settings: run(_set, arguments, settings))
    reset = commands.add_parser("reset", help="forget what was counted, and what refusals led to")
    reset.set_defaults(handler=lambda arguments, settings: run(_reset, arguments, settings))


def _policy(arguments: argparse.Namespace) -> LimitPolicy:
    return limit_policies(arguments.settings)[arguments.of]


async def _show(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    policy = _policy(arguments)
    use = await queue.limit_use(policy)
    if arguments.json:
        print_json({**asdict(use), "limits": use.limits(policy), "shares": use.shares(policy)})
        return 0
    _print(use, arguments)
    return 0


def _print(use: LimitUse, arguments: argparse.Namespace) -> None:
    policy = _policy(arguments)
    used = {"rpm": use.requests, "tpm": use.tokens, "rpd": use.today, "at_once": use.open}
    shares, limits = use.shares(policy), use.limits(policy)
    rows = [
        (
            _TITLES[name],
            used[name],
            limits[name] or "none",
            f"{100 * shares[name]:.0f} %" if name in shares else "",
            "set by hand" if name in use.set_by_hand else "",
        )
        for name in LIMIT_NAMES
    ]
    print(table(rows, "LIMIT", "USED", "OF", "", ""))
    print(f"waiting {use.waiting}, workers {len(use.workers)}, share after refusals {100 * use.share:.0f} %")
    if use.blocked_s:
        print(f"The service wants to be left alone for {use.blocked_s:.0f} s more.")


async def _set(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    policy = _policy(arguments)
    await queue.set_limits(policy, **dict(arguments.limit))
    told = " ".join(f"{name}={'' if value is None else value}" for name, value in arguments.limit)
    remember(arguments.settings, "limits set", f"{arguments.of} {told}")
    _print(await queue.limit_use(policy), arguments)
    return 0


async def _reset(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    await queue.reset_limits(_policy(arguments))
    remember(arguments.settings, "limits reset", arguments.of)
    print("Nothing is counted any more; what was set by hand still holds (`limits set rpm=` ends it).")
    return 0
