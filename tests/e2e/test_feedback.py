"""What a person corrects once is right on the next document of the same vendor, and on no other's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.patience import PATIENCE_S
from tests.support.read_documents import RECEIPT
from tests.support.service import RunningService

NEXT_OF_SAME = (
    RECEIPT.replace("04/05/2018 14:22:10", "11/06/2018 09:05:44")
    .replace("STAPLER SMALL  1 X 8.48  8.48", "RULER STEEL  1 X 8.48  8.48")
    .replace("CASHIER: NORA", "CASHIER: OTTO")
)
OF_ANOTHER = (
    RECEIPT.replace("NORTHWIND PAPER TRADING SDN BHD", "SUNRISE HARDWARE ENTERPRISE")
    .replace("(771234-K)", "(665512-M)")
    .replace("NO. 12, JALAN MAWAR 3,", "LOT 88, JALAN KENANGA,")
    .replace("TAMAN MELATI,", "TAMAN SENTOSA,")
    .replace("53100 KUALA LUMPUR", "81200 JOHOR BAHRU")
    .replace("03-4100 2200", "07-3551 9080")
    .replace("000111222333", "000987654321")
)
RIGHT_NAME = "NORTHWIND PAPER TRADING (MELATI) SDN BHD"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx2.Client]:
    with (
        RunningService(tmp_path / "service") as service,
        httpx2.Client(base_url=f"{service.url}/api/v1", timeout=PATIENCE_S) as client,
    ):
        yield client


def result(client: httpx2.Client, picture: Path) -> dict[str, Any]:
    """The result of a receipt, as soon as it is done."""
    files = {"file": (picture.name, picture.read_bytes(), "image/png")}
    answer = client.post("/ocr/process", params={"wait": 60}, files=files, data={"profile": "receipt"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_feedback_changes_the_next_document_of_the_same_vendor_only(
    client: httpx2.Client, tmp_path: Path
) -> None:
    first = result(client, draw_receipt(tmp_path / "first.png", RECEIPT))
    answer = client.post(
        f"/ocr/tasks/{first['task_id']}/feedback",
        json={"fields": {"sender": RIGHT_NAME, "total": "1.00"}},
    )

    same = result(client, draw_receipt(tmp_path / "same.png", NEXT_OF_SAME))["fields"]
    another = result(client, draw_receipt(tmp_path / "another.png", OF_ANOTHER))["fields"]

    assert (answer.status_code, answer.json()["learned"]) == (200, ["sender"])
    assert first["fields"]["sender"]["value"] == "NORTHWIND PAPER TRADING SDN BHD"
    assert (same["sender"]["value"], same["sender"]["method"]) == (RIGHT_NAME, "memory")
    assert (same["date"]["value"], same["total"]["value"]) == ("2018-06-11", "32.30")
    assert another["sender"]["value"] == "SUNRISE HARDWARE ENTERPRISE"
    assert another["sender"]["method"] == "rules"
