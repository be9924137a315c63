"""Decode a large WebP straight to a smaller gray page; Pillow opens every WebP with room for two frames in colour.

The library that Pillow brings can scale a picture while it decodes it, and keeps gray apart from colour.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_int, c_size_t, c_uint32, c_void_p
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

_ABI, _YUV, _LOSSLESS = 0x0209, 11, 2
_OUT_OF_MEMORY = 1
# Measured: what a lossy one takes whatever its size; a lossless one is held whole.
_OWN_BYTES, _LOSSLESS_BYTES = 12 << 20, 4.1
_GRAY_AND_COLOUR, _AND_COPY = 1.5, 2.5
_BLACK, _WHITE = 16, 235
_MOST_CHUNKS = 1_000
_EXIF_BYTES = 1 << 20


class _Features(Structure):
    _fields_ = (
        *((name, c_int) for name in ("width", "height", "has_alpha", "has_animation", "format")),
        ("later", c_uint32 * 5),
    )


class _Planes(Structure):
    _fields_ = (
        *((name, c_void_p) for name in ("y", "u", "v", "a")),
        *((f"{name}_stride", c_int) for name in ("y", "u", "v", "a")),
        *((f"{name}_size", c_size_t) for name in ("y", "u", "v", "a")),
    )


class _Buffer(Structure):
    _fields_ = (
        *((name, c_int) for name in ("colours", "width", "height", "is_external")),
        ("planes", _Planes),
        ("later", c_uint32 * 4),
        ("private", c_void_p),
    )


class _Options(Structure):
    _fields_ = (
        *(
            (name, c_int)
            for name in ("no_filter", "plain_upsampling", "crops", "left", "top", "right", "bottom")
        ),
        *(
            (name, c_int)
            for name in ("scales", "width", "height", "threads", "dithers", "flips", "dithers_alpha")
        ),
        ("later", c_uint32 * 5),
    )


class _Config(Structure):
    _fields_ = (("input", _Features), ("output", _Buffer), ("options", _Options))


@dataclass(frozen=True, slots=True, kw_only=True)
class WebpStill:
    """One opaque WebP picture; ``size`` in pixels."""

    path: Path
    size: tuple[int, int]
    is_lossless: bool

    def decoding_bytes(self, size: tuple[int, int]) -> int:
        """The most that ``gray`` of that size holds at a time."""
        whole = self.size[0] * self.size[1] * _LOSSLESS_BYTES if self.is_lossless else 0
        pixels = size[0] * size[1]
        return int(_OWN_BYTES + max(whole + pixels * _GRAY_AND_COLOUR, pixels * _AND_COPY))

    def gray(self, size: tuple[int, int]) -> Image.Image:
        """The picture in gray, scaled to ``size`` (not larger than its own), its EXIF data among its ``info``.

        Raises ``OSError`` when it is damaged.
        """
        library, config = _library(), _Config()
        library.WebPInitDecoderConfigInternal(byref(config), _ABI)
        config.output.colours = _YUV
        config.options.scales, config.options.width, config.options.height = 1, *size
        with _bytes_of(self.path) as (data, length):
            status = library.WebPDecode(data, length, byref(config))
        try:
            if status == _OUT_OF_MEMORY:
                raise MemoryError
            if status:
                raise OSError(f"the picture is damaged ({status})")
            shown = _gray_plane(config.output.planes, size)
        finally:
            library.WebPFreeDecBuffer(byref(config.output))
        shown.info["exif"] = _exif(self.path)
        return shown


def webp_still(path: Path) -> WebpStill | None:
    """The WebP at ``path``; None when it is animated, see-through, damaged, or its library cannot be asked."""
    library, found = _library(), _Features()
    if library is None or not path.stat().st_size:
        return None
    with _bytes_of(path) as (data, length):
        status = library.WebPGetFeaturesInternal(data, length, byref(found), _ABI)
    if status or found.has_alpha or found.has_animation:
        return None
    return WebpStill(path=path, size=(found.width, found.height), is_lossless=found.format == _LOSSLESS)


def _gray_plane(planes: _Planes, size: tuple[int, int]) -> Image.Image:
    """Copied, as its memory is the library's; from video's blackest and whitest to a page's."""
    data = ctypes.string_at(planes.y, planes.y_stride * (size[1] - 1) + size[0])
    plane = Image.frombuffer("L", size, data, "raw", "L", planes.y_stride, 1)
    return plane.point([round((level - _BLACK) * 255 / (_WHITE - _BLACK)) for level in range(256)])


def _exif(path: Path) -> bytes:
    """The EXIF data among the file's chunks; empty when there are none."""
    with path.open("rb") as file:
        file.seek(12)
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            length = int.from_bytes(head[4:], "little")
            if head[:4] == b"EXIF":
                return file.read(min(length, _EXIF_BYTES))
            file.seek(length + length % 2, 1)
    return b""


@contextmanager
def _bytes_of(path: Path) -> Iterator[tuple[Any, int]]:
    """Address and length of the file's bytes, which the kernel reads as they are needed."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
        view = (ctypes.c_char * len(mapped)).from_buffer(mapped)
        try:
            yield c_void_p(ctypes.addressof(view)), len(mapped)
        finally:
            # An open view would keep the file mapped.
            del view


@cache
def _library() -> Any:
    """The functions that Pillow itself is linked with; None where that cannot be had."""
    try:
        from PIL import _webp

        library = ctypes.CDLL(_webp.__file__)
        for name, (answer, *arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = answer, arguments
        is_known = library.WebPInitDecoderConfigInternal(byref(_Config()), _ABI)
    except (ImportError, OSError, AttributeError):
        return None
    return library if is_known else None


_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "WebPDecode": (c_int, c_void_p, c_size_t, POINTER(_Config)),
    "WebPFreeDecBuffer": (None, POINTER(_Buffer)),
    "WebPGetFeaturesInternal": (c_int, c_void_p, c_size_t, POINTER(_Features), c_int),
    "WebPInitDecoderConfigInternal": (c_int, POINTER(_Config), c_int),
}
