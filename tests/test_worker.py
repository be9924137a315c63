"""Say what works of a running service: ``python tests/test_worker.py [URL]``, or with pytest on a service of its own."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

DEFAULT_URL = "http://127.0.0.1:8001"
FINISHED = {"COMPLETED", "FAILED", "CANCELLED"}
PATIENCE_S = 120.0
UNKNOWN_TASK = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service under test and a document to send to it."""

    http: httpx2.Client
    document: Path

    def upload(self, **fields: str) -> dict:
        """Send the document; returns the answer's body."""
        with self.document.open("rb") as file:
            answer = self.http.post("/ocr/process", files={"file": (self.document.name, file)}, data=fields)
        assert answer.status_code == 202, f"{answer.status_code}: {answer.text}"
        return answer.json()

    def finished(self, task_id: str) -> dict:
        """The status of a task once it is final."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            status = self.http.get(f"/ocr/status/{task_id}", params={"wait": "10"}).json()
            if status["status"] in FINISHED:
                return status
            assert time.monotonic() < deadline, f"still {status['status']} at {status['progress']} %"
            time.sleep(0.2)


# --- what shall work --------------------------------------------------------------------------


def service_is_ready(service: Service) -> None:
    answer = service.http.get(str(service.http.base_url).removesuffix("/api/v1/") + "/readyz")
    assert answer.status_code == 200, answer.text


def upload_is_queued_and_processed(service: Service) -> None:
    task = service.upload(language="eng")
    assert task["status"] in {"QUEUED", "COMPLETED"}, task  # COMPLETED when the same bytes were read before

    status = service.finished(task["task_id"])

    assert (status["status"], status["progress"]) == ("COMPLETED", 100), status


def result_holds_text_pages_metadata_and_category(service: Service) -> None:
    task_id = service.upload()["task_id"]
    service.finished(task_id)

    result = service.http.get(f"/ocr/result/{task_id}").json()

    assert "Bookbinders" in result["text"]
    assert result["page_count"] == len(result["pages"]) == 2
    assert result["confidence"] > 80
    assert result["language"] == "eng"
    assert result["processing_time"] > 0
    assert result["metadata"]
    assert result["category"]


def text_can_be_had_alone(service: Service) -> None:
    task_id = service.upload()["task_id"]
    service.finished(task_id)

    answer = service.http.get(f"/ocr/result/{task_id}/text")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "IBAN" in answer.text


def high_priority_is_taken(service: Service) -> None:
    task_id = service.upload(priority="high")["task_id"]

    assert service.finished(task_id)["priority"] == "high"


def batch_is_processed(service: Service) -> None:
    content = service.document.read_bytes()
    files = [("files", (f"letter-{number}.pdf", content)) for number in range(3)]

    batch = service.http.post("/ocr/batch", files=files).json()

    assert batch["total"] == len(batch["task_ids"]) == 3
    assert {service.finished(task_id)["status"] for task_id in batch["task_ids"]} == {"COMPLETED"}


def unknown_task_is_404(service: Service) -> None:
    answer = service.http.get(f"/ocr/status/{UNKNOWN_TASK}")

    assert (answer.status_code, answer.json()["code"]) == (404, "TASK_NOT_FOUND")


def text_that_calls_itself_pdf_is_refused(service: Service) -> None:
    answer = service.http.post("/ocr/process", files={"file": ("letter.pdf", b"no PDF at all")})

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def worker_stands_in_the_registry(service: Service) -> None:
    answer = service.http.get("/worker/stats")

    assert answer.status_code == 200
    assert answer.json()["workers"]


CHECKS: tuple[Callable[[Service], None], ...] = (
    service_is_ready,
    upload_is_queued_and_processed,
    result_holds_text_pages_metadata_and_category,
    text_can_be_had_alone,
    high_priority_is_taken,
    batch_is_processed,
    unknown_task_is_404,
    text_that_calls_itself_pdf_is_refused,
    worker_stands_in_the_registry,
)


# --- as pytest, and by itself -----------------------------------------------------------------


def pytest_generate_tests(metafunc) -> None:
    metafunc.parametrize("check", CHECKS, ids=lambda check: check.__name__)


def test_of_the_running_service(service, sample_letter, check):
    with connected(service.url, sample_letter) as connection:
        check(connection)


def drawn_document(folder: Path) -> Path:
    """The project's own letter of two pages."""
    from ocr_service.sample.scan import save_as_scan

    path = folder / "letter.pdf"
    save_as_scan(path)
    return path


@contextmanager
def connected(url: str, document: Path) -> Iterator[Service]:
    """The service at ``url``."""
    with httpx2.Client(base_url=f"{url}/api/v1", timeout=60.0) as http:
        yield Service(http=http, document=document)


def outcomes(service: Service) -> Iterator[bool]:
    """Run every check and print how it went."""
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            check(service)
        except (AssertionError, httpx2.HTTPError, KeyError, ValueError) as error:
            print(f"FAIL  {name}: {error or type(error).__name__}")
            yield False
        else:
            print(f"ok    {name}")
            yield True


def main() -> None:
    """Check the service at the URL on the command line; the exit code says whether all works."""
    url = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else DEFAULT_URL
    with tempfile.TemporaryDirectory() as folder:
        with connected(url, drawn_document(Path(folder))) as service:
            results = list(outcomes(service))
    print(f"{sum(results)} of {len(results)} work at {url}")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
