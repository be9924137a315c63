"""Run the examples of receipts against a real service: ``python -m bench.clients.receipt_examples PYTHON``.

PYTHON has streamlit, requests and httpx (``pip install streamlit requests httpx``, 500 MB: why it is no dependency of the
tests). The page runs headless in streamlit's own AppTest; its button is pressed, and what it shows is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

import httpx2

from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.read_documents import RECEIPT
from tests.support.service import RunningService

EXAMPLES = Path(__file__).parents[2] / "examples"
_PRESS = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=30).run()
page.button[0].click().run()
assert not page.exception, page.exception
print(page.success[0].value, page.json[0].value)
"""


def main(python: str) -> None:
    """Send a receipt, run both examples."""
    with tempfile.TemporaryDirectory() as folder:
        draw_receipt(Path(folder, "receipt1.png"), RECEIPT)
        content = Path(folder, "receipt1.png").read_bytes()
        with RunningService(Path(folder, "service"), programs=("api", "worker", "notifier")) as service:
            for program in (
                [EXAMPLES / "receipts_httpx.py", service.url, "1"],
                ["-c", _PRESS, EXAMPLES / "receipts_streamlit.py"],
            ):
                sent = {"file": ("receipt1.png", content)}
                kept = httpx2.post(
                    f"{service.url}/receipts",
                    files=sent,
                    data={"purchase_date": "2018-05-04", "user_id": "1"},
                )
                kept.raise_for_status()
                subprocess.run([python, *program], check=True, env=os.environ | {"API_URL": service.url})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Run the examples of receipts.")
    parser.add_argument("python", metavar="PYTHON", help="an interpreter with streamlit, requests and httpx")
    main(parser.parse_args().python)
