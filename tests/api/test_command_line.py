"""submit, status and result against a real server; a worker of the test ends the tasks."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.api.config import ApiConfig
from ocr_service.cli.main import run
from tests.support import sample_files as files
from tests.support.api_process import api_process
from tests.support.processes.api_thread import ApiThread
from tests.support.redis_server import RedisServer


@pytest.fixture
def server(redis_server: RedisServer, redis_url: str, tmp_path: Path) -> Iterator[ApiThread]:
    thread = ApiThread(redis_server.url, tmp_path / "uploads", ApiConfig(max_wait_s=1))
    thread.start()
    assert thread.is_serving.wait(20)
    yield thread
    thread.stop()


class Work(threading.Thread):
    """Ends so many tasks as soon as they come: those of PNGs fail, the others are completed."""

    def __init__(self, redis_url: str, uploads: Path, tasks: int) -> None:
        super().__init__(daemon=True)
        self._redis_url, self._uploads, self._tasks = redis_url, uploads, tasks

    def run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        async with api_process(self._redis_url, self._uploads) as api:
            for _ in range(self._tasks):
                while (await api.queue.stats()).waiting["normal"] == 0:
                    await asyncio.sleep(0.02)
                head = (await api.queue.list_tasks()).tasks[-1]
                if head.media_type == "image/png":
                    await api.fail_next()
                else:
                    await api.complete_next("Dear reader", outputs={"hocr": "<html/>"})


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(files.PDF)
    return path


def test_submit_waits_and_tells_what_was_read(server, redis_server, document, tmp_path, capsys):
    Work(redis_server.url, server.uploads, 1).start()
    folder = tmp_path / "results"

    code = run(
        [
            "submit",
            "--wait",
            "--url",
            server.url,
            "--output-dir",
            str(folder),
            "--outputs",
            "json,txt,hocr",
            str(document),
        ]
    )

    told = capsys.readouterr()
    assert code == 0
    assert "letter.pdf: 100 % Completed" in told.err
    assert "text      Dear reader" in told.out
    assert "category  letter (0.90)" in told.out
    assert str(folder / "letter.json") in told.out
    assert json.loads((folder / "letter.json").read_text())["text"] == "Dear reader"
    assert (folder / "letter.txt").read_text() == "Dear reader"
    assert (folder / "letter.hocr").read_text() == "<html/>"


@pytest.mark.parametrize(
    ("flags", "schema"), [((), 2), (("--schema", "1"), 1)], ids=["as over HTTP", "as 0.1"]
)
def test_submit_writes_the_form_that_is_asked_for(
    server, redis_server, document, tmp_path, capsys, flags, schema
):
    Work(redis_server.url, server.uploads, 1).start()

    code = run(
        ["submit", *flags, "--url", server.url, "-o", str(tmp_path), "--outputs", "json", str(document)]
    )

    assert code == 0, capsys.readouterr().err
    assert json.loads((tmp_path / "letter.json").read_text())["schema_version"] == schema


def test_one_output_goes_to_standard_output_and_nothing_else(
    server, redis_server, document, tmp_path, capfdbinary, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Work(redis_server.url, server.uploads, 2).start()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "letter.pdf").write_bytes(files.PDF)

    code = run(["submit", "--url", server.url, str(document), "more", "-o", "-", "--outputs", "json"])

    told = capfdbinary.readouterr()
    assert code == 0
    assert [json.loads(line)["text"] for line in told.out.splitlines()] == ["Dear reader"] * 2
    assert b"[2/2] " in told.err
    assert not (tmp_path / "var").exists()


def test_only_what_was_asked_for_is_written(server, redis_server, document, tmp_path, capsys):
    Work(redis_server.url, server.uploads, 1).start()
    folder = tmp_path / "r"

    code = run(["submit", "--url", server.url, "-o", str(folder), "--outputs", "hocr", str(document)])

    assert code == 0
    assert [path.name for path in folder.iterdir()] == ["letter.hocr"]
    assert "text      Dear reader" in capsys.readouterr().out


def test_submit_tells_programs_in_json(server, redis_server, document, tmp_path, capsys):
    Work(redis_server.url, server.uploads, 1).start()

    code = run(
        [
            "submit",
            "--wait",
            "--json",
            "--url",
            server.url,
            "--output-dir",
            str(tmp_path / "r"),
            str(document),
        ]
    )

    outcome = json.loads(capsys.readouterr().out)
    assert (code, outcome["status"], outcome["error"]) == (0, "COMPLETED", "")
    assert Path(outcome["json_path"]).is_file()


def test_a_rendering_that_could_not_be_made_does_not_spoil_the_result(
    server, redis_server, document, tmp_path, capsys
):
    Work(redis_server.url, server.uploads, 1).start()
    target = ["--url", server.url, "--output-dir", str(tmp_path / "r"), "--outputs", "pdf"]

    code = run(["submit", "--wait", *target, str(document)])

    assert code == 0
    assert "pdf       not there: " in capsys.readouterr().out


def test_submit_without_waiting_only_sends(server, document, capsys):
    assert run(["submit", "--url", server.url, str(document), str(document)]) == 0

    assert capsys.readouterr().out.count("QUEUED") == 2


def test_one_failed_task_makes_the_exit_code_honest(server, redis_server, tmp_path, capsys):
    picture = tmp_path / "a.png"
    picture.write_bytes(files.png())
    Work(redis_server.url, server.uploads, 1).start()

    code = run(["submit", "--wait", "--url", server.url, "--output-dir", str(tmp_path / "r"), str(picture)])

    assert code == 1
    assert "FAILED  It is damaged. (DOCUMENT_CORRUPT)" in capsys.readouterr().out


def test_refused_and_missing_files_are_told_and_others_go_on(server, document, tmp_path, capsys):
    text = tmp_path / "notes.txt"
    text.write_text("just text")

    code = run(["submit", "--url", server.url, str(text), str(tmp_path / "missing.pdf"), str(document)])

    told = capsys.readouterr().out
    assert code == 1
    assert "UNSUPPORTED_MEDIA_TYPE" in told
    assert "missing.pdf: REFUSED  No such file" in told
    assert "letter.pdf: QUEUED" in told


def test_wrong_options_are_told_in_the_services_words(server, document, capsys):
    assert run(["submit", "--url", server.url, "--dpi", "9", str(document)]) == 1

    assert "`dpi`: Give a whole number" in capsys.readouterr().out


def test_status_and_result_of_a_task(server, redis_server, document, tmp_path, capsys):
    run(["submit", "--json", "--url", server.url, str(document)])
    task_id = json.loads(capsys.readouterr().out)["task_id"]
    assert run(["status", "--url", server.url, task_id]) == 0
    assert f"{task_id}  QUEUED  letter.pdf" in capsys.readouterr().out
    assert run(["result", "--url", server.url, task_id]) == 1
    assert "not finished" in capsys.readouterr().err
    Work(redis_server.url, server.uploads, 1).start()

    assert run(["status", "--wait", "--json", "--url", server.url, task_id]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "COMPLETED"
    target = tmp_path / "result.json"
    assert run(["result", "--url", server.url, "--as", "json", "-o", str(target), task_id]) == 0
    assert json.loads(target.read_text())["task_id"] == task_id


def test_an_unknown_task_is_told(server, capsys):
    assert run(["status", "--url", server.url, "nothing"]) == 1

    assert "no such task" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["status", "x"], ["status", "--wait", "x"], ["result", "x"]], ids=" ".join
)
def test_a_service_that_is_not_there_is_told_at_once(command, capsys):
    assert run([*command, "--url", "http://127.0.0.1:9"]) == 1

    assert "does not answer" in capsys.readouterr().err
