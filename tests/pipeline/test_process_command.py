"""``ocr-service process`` reads files without a service."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdf
import pytest

from ocr_service.cli.main import run
from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.drawings import draw_page, scan_pdf, sentence
from tests.support.processes.patience import PATIENCE_S
from tests.support.read_documents import RECEIPT


def test_files_become_results_beside_each_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    drawing = draw_page(sentence(seed=4, length=20), inch=(8, 2.5))
    scan_pdf(tmp_path / "letter.pdf", [drawing.picture], dpi=200)
    drawing.picture.save(tmp_path / "letter.png")

    code = run(["process", "letter.pdf", "letter.png", "-o", "out", "--outputs", "pdf,json,txt"])

    assert code == 0, capsys.readouterr().err
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"letter{n}.{suffix}" for n in ("-2", "") for suffix in ("json", "pdf", "txt")]
    result = json.loads((tmp_path / "out" / "letter.json").read_text())
    assert result["text"] == (tmp_path / "out" / "letter.txt").read_text()
    assert result["pages"][0]["words"][0]["text"] == drawing.words[0].text
    assert drawing.words[0].text in pypdf.PdfReader(tmp_path / "out" / "letter.pdf").pages[0].extract_text()


def test_every_rendering_lies_where_the_result_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    draw_page(["garden"], inch=(3, 2.5), points=20).picture.save(tmp_path / "sign.png")

    code = run(
        ["process", "sign.png", "-o", "out", "--outputs", "pdf,pdfa,json,hocr,alto,tsv,md,html,csv,pages"]
    )

    assert code == 0, capsys.readouterr().err
    outputs = json.loads((tmp_path / "out" / "sign.json").read_text())["outputs"]
    assert set(outputs) == {"pdf", "pdfa", "hocr", "alto", "tsv", "markdown", "html", "csv", "images"}
    assert all((tmp_path / "out" / name).exists() for name in outputs.values())


def test_named_preparations_are_done_to_each_picture_and_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    draw_page(["garden"], inch=(3, 2.5), points=20).picture.save(tmp_path / "sign.png")

    code = run(["process", "sign.png", "-o", "out", "--outputs", "json", "--prepare", "sharpen,contrast"])

    assert code == 0, capsys.readouterr().err
    page = json.loads((tmp_path / "out" / "sign.json").read_text())["pages"][0]
    assert page["decisions"]["steps"] == ["contrast", "sharpened"]
    assert page["text"] == "garden"


def test_a_preparation_that_nobody_knows_is_refused_before_anything_is_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    draw_page(["garden"], inch=(3, 2.5), points=20).picture.save(tmp_path / "sign.png")

    assert run(["process", "sign.png", "-o", "out", "--prepare", "polish"]) == 1
    assert "`--prepare polish`: Name some of none, grayscale" in capsys.readouterr().err
    assert not (tmp_path / "out" / "sign.json").exists()


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.pdf").write_text("no document at all")
    draw_page(["garden"], inch=(3, 2.5), points=20).picture.save(tmp_path / "good.png")

    code = run(["process", "notes.pdf", "good.png", "missing.png", "-o", "out", "--outputs", "txt"])

    said = capsys.readouterr().err
    assert code == 1
    assert "notes.pdf: The file is none of PDF" in said
    assert "missing.png: No such file" in said
    assert (tmp_path / "out" / "good.txt").read_text() == "garden"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.txt"]


def test_an_unknown_output_is_refused_in_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert run(["process", "x.pdf", "--outputs", "docx"]) == 1
    assert "names an unknown output" in capsys.readouterr().err


def test_a_file_that_was_given_is_never_written_over(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    drawing = draw_page(["garden"], inch=(3, 2.5), points=20)
    source = scan_pdf(tmp_path / "sign.pdf", [drawing.picture], dpi=200)
    before = source.read_bytes()

    code = run(["process", "sign.pdf", "--outputs", "pdf,json"])

    assert code == 0, capsys.readouterr().err
    assert source.read_bytes() == before
    assert json.loads((tmp_path / "sign.json").read_text())["outputs"] == {"pdf": "sign.ocr.pdf"}
    assert (tmp_path / "sign.ocr.pdf").exists()


def test_what_a_result_warns_of_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    drawing = draw_page(["garden"], inch=(3, 2.5), points=20)
    plain = scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200)
    subprocess.run(["qpdf", "--encrypt", "", "the owner", "256", "--", plain, "locked.pdf"], check=True)

    assert run(["process", "locked.pdf", "-o", "out", "--outputs", "pdfa"]) == 0

    assert "locked.pdf: The output `pdfa` could not be made: The PDF is encrypted" in capsys.readouterr().err
    assert (tmp_path / "out" / "locked.pdf").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").write_text("a file")

    assert run(["process", "x.pdf", "-o", "out"]) == 1
    assert "`--output-dir out` cannot be written to" in capsys.readouterr().err


def test_a_folder_is_read_with_all_below_it_and_its_results_keep_its_folders(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for place in ("scans/2024/sign.png", "scans/sign.png"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        draw_page(["garden"], inch=(3, 2.5), points=20).picture.save(tmp_path / place)

    code = run(["process", "scans", "-o", "scans/read", "--outputs", "text"])

    assert code == 0, capsys.readouterr().err
    out = tmp_path / "scans" / "read"
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.*")) == ["2024/sign.txt", "sign.txt"]
    assert "[2/2] scans/" in capsys.readouterr().err


def test_a_document_comes_by_standard_input_and_its_text_goes_to_standard_output(tmp_path):
    drawing = draw_page(["garden"], inch=(3, 2.5), points=20)
    source = scan_pdf(tmp_path / "sign.pdf", [drawing.picture], dpi=200)

    with source.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "ocr_service", "process", "-", "-o", "-"],
            stdin=file,
            capture_output=True,
            cwd=tmp_path,
            check=False,
        )

    assert (done.returncode, done.stdout) == (0, b"garden\n"), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["sign.pdf"]


def test_a_pipe_is_not_waited_for(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "endless.pdf")

    assert run(["process", "endless.pdf", "-o", "out"]) == 1
    assert "endless.pdf: This is a pipe or a device" in capsys.readouterr().err


SLEEPER = """#!/bin/sh
echo $$ > {told}
exec sleep 1000
"""


def gone(process: Path) -> bool:
    """Killed at once, it stays until whoever adopted it has taken note."""
    deadline = time.monotonic() + PATIENCE_S
    while process.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not process.exists()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_behind(tmp_path, kind):
    source = scan_pdf(tmp_path / "letter.pdf", [draw_page(["garden"], inch=(3, 2.5)).picture], dpi=200)
    told, program = tmp_path / "told", tmp_path / "bin" / "pdfinfo"
    program.parent.mkdir()
    program.write_text(SLEEPER.format(told=told))
    program.chmod(0o755)
    argv = [sys.executable, "-m", "ocr_service", "process", source, "-o", tmp_path / "out"]
    env = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    with subprocess.Popen(argv, stderr=subprocess.PIPE, env=env) as process:
        while process.poll() is None and not (told.exists() and told.read_text()):
            time.sleep(0.02)
        process.send_signal(kind)
        said = process.communicate(timeout=PATIENCE_S)[1].decode()

    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert list((tmp_path / "out").iterdir()) == []
    assert gone(Path(f"/proc/{told.read_text().strip()}"))


@pytest.mark.parametrize(
    ("flags", "schema", "name"),
    [((), 1, "vendor"), (("--schema", "1"), 1, "vendor"), (("--schema", "2"), 2, "sender")],
    ids=["scripts of 0.1", "kept for good", "as over HTTP"],
)
def test_the_form_of_the_json_can_be_chosen_and_who_did_not_is_told_that_it_will_change(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
    schema: int,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    draw_receipt(tmp_path / "receipt.png", RECEIPT)

    assert run(["process", *flags, "receipt.png", "-o", "out", "--outputs", "json"]) == 0

    result = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert result["schema_version"] == schema
    assert ("Name `--schema 1` or `--schema 2`" in capsys.readouterr().err) == (not flags)
    assert result["fields"][name]["value"] == "NORTHWIND PAPER TRADING SDN BHD"
