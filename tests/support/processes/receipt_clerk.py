"""Send so many receipts, and start all that wait again and again, until killed; the id of each that was acknowledged is a line."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from ocr_service.bootstrap.build import build_queue, build_receipts, build_store
from ocr_service.bootstrap.door import intake_policy
from ocr_service.environment import read_settings
from ocr_service.errors import OcrServiceError
from ocr_service.intake.receipt_desk import ReceiptDesk, ReceiptRules
from ocr_service.intake.submit import Intake, Submission

_PAUSE_S = 0.02


async def clerk(wanted: int) -> None:
    settings = read_settings()
    queue, store = build_queue(settings), build_store(settings)
    intake = Intake(queue, store, intake_policy(settings))
    desk = ReceiptDesk(queue, store, intake, build_receipts(settings), ReceiptRules())
    while True:
        try:
            if wanted:
                await send(desk, intake)
                wanted -= 1
            await desk.start_pending(user=None, limit=None)
        except OcrServiceError as error:
            print(error.code, file=sys.stderr)
        await asyncio.sleep(_PAUSE_S)


async def send(desk: ReceiptDesk, intake: Intake) -> None:
    upload = intake.begin("receipt.pdf")
    try:
        async for piece in content():
            await upload.write(piece)
        await upload.finish()
        submission = Submission(wishes=await intake.wishes({}))
        receipt, _ = await desk.take(upload, submission, user="1")
    finally:
        await upload.discard()
    print(receipt.id, flush=True)


async def content() -> AsyncIterator[bytes]:
    yield b"%PDF-1.4\n" + os.urandom(300)


if __name__ == "__main__":
    asyncio.run(clerk(int(sys.argv[1])))
