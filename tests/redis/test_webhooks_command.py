"""``ocr-service webhooks`` and ``ocr-service notifications``: what a person at the console makes, sees and steers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ocr_service.cli.main import run
from ocr_service.domain.notification import Delivery, NotificationState, Outcome
from ocr_service.queue import RedisQueueManager
from tests.redis.test_outbox import due, end
from tests.support.redis_server import RedisServer

URL = "https://93.184.215.14/ocr"
FAILED = Delivery(outcome=Outcome.FAILED, status=500, detail="HTTP 500", duration_ms=12)
TAKEN = Delivery(outcome=Outcome.DELIVERED, status=204, duration_ms=5)
UNKNOWN = f"evt_{'0' * 32}.upload"

Typed = tuple[int, str, str]
Command = Callable[..., Awaitable[Typed]]


@pytest.fixture
def command(
    redis_server: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Type a command; returns its exit code, its output and what it said of errors."""
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    (tmp_path / "uploads").mkdir()

    async def type_in(*words: str) -> Typed:
        code = await asyncio.to_thread(run, list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return type_in


async def made(command: Command, *more: str) -> dict[str, Any]:
    code, shown, _ = await command("webhooks", "add", URL, *more, "--json")
    assert code == 0
    webhook: dict[str, Any] = json.loads(shown)
    return webhook


async def give_up(queue: RedisQueueManager) -> list[str]:
    """Let a notifier fail at what is due; returns the ids."""
    claimed = await due(queue)
    for each in claimed:
        await queue.settle(each, FAILED, NotificationState.DEAD)
    return [each.id for each in claimed]


async def test_a_webhook_is_made_listed_rotated_and_removed(queue: RedisQueueManager, command: Command):
    webhook = await made(command, "--event", "task.failed", "--owner", "anna", "--description", "shop")
    _, listed, _ = await command("webhooks", "list")
    _, rotated, _ = await command("webhooks", "rotate", webhook["id"], "--overlap-seconds", "60")
    stored = await queue.subscription(webhook["id"])
    removed = await command("webhooks", "remove", webhook["id"])

    assert (webhook["events"], webhook["scope"], webhook["owner"]) == (["task.failed"], "own", "anna")
    assert listed.splitlines()[1].split() == [webhook["id"], URL, "task.failed", "anna", "live"]
    assert stored is not None
    assert [secret.text for secret in stored.secrets] == [rotated.strip(), webhook["secret"]]
    assert removed[:2] == (0, "it is told nothing more\n")
    assert await queue.subscriptions() == []


async def test_a_webhook_that_its_receiver_ended_is_shown_so_and_resumed(
    queue: RedisQueueManager, command: Command
):
    webhook = await made(command)
    await end(queue)
    (told,) = await due(queue)
    gone = Delivery(outcome=Outcome.GONE, status=410, detail="HTTP 410")
    await queue.settle(told, gone, NotificationState.DISCARDED, ended_target=URL)

    _, ended, _ = await command("webhooks", "list")
    code, shown, _ = await command("webhooks", "resume", webhook["id"], "--json")

    assert ended.splitlines()[1].endswith("ended")
    assert (code, json.loads(shown)["has_ended"]) == (0, False)


async def test_the_log_of_a_webhook_tells_each_try(queue: RedisQueueManager, command: Command):
    webhook, other = await made(command), await made(command, "--event", "task.failed")
    await end(queue)
    (lost,) = await give_up(queue)
    await queue.replay_notification(lost)
    (again,) = await due(queue)
    await queue.settle(again, TAKEN, NotificationState.DELIVERED)

    _, shown, _ = await command("webhooks", "log", webhook["id"])
    _, of_other, _ = await command("webhooks", "log", other["id"], "--json")

    head, latest, first = (line.split() for line in shown.splitlines())
    assert head[1:6] == ["kind", "attempt", "outcome", "status", "duration_ms"]
    assert latest[1:6] == ["task.completed", "1", "delivered", "204", "5"]
    assert first[1:6] == ["task.completed", "1", "failed", "500", "12"]
    assert json.loads(of_other) == []


@pytest.mark.parametrize(
    ("delivery", "state", "code", "sentence"),
    [
        (TAKEN, NotificationState.DELIVERED, 0, "taken with HTTP 204"),
        (FAILED, NotificationState.WAITING, 1, "not taken: HTTP 500"),
    ],
    ids=["taken", "not taken"],
)
async def test_a_ping_says_how_it_went_and_is_not_tried_again(
    queue: RedisQueueManager, command: Command, delivery, state, code, sentence
):
    webhook = await made(command)
    pinging = asyncio.ensure_future(command("webhooks", "ping", webhook["id"]))
    while not (claimed := await due(queue)):
        await asyncio.sleep(0.02)
    await queue.settle(claimed[0], delivery, state, delay_s=60)

    assert (await pinging)[:2] == (code, f"{sentence}\n")
    assert (await queue.stats()).outbox.waiting == 0


async def test_what_was_given_up_is_listed_shown_sent_again_and_discarded(
    queue: RedisQueueManager, command: Command
):
    webhook = await made(command)
    await end(queue)
    (lost,) = await give_up(queue)

    waiting = await command("notifications", "list", "--json")
    _, listed, _ = await command("notifications", "list", "--state", "dead")
    _, shown, _ = await command("notifications", "show", lost)
    replayed = await command("notifications", "replay", lost)
    again = await give_up(queue)
    of_others = await command("notifications", "replay", "--all", "--webhook", "upload")
    discarded = await command("notifications", "discard", "--all", "--webhook", webhook["id"])
    left = await command("notifications", "list", "--state", "dead", "--json")

    assert (waiting[0], json.loads(waiting[1])) == (0, [])
    assert listed.splitlines()[1].split()[:4] == [lost, "task.completed", "DEAD", "1"]
    assert (json.loads(shown)["webhook"], json.loads(shown)["last_status"]) == (webhook["id"], 500)
    assert replayed[:2] == (0, f"{lost}: sent again\n")
    assert again == [lost]
    assert of_others[:2] == (0, "")
    assert discarded[:2] == (0, f"{lost}: discarded\n")
    assert json.loads(left[1]) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("webhooks", "add", "nowhere"), 1, "address"),
        (("webhooks", "add", "http://10.0.0.1/"), 1, "WEBHOOK_ALLOWED_HOSTS"),
        *(
            (("webhooks", command, "wh_0000000000000000"), 1, "webhook")
            for command in ("remove", "ping", "log", "rotate", "resume")
        ),
        (("webhooks", "remove", "settings"), 1, "empty WEBHOOK_URL"),
        (("notifications", "show", UNKNOWN), 1, f"There is no notification {UNKNOWN}."),
        (("notifications", "replay", UNKNOWN), 1, "not there, or ended otherwise"),
        (("notifications", "discard", UNKNOWN), 1, "not there, or ended otherwise"),
        (("notifications", "replay"), 2, "Name notifications, or say --all."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
async def test_what_cannot_be_done_is_said(queue: RedisQueueManager, command: Command, words, code, said):
    ended, shown, errors = await command(*words)

    assert said in shown + errors
    assert ended == code


@pytest.mark.parametrize(
    "words",
    [
        ("webhooks", "add", URL, "--event", "task.exploded"),
        ("webhooks", "add", URL, "--event", "ping"),
        ("webhooks", "add", URL, "--owner", "a", "--key-id", "b"),
        ("webhooks", "add"),
        ("notifications", "list", "--state", "lost"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(list(words))

    assert "usage: ocr-service" in capsys.readouterr().err


async def test_a_secret_of_callbacks_is_told_and_another_made(queue: RedisQueueManager, command: Command):
    told = [
        await command("webhooks", "secret", *words) for words in ((), (), ("--owner", "anna"), ("--new",))
    ]

    texts = [shown.strip() for _, shown, _ in told]
    assert texts[0] == texts[1]
    assert len(set(texts)) == 3
    assert all(text.startswith("whsec_") for text in texts)
