"""Start pending receipts and ask how far they are: `python receipts_httpx.py http://localhost:8001 17` (17 is a receipt's id)."""

import asyncio
import sys

import httpx


async def main(url: str, receipt_id: int) -> None:
    """Print what is answered."""
    async with httpx.AsyncClient() as client:
        response = await client.post(f"{url}/receipts/ocr/process-all", params={"user_id": 1, "limit": 10})
        print(response.json())
        # Overall status
        response = await client.get(f"{url}/receipts/ocr/queue-status")
        print(response.json())
        # Specific receipt
        response = await client.get(f"{url}/receipts/ocr/queue-status", params={"receipt_id": receipt_id})
        print(response.json())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
