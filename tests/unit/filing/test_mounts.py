"""A folder's mount is the deepest one above it, by the kernel's own list."""

from __future__ import annotations

from pathlib import Path

from ocr_service.filing.mounts import mount_of

LIST = r"""
22 1 0:20 / / rw - ext4 /dev/sda1 rw
23 22 0:21 / /mnt/my\040share rw,relatime shared:1 - cifs //nas/share rw
24 22 0:22 / /mnt/local rw - ext4 /dev/sdb1 rw
""".strip()


def test_the_deepest_mount_counts(tmp_path: Path) -> None:
    listed = tmp_path / "mountinfo"
    listed.write_text(LIST)

    share = mount_of(Path("/mnt/my share/scans"), mounts=listed)
    local = mount_of(Path("/mnt/localities"), mounts=listed)

    assert share is not None and (share.point, share.is_remote) == ("/mnt/my share", True)
    assert local is not None and (local.point, local.is_remote) == ("/", False)


def test_without_a_list_nothing_is_known(tmp_path: Path) -> None:
    assert mount_of(tmp_path, mounts=tmp_path / "none") is None
