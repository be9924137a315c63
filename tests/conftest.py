"""No test sees the settings of the developer's own service; those that need a whole one get their own."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from ocr_service import environment
from ocr_service.settings import Settings
from ocr_service.storage.s3.config import S3Config
from ocr_service.variables import variables_of
from tests.support.processes.order_of_tests import waiting_first
from tests.support.processes.s3_server import S3Server
from tests.support.service import RunningService

# How fast examples are made is the machine's affair, not the code's.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")


def pytest_xdist_auto_num_workers() -> int:
    """Two processes a core, for half of them wait at a time."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every process orders them alike, as pytest-xdist demands."""
    if (given := getattr(config, "workerinput", None)) is not None:
        items[:] = waiting_first(items, given["workercount"])


@pytest.fixture(scope="session", autouse=True)
def heard_interrupts() -> None:
    """A shell without job control ignores SIGINT for what it starts in the background, and all that tests start would, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def plain_settings() -> Iterator[None]:
    variables = {each.name for each in variables_of(Settings)}
    kept = {name: value for name, value in os.environ.items() if name not in variables}
    with (
        mock.patch.dict(os.environ, kept, clear=True),
        mock.patch.object(environment, "DOTENV", Path(os.devnull)),
    ):
        yield


@pytest.fixture(scope="session")
def sample_letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own letter of two pages, as a scan."""
    from ocr_service.sample.scan import save_as_scan

    path = tmp_path_factory.mktemp("sample") / "letter.pdf"
    save_as_scan(path)
    return path


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server with the bucket ``documents``; tests keep apart by their prefixes."""
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        server.make_bucket("documents")
        yield server


@pytest.fixture
def s3_config(s3_server: S3Server, tmp_path: Path) -> S3Config:
    """A place of a test's own in that bucket."""
    return s3_server.config("documents", prefix=f"t/{uuid.uuid4().hex}", work_folder=tmp_path / "work")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A whole service with settings that nobody changed, for all tests that leave it as it is: what others sent is there as well."""
    with RunningService(
        tmp_path_factory.mktemp("service"), programs=("api", "worker", "notifier")
    ) as running:
        yield running
