"""A worker's processes do not hold what they do not need: that, not code, is what a small machine pays for."""

from __future__ import annotations

import subprocess
import sys


def imported(script: str) -> set[str]:
    """Modules of a fresh process after the script, packages by their name alone."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys\n{script}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(ended.stdout.split())
    return modules | {name.partition(".")[0] for name in modules}


def test_what_documents_are_forked_from_has_neither_network_nor_pydantic():
    warm = imported(
        "import ocr_service.cli.commands.programs.worker, ocr_service.bootstrap.start_worker, ocr_service.bootstrap.warm_pipeline"
    )

    assert {"PIL", "ocr_service.extractors.invoice.extractor", "ocr_service.categorizers.trained"} <= warm
    assert warm.isdisjoint(
        {"asyncio", "redis", "pydantic", "httpx2", "numpy", "pandas", "fastapi", "uvicorn"}
    )


def test_what_runs_tesseracts_program_is_loaded_ahead_only_where_it_reads():
    code = "from ocr_service.engines.tesseract import TesseractEngine; TesseractEngine().{0}()"

    assert "pytesseract" in imported(code.format("load"))
    # The process that documents are forked from warms all engines, whichever reads.
    assert "pytesseract" not in imported(code.format("warm"))


def test_a_worker_loads_neither_what_reads_its_settings_nor_what_reads_documents():
    worker = imported(
        "import ocr_service.cli.main, ocr_service.cli.commands.programs.worker, ocr_service.bootstrap.start_worker\n"
        "import ocr_service.bootstrap.fork_server, ocr_service.bootstrap.worker"
    )

    assert {"asyncio", "redis"} <= worker
    assert worker.isdisjoint(
        {"pydantic", "pydantic_settings", "httpx2", "PIL", "numpy", "fastapi", "uvicorn"}
        | {"ocr_service.pipeline.run", "ocr_service.extractors", "ocr_service.categorizers"}
    )


def test_what_keeps_the_process_of_documents_from_getting_warm_is_told_to_who_forked_it():
    code = (
        "import asyncio, os\n"
        "os.environ['PATH'] = ''\n"
        "from ocr_service.bootstrap.fork_server import fork_server\n"
        "from ocr_service.environment import read_settings\n"
        "server = fork_server(read_settings())\n"
        "from ocr_service.errors import EngineFailed\n"
        "from ocr_service.worker.launcher import Launcher\n"
        "async def start():\n"
        "    launcher = Launcher(server, stall_s=1)\n"
        "    try:\n"
        "        await launcher.start()\n"
        "    except EngineFailed as error:\n"
        "        print(error.detail)\n"
        "    finally:\n"
        "        await launcher.stop()\n"
        "asyncio.run(start())"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told == "Tesseract is not installed. Install the package tesseract-ocr.\n"


def test_what_runs_it_is_loaded_ahead_of_documents_where_there_is_no_other_engine():
    code = (
        "from ocr_service.bootstrap import pipeline\n"
        "from ocr_service.engines.registry import ENGINES\n"
        "pipeline.build_engines = lambda **_: {'tesseract': ENGINES['tesseract'].build()}\n"
        "pipeline.build_parts(slots=1, languages=('eng',), feedback_folder=None)"
    )

    assert "pytesseract" in imported(code)


def test_what_a_document_looks_facts_up_with_is_loaded_ahead_of_documents():
    code = "from ocr_service.bootstrap.pipeline import build_parts; build_parts(slots=1, languages=('eng',), feedback_folder=None)"

    assert {"phonenumbers", "stdnum.iban", "stdnum.gb.vat", "stdnum.eu.vat"} <= imported(code)
