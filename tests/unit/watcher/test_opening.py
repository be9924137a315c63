"""A file is opened as what was seen, never while somebody holds it."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from ocr_service.filing.entry import Stamp
from ocr_service.watcher.listing import Seen
from ocr_service.watcher.opening import NotNow, looks_whole, opened, require_unchanged


def put(path: Path, content: bytes = b"%PDF-1.4 x %%EOF") -> Seen:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    status = path.stat()
    return Seen(Stamp.of(status), status.st_ino)


def test_a_file_at_rest_is_opened(tmp_path: Path) -> None:
    seen = put(tmp_path / "a/b.pdf")

    with opened(tmp_path, "a/b.pdf", seen) as file:
        assert looks_whole(file, seen.stamp.size)
        assert file.read().endswith(b"%%EOF")
        require_unchanged(file, tmp_path, "a/b.pdf", seen)


def test_one_that_is_open_for_writing_is_left_alone(tmp_path: Path) -> None:
    seen = put(tmp_path / "b.pdf")

    with (
        (tmp_path / "b.pdf").open("ab"),
        pytest.raises(NotNow, match="written"),
        opened(tmp_path, "b.pdf", seen),
    ):
        pass


def test_a_locked_one_is_left_alone(tmp_path: Path) -> None:
    seen = put(tmp_path / "b.pdf")

    with (tmp_path / "b.pdf").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NotNow, match="locked"), opened(tmp_path, "b.pdf", seen):
            pass


def test_a_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    seen = put(tmp_path / "elsewhere/b.pdf")
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NotNow), opened(tmp_path, "a/b.pdf", seen):
        pass


def test_one_that_was_replaced_while_it_was_read_is_not_taken(tmp_path: Path) -> None:
    seen = put(tmp_path / "b.pdf")

    with opened(tmp_path, "b.pdf", seen) as file:
        put(tmp_path / "c.pdf")
        (tmp_path / "c.pdf").replace(tmp_path / "b.pdf")
        with pytest.raises(NotNow, match="changed"):
            require_unchanged(file, tmp_path, "b.pdf", seen)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 half", b"\xff\xd8\xff half", b"\x89PNG\r\n\x1a\n half"], ids=["pdf", "jpeg", "png"]
)
def test_what_lacks_its_end_does_not_look_whole(tmp_path: Path, content: bytes) -> None:
    seen = put(tmp_path / "b", content)

    with opened(tmp_path, "b", seen) as file:
        assert not looks_whole(file, seen.stamp.size)
