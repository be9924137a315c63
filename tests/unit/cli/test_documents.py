"""Files, folders, patterns and standard input of a command line."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from ocr_service.cli.documents import documents_named, head_of
from ocr_service.errors import UnsupportedMediaType, ValidationFailed
from tests.support import sample_files as files


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(*names: str, content: bytes = files.PDF) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)


def named(*names: str, output_dir: str = "out") -> list[tuple[str, str]]:
    with documents_named(names, output_dir=Path(output_dir)) as documents:
        return [(each.name, str(each.stem)) for each in documents]


@pytest.mark.usefixtures("here")
def test_a_folder_is_all_documents_below_it_in_order():
    put("scans/b.pdf", "scans/2024/a.pdf", "scans/2024/no extension", "scans/A.PDF")

    assert named("scans") == [
        ("scans/A.PDF", "A"),
        ("scans/b.pdf", "b"),
        ("scans/2024/a.pdf", "2024/a"),
        ("scans/2024/no extension", "2024/no extension"),
    ]


@pytest.mark.usefixtures("here")
def test_of_a_folder_is_left_out_what_people_did_not_put_there_and_what_is_no_document(capsys):
    put("scans/a.pdf", "scans/.hidden/b.pdf", "scans/@eaDir/c.pdf", "scans/.d.pdf", "scans/out/e.pdf")
    put("scans/a.ocr.pdf", "scans/a.pdfa.pdf", "scans/a-pages/0001.png")
    put("scans/notes.txt", "scans/a.alto.xml", content=b"no document")

    assert named("scans", output_dir="scans/out") == [("scans/a.pdf", "a")]
    assert capsys.readouterr().err == "scans: 1 document; left out: a.alto.xml, notes.txt\n"


@pytest.mark.usefixtures("here")
def test_what_calls_itself_a_document_is_told_of_and_not_left_out():
    put("scans/broken.pdf", content=b"no document")

    assert named("scans") == [("scans/broken.pdf", "broken")]


@pytest.mark.usefixtures("here")
def test_a_link_to_a_folder_is_not_followed():
    put("scans/a.pdf", "elsewhere/b.pdf")
    Path("scans/link").symlink_to("../elsewhere")
    Path("scans/loop").symlink_to("..")

    assert named("scans") == [("scans/a.pdf", "a")]


@pytest.mark.usefixtures("here")
def test_a_pattern_that_no_shell_filled_in_is_filled_in_and_nothing_is_read_twice():
    put("scans/a.pdf", "scans/2024/b.pdf", "[x].pdf")

    assert named("scans/**/*.pdf", "scans") == [("scans/2024/b.pdf", "b"), ("scans/a.pdf", "a")]
    assert named("[x].pdf") == [("[x].pdf", "[x]")]


@pytest.mark.usefixtures("here")
def test_a_file_that_is_named_twice_is_read_twice_under_two_names():
    put("a.pdf")

    assert named("a.pdf", "a.pdf") == [("a.pdf", "a"), ("a.pdf (2)", "a")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("empty", "There is no document in `empty`."), ("*.pdf", "`*.pdf` matches no file.")],
)
def test_what_gives_nothing_is_said(here, name, sentence):
    (here / "empty").mkdir()

    with pytest.raises(ValidationFailed, match=sentence.replace("*", r"\*")):
        named(name)


def test_standard_input_is_kept_until_it_was_read(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(files.PDF), isatty=lambda: False))

    with documents_named(["-"], output_dir=None) as (document,):
        kept = document.path
        assert (document.name, head_of(kept)) == ("stdin", files.PDF)

    assert not kept.parent.exists()


@pytest.mark.parametrize("is_terminal", [True, False], ids=["a terminal", "twice"])
def test_standard_input_that_cannot_be_read_is_said(monkeypatch, is_terminal):
    stdin = SimpleNamespace(buffer=io.BytesIO(files.PDF), isatty=lambda: is_terminal)
    monkeypatch.setattr("sys.stdin", stdin)

    with pytest.raises(ValidationFailed, match="`-` "), documents_named(["-", "-"], output_dir=None):
        pass


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "endless.pdf")

    with pytest.raises(UnsupportedMediaType, match="pipe or a device"):
        head_of(tmp_path / "endless.pdf")
