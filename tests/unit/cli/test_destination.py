"""What goes to standard output, and what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.cli.destination import print_results, results_folder, wanted_outputs
from ocr_service.domain.status import Output
from ocr_service.errors import ValidationFailed

STANDARD_OUTPUT, FOLDER = Path("-"), Path("out")


@pytest.mark.parametrize(
    ("named", "output_dir", "outputs"),
    [
        (None, FOLDER, (Output.JSON, Output.TEXT)),
        (None, STANDARD_OUTPUT, (Output.TEXT,)),
        ("pdf,json", FOLDER, (Output.PDF, Output.JSON)),
        ("pdf", STANDARD_OUTPUT, (Output.PDF,)),
    ],
)
def test_outputs_by_where_they_go(named, output_dir, outputs):
    assert wanted_outputs(named, output_dir=output_dir, documents=1) == outputs


@pytest.mark.parametrize(("named", "documents"), [("json,text", 1), ("images", 1), ("pdf", 2)])
def test_what_one_stream_cannot_hold_is_refused(named, documents):
    with pytest.raises(ValidationFailed, match="name a folder in `-o`"):
        wanted_outputs(named, output_dir=STANDARD_OUTPUT, documents=documents)


def test_a_pdf_is_not_written_to_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    with pytest.raises(ValidationFailed, match="nothing for a terminal"):
        wanted_outputs("pdf", output_dir=STANDARD_OUTPUT, documents=1)


@pytest.mark.parametrize(
    ("output", "contents", "written"),
    [
        (Output.JSON, ['{"a": [\n1,\n2]}\n', "{}\n"], '{"a": [1,2]}\n{}\n'),
        (Output.TEXT, ["one", "two"], "one\n\ftwo\n"),
        (Output.MARKDOWN, ["# one\n"], "# one\n"),
    ],
)
def test_results_follow_each_other(tmp_path, capfd, output, contents, written):
    paths = [tmp_path / str(number) for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content)

    assert print_results(paths, output)
    assert not print_results([tmp_path / "missing"], output)

    assert capfd.readouterr().out == written


def test_the_folder_of_standard_output_is_gone_afterwards():
    with results_folder(STANDARD_OUTPUT) as folder:
        assert folder.is_dir()

    assert not folder.exists()
