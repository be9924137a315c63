"""Let the Node library ``standardwebhooks`` verify what the webhook sink sends: ``python -m bench.clients.webhook_node``.

Needs node and npm; the package goes into a throw-away folder.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ocr_service.domain.notification import Event, EventKind, Message, Subscription
from ocr_service.notifications.allowed_hosts import parse_allowed_hosts
from ocr_service.notifications.guard import Guard
from ocr_service.notifications.signing import new_secret
from ocr_service.notifications.webhook import WebhookSink
from tests.support.receiver import Received, receiver

VERIFY = """
import { Webhook } from "standardwebhooks";
import { readFileSync } from "node:fs";
const { secret, body, headers } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));
"""


async def sent(*secrets: str) -> Received:
    """A real call of the sink, as a receiver gets it."""
    sink = WebhookSink(
        Guard(parse_allowed_hosts(["127.0.0.1"])), lambda _: secrets, timeout_s=5, user_agent="bench"
    )
    async with receiver() as hook:
        event = Event(id="evt_1", kind=EventKind.PING, sequence=1, at="2026-01-01T00:00:00.000+00:00")
        told = Message(
            event=event, subscription=Subscription(id="wh_1", target=hook.url), data={"text": "Größe €"}
        )
        await sink.deliver(told)
        await sink.close()
        return hook.received[0]


def verified(folder: Path, secret: str, call: Received, body: str) -> bool:
    """True when the library takes it for what it says."""
    asked = json.dumps({"secret": secret, "body": body, "headers": call.headers})
    ran = subprocess.run(
        ["node", "verify.mjs"], cwd=folder, input=asked, text=True, capture_output=True, check=False
    )
    return ran.returncode == 0 and json.loads(ran.stdout) == json.loads(body)


def main() -> int:
    """0 when both secrets verify, and neither a stranger's nor a changed body does."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    old, new, stranger = new_secret(), new_secret(), new_secret()
    call = asyncio.run(sent(new, old))
    body = call.body.decode()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "verify.mjs").write_text(VERIFY)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "standardwebhooks@1.1.0"]
        subprocess.run(install, cwd=folder, check=True)
        found = {
            "new secret": verified(folder, new, call, body),
            "old secret": verified(folder, old, call, body),
            "stranger's secret": verified(folder, stranger, call, body),
            "changed body": verified(folder, new, call, body.replace("Größe", "Grösse")),
        }
    print(found)
    return int(
        found != {"new secret": True, "old secret": True, "stranger's secret": False, "changed body": False}
    )


if __name__ == "__main__":
    sys.exit(main())
