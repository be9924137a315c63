"""The engine, the store and the sink of docs/extending.md, written from its code blocks, do what the document says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.service import RunningService

PROJECT = Path(__file__).resolve().parents[2]
MODULE = re.compile(r"^`(ocr_service/\S+\.py)`.*?\n+```python\n(.*?)```", re.MULTILINE | re.DOTALL)
LINE = re.compile(
    r"^and its line in `(\w+)` of `(ocr_service/\S+\.py)`.*?\n+```python\n(.*?)```", re.MULTILINE | re.DOTALL
)
IMPORTS = {
    "ocr_service/engines/registry.py": "from ocr_service.engines.mine import MyEngine",
    "ocr_service/bootstrap/build.py": "from ocr_service.storage.mirrored import MirroredStore",
    "ocr_service/notifications/registry.py": "from ocr_service.notifications.folder import FolderSink",
}
# Runs in the extended package: the sink that the registry builds is given one message twice.
TELL = """
import asyncio, sys
from ocr_service.domain.notification import Event, EventKind, Message, Subscription
from ocr_service.notifications.registry import SINKS

event = Event(id="evt_1", kind=EventKind.PING, sequence=1, at="2026-01-01T00:00:00+00:00")
subscription = Subscription(id="s", target=sys.argv[1], sink="folder")
message = Message(event=event, subscription=subscription, data={"task_id": "t"})

async def tell(sink):
    return [(await sink.deliver(message)).outcome.value for _ in range(2)]

print(asyncio.run(tell(SINKS["folder"](None))))
"""
BROKEN_ENGINE = '''
class BrokenEngine(MyEngine):
    """Fails in every way there is, but for what it can read."""

    name = "broken"
    warm = None

    def recognize(self, image, **_):
        raise RuntimeError("a defect")
'''


def insert(file: Path, name: str, line: str) -> None:
    """Put a line where the document says: first in a mapping, instead of the return of a function."""
    text = file.read_text()
    if name.isupper():
        changed = re.sub(rf"(?m)^({name}\b.*\{{)$", lambda match: match[1] + "\n" + line.rstrip(), text)
    else:
        changed = re.sub(
            rf"(?ms)^(def {name}\(.*?)^    return .*?$", lambda match: match[1] + line.rstrip(), text
        )
    assert changed != text
    future = "from __future__ import annotations\n"
    file.write_text(
        changed.replace(future, f"{future}\n{IMPORTS[str(file.relative_to(file.parents[2]))]}\n", 1)
    )


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose package has what the document adds, and an engine that is broken."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(
        PROJECT / "ocr_service", folder / "ocr_service", ignore=shutil.ignore_patterns("__pycache__")
    )
    said = (PROJECT / "docs/extending.md").read_text(encoding="utf-8")
    modules, lines = MODULE.findall(said), LINE.findall(said)
    assert (len(modules), len(lines)) == (3, 3)
    for name, code in modules:
        (folder / name).write_text(code)
    for name, file, line in lines:
        insert(folder / file, name, line)
    with (folder / "ocr_service/engines/mine.py").open("a") as mine:
        mine.write(BROKEN_ENGINE)
    registry = folder / "ocr_service/engines/registry.py"
    insert(registry, "ENGINES", '    "broken": EngineKind(build=BrokenEngine),')
    registry.write_text(
        registry.read_text().replace("import MyEngine\n", "import BrokenEngine, MyEngine\n", 1)
    )
    # Engines are kept warm from two page slots on.
    with RunningService(folder, PAGE_SLOTS="2") as service:
        yield service


def submit(service: RunningService, document: Path, engine: str) -> dict[str, object]:
    sent = subprocess.run(
        [
            sys.executable,
            "-m",
            "ocr_service",
            "submit",
            "--wait",
            "--json",
            "--url",
            service.url,
            "--engine",
            engine,
            document,
        ],
        cwd=PROJECT,
        env={**os.environ, "VAR_DIR": str(document.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    told: dict[str, object] = json.loads(sent.stdout)
    return told


def test_the_engine_reads_and_the_store_keeps_a_second_copy(extended, sample_letter, tmp_path):
    document = shutil.copy(sample_letter, tmp_path / "letter.pdf")

    told = submit(extended, document, "mine")

    mirrored = extended.folder / "mirror" / f"{told['task_id']}.txt"
    assert told["status"] == "COMPLETED"
    assert mirrored.read_text().split() == ["Mine", "Mine"]


def test_an_engine_that_fails_costs_its_own_documents_only(extended, sample_letter, tmp_path):
    document = shutil.copy(sample_letter, tmp_path / "letter.pdf")

    failed = submit(extended, document, "broken")
    worked = submit(extended, document, "tesseract")

    log = (extended.folder / "worker.log").read_text()
    assert (failed["status"], worked["status"]) == ("FAILED", "COMPLETED")
    assert "PROCESSING_FAILED" in str(failed["error"])
    assert "engine not warmed" in log
    assert 'raise RuntimeError("a defect")' in log
    assert "Fork server lost" not in log
    assert log.count("Worker started") == 1


def test_the_sink_writes_a_file_an_event(extended, tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", TELL, tmp_path],
        cwd=extended.folder,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "['delivered', 'delivered']"
    assert [path.name for path in tmp_path.iterdir()] == ["evt_1.json"]
    assert json.loads((tmp_path / "evt_1.json").read_text()) == {"task_id": "t"}
