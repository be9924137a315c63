"""Decode a large WebP straight to a smaller gray page; Pillow opens every WebP with room for two frames in colour.

``dwebp``, a program of libwebp, scales a picture while it decodes it and keeps gray apart from colour: 8 MB for 12
million pixels, in a process that is bounded like poppler's. What is in a file its first bytes tell (RFC 9649).
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ocr_service.pipeline.limits.command import run_command

# A lossless one is held whole beside what it is scaled to, in halves of bytes a pixel.
_LOSSLESS_BYTES, _PLANES = 4.1, 3
# The gray as it was written, and as a page's.
_COPIES = 2
_BLACK, _WHITE = 16, 235
_ALPHA, _ANIMATION = 0x10, 0x02
_MOST_CHUNKS = 1_000
_HEAD_BYTES, _EXIF_BYTES = 30, 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WebpStill:
    """One opaque WebP picture; ``size`` in pixels."""

    path: Path
    size: tuple[int, int]
    is_lossless: bool

    def decoding_bytes(self, size: tuple[int, int]) -> int:
        """The most that ``gray`` of that size holds at a time, there or here."""
        whole = int(self.size[0] * self.size[1] * _LOSSLESS_BYTES) if self.is_lossless else 0
        return max(whole + _PLANES * size[0] * size[1] // 2, _COPIES * size[0] * size[1])

    def gray(self, size: tuple[int, int], timeout_s: float) -> Image.Image:
        """The picture in gray, scaled to ``size`` (not larger than its own), its EXIF data among its ``info``.

        Raises ``OSError`` when it is damaged, ``MemoryError`` when it does not fit its bound,
        ``PageTimeout``.
        """
        width, height = size
        with tempfile.TemporaryFile() as planes:
            scaled = ["-resize", str(width), str(height), "-yuv", "-quiet", "-o", "-"]
            done = run_command(
                ["dwebp", self.path, *scaled],
                timeout_s=timeout_s,
                stdout=Path(f"/dev/fd/{planes.fileno()}"),
            )
            if "OUT_OF_MEMORY" in done.stderr or done.is_out_of_memory:
                raise MemoryError
            # Gray comes before colour.
            data = planes.read(width * height)
        if done.status or len(data) < width * height:
            raise OSError(f"the picture is damaged: {done.stderr.strip()}")
        shown = Image.frombuffer("L", size, data, "raw", "L", 0, 1).point(_levels())
        shown.info["exif"] = _exif(self.path)
        return shown


def webp_still(path: Path) -> WebpStill | None:
    """The WebP at ``path``; None when it is animated, see-through or none at all, or its program is not installed."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES or head[:4] != b"RIFF" or head[8:12] != b"WEBP" or not shutil.which("dwebp"):
        return None
    kind, data = head[12:16], head[20:]
    if kind == b"VP8X":
        if data[0] & (_ALPHA | _ANIMATION):
            return None
        size = int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
        return WebpStill(path=path, size=size, is_lossless=_has_chunk(path, b"VP8L"))
    if kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        return None if bits >> 28 & 1 else WebpStill(path=path, size=size, is_lossless=True)
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        size = int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
        return WebpStill(path=path, size=size, is_lossless=False)
    return None


def _levels() -> list[int]:
    """From video's blackest and whitest to a page's."""
    return [round((level - _BLACK) * 255 / (_WHITE - _BLACK)) for level in range(256)]


def _exif(path: Path) -> bytes:
    """The EXIF data among the file's chunks; empty when there are none."""
    return _chunk(path, b"EXIF", _EXIF_BYTES) or b""


def _has_chunk(path: Path, name: bytes) -> bool:
    return _chunk(path, name, 0) is not None


def _chunk(path: Path, name: bytes, most_bytes: int) -> bytes | None:
    """The beginning of a chunk; None when the file has no such."""
    with path.open("rb") as file:
        file.seek(12)
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            length = int.from_bytes(head[4:], "little")
            if head[:4] == name:
                return file.read(min(length, most_bytes))
            file.seek(length + length % 2, 1)
    return None
