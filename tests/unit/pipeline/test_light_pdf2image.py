"""pdf2image's programs end in time, within memory, and with only as much of their output as anybody reads."""

from __future__ import annotations

import os

import pytest

from ocr_service.errors import MemoryLimit, PageTimeout
from ocr_service.pipeline.light_pdf2image import (
    BoundedPopen,
    PDFInfoNotInstalledError,
    PDFPageCountError,
    pdfinfo_from_path,
)


def shell(script: str) -> BoundedPopen:
    return BoundedPopen(["sh", "-c", script], env=os.environ)


def test_output_and_complaints_are_told_apart():
    assert shell("echo out; echo err >&2; exit 3").communicate() == (b"out\n", b"err\n")


def test_endless_complaints_do_not_pass_through_memory():
    output, complaints = shell("echo Pages: 1; yes complaint | head -c 5000000 >&2").communicate()

    assert output == b"Pages: 1\n"
    assert 0 < len(complaints) <= 100_000


def test_a_program_that_does_not_end_is_ended():
    process = shell("exec sleep 30")

    with pytest.raises(PageTimeout):
        process.communicate(timeout=0.1)

    assert process.returncode == -9


def test_a_program_without_output_that_was_killed_had_no_memory():
    with pytest.raises(MemoryLimit):
        shell("kill -9 $$").communicate()


def test_pdf2image_uses_it(tmp_path, monkeypatch):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing else")
    with pytest.raises(PDFPageCountError, match="trailer"):
        pdfinfo_from_path(str(broken), userpw="", timeout=10)

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PDFInfoNotInstalledError):
        pdfinfo_from_path(str(broken), timeout=10)
