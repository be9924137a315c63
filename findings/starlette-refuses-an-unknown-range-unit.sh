#!/usr/bin/env bash
# starlette 1.10.0: FileResponse answers 400 to a Range header with a unit it does not know, which RFC 9110 (14.2) says MUST be ignored.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "starlette==1.10.0" "anyio==4.14.0"
cat >"$place/show.py" <<'PY'
import asyncio
import sys
from pathlib import Path

from starlette.responses import FileResponse

file = Path(sys.argv[1]) / "ten.txt"
file.write_text("0123456789")


async def status_of(wanted: str) -> int:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.sleep(3600)

    scope = {"type": "http", "method": "GET", "headers": [(b"range", wanted.encode())], "asgi": {"spec_version": "2.4"}}
    await FileResponse(file)(scope, receive, send)
    return sent[0]["status"]


seen = {wanted: asyncio.run(status_of(wanted)) for wanted in ("bytes=0-3", "bytes=99-", "pages=1-2")}
print(f"starlette 1.10.0, a file of ten bytes: {seen}; 206, 416 and 200 (the header ignored) are wanted")
sys.exit(0 if seen == {"bytes=0-3": 206, "bytes=99-": 416, "pages=1-2": 400} else 1)
PY
"$place/venv/bin/python" "$place/show.py" "$place"
