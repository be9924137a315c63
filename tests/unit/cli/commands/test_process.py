"""What `ocr-service process` is told before it reads anything."""

from __future__ import annotations

import os

import pytest

from ocr_service.bootstrap.machine import cores
from ocr_service.cli import main


def test_its_parser_stands_where_affinity_is_unknown_as_on_macos(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity")

    assert main.build_parser(["process"]).parse_args(["process", "a.pdf"]).jobs == 0
    assert cores() == os.cpu_count()


@pytest.mark.parametrize("content", [None, b"", b"\nsecond", b"\xff\xfe"])
def test_a_password_file_without_a_password_is_refused_in_one_sentence(tmp_path, capsys, content):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)

    status = main.run(["process", "--password-file", str(file), "a.pdf"])

    assert status == main.EXIT_ERROR
    assert "`--password-file" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["5", "9600", "fine"])
def test_a_resolution_that_no_upload_may_have_is_refused(tmp_path, capsys, text):
    status = main.run(["process", "--dpi", text, "-o", str(tmp_path), __file__])

    assert status == main.EXIT_ERROR
    assert f"`--dpi {text}`: Give a whole number from 72 to 600" in capsys.readouterr().err
