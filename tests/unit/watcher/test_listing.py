"""A listing has plain files of plain names, and says what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ocr_service.watcher.folder import outermost
from ocr_service.watcher.listing import Listing, is_ignored, list_folder


def test_links_and_pipes_are_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/letter.pdf").write_bytes(b"x")
    (tmp_path / "link.pdf").symlink_to("/etc/passwd")
    (tmp_path / "away").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe.pdf")

    listing = list_folder(tmp_path)

    assert list(listing.files) == ["inner/letter.pdf"]
    assert set(listing.refused) == {"link.pdf", "away", "pipe.pdf"}


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.pdf",
        "~$letter.docx",
        "letter.pdf.part",
        "x.crdownload",
        "@eaDir",
        "#recycle",
        "Thumbs.db",
        "letter.pdf~",
        "broken.pdf.why.txt",
        "bank.pdf.password",
        ".docvault-1.pdf",
    ],
)
def test_names_that_are_no_documents_are_ignored(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    "name", ["letter.pdf", "part.pdf", "tmp", "scan~1.pdf", "Partial scan.pdf", "lock.pdf"]
)
def test_names_of_documents_are_not(name: str) -> None:
    assert not is_ignored(name)


def test_what_is_done_is_not_looked_at_and_what_failed_is(tmp_path: Path) -> None:
    for folder in ("done", "failed", "post/done"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "letter.pdf").write_bytes(b"x")

    assert set(list_folder(tmp_path).files) == {"failed/letter.pdf", "post/done/letter.pdf"}


@pytest.mark.parametrize("folder", ["done/post", "link", "link/inner", ".hidden/post"])
def test_a_folder_that_is_not_looked_at_from_above_is_not_when_an_event_names_it(
    tmp_path: Path, folder: str
) -> None:
    for real in ("done/post", "elsewhere/inner", ".hidden/post"):
        (tmp_path / real).mkdir(parents=True)
        (tmp_path / real / "letter.pdf").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    assert list_folder(tmp_path, folder) == Listing()


def test_a_look_at_a_folder_changes_what_is_known_of_it_alone(tmp_path: Path) -> None:
    for path in ("a/1.pdf", "a/b/2.pdf", "ab/3.pdf"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
    known: Listing = list_folder(tmp_path)
    (tmp_path / "a/b/2.pdf").unlink()
    (tmp_path / "ab/3.pdf").unlink()

    known.replace_below("a", list_folder(tmp_path, "a"))

    assert set(known.files) == {"a/1.pdf", "ab/3.pdf"}


def test_of_folders_within_one_another_the_outer_is_looked_at() -> None:
    assert outermost({"a/b", "a", "ab"}) == {"a", "ab"}
    assert outermost({"a", ""}) == {""}
