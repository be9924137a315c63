"""Decode the gray of a large HEIC tile by tile; Pillow's plug-in holds all of it in colour, twice.

A phone stores such a picture as a grid of tiles of 512 pixels. The library that the plug-in brings can decode
each for itself, in its own colours, of which the first is gray; so no more than one tile is held beside the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ctypes import POINTER, Structure, byref, c_char, c_char_p, c_int, c_uint8, c_uint32, c_void_p
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

_FULL_TURN, _MEMORY_ERROR = 360, 6
_UNDEFINED, _GRAY = 99, 0
_ROTATED, _MIRRORED = (int.from_bytes(kind) for kind in (b"irot", b"imir"))
_MOST_TRANSFORMS = 8
# Measured: the library itself, what it prepares, and a tile decoded (in wide samples: twice).
_OWN_BYTES = 16 << 20
_BYTES_PER_TILE_PIXEL = 8


class _Error(Structure):
    _fields_ = (("code", c_int), ("subcode", c_int), ("message", c_char_p))


class _Tiling(Structure):
    """``heif_image_tiling``, with room for what later versions add."""

    _fields_ = (
        ("version", c_int),
        *((name, c_uint32) for name in ("columns", "rows", "tile_width", "tile_height", "width", "height")),
        ("later", c_char * 512),
    )


class _Options(Structure):
    """The beginning of ``heif_decoding_options``, as the library made it."""

    _fields_ = (
        ("version", c_uint8),
        ("ignore_transformations", c_uint8),
        ("callbacks", c_void_p * 4),
        ("convert_hdr_to_8bit", c_uint8),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeifTiles:
    """A HEIC picture that is decoded tile by tile. Sizes in pixels, as stored; ``turns`` make it upright."""

    library: Any
    handle: Any
    columns: int
    rows: int
    tile_size: tuple[int, int]
    size: tuple[int, int]
    turns: tuple[Image.Transpose, ...]

    def reduction(self, most_pixels: int) -> int:
        """The power of two by which it is made smaller towards ``most_pixels`` while it is decoded."""
        factor, (width, height) = 1, self.size
        while width * height >= most_pixels * (factor * 2) ** 2 and not any(
            side % (factor * 2) for side in self.tile_size
        ):
            factor *= 2
        return factor

    def decoding_bytes(self, most_pixels: int) -> int:
        """The most that ``reduced_gray`` holds at a time."""
        pixels = self.size[0] * self.size[1] // self.reduction(most_pixels) ** 2
        # Turned, there are two of them for a moment, but no tile any more.
        tile = self.tile_size[0] * self.tile_size[1] * _BYTES_PER_TILE_PIXEL
        return _OWN_BYTES + pixels + max(tile, pixels if self.turns else 0)

    def reduced_gray(self, most_pixels: int) -> Image.Image:
        """The picture in gray and upright, made smaller towards ``most_pixels``.

        Raises ``OSError`` when damaged, ``MemoryError`` when it has no plane of gray.
        """
        factor = self.reduction(most_pixels)
        whole = Image.new("L", (-(-self.size[0] // factor), -(-self.size[1] // factor)))
        for row in range(self.rows):
            for column in range(self.columns):
                with self._tile(column, row) as tile:
                    left, top = column * self.tile_size[0] // factor, row * self.tile_size[1] // factor
                    whole.paste(tile.reduce(factor), (left, top))
        for turn in self.turns:
            whole = whole.transpose(turn)
        return whole

    @contextmanager
    def _tile(self, column: int, row: int) -> Iterator[Image.Image]:
        with ExitStack() as stack:
            options = self.library.heif_decoding_options_alloc()
            stack.callback(self.library.heif_decoding_options_free, options)
            options.contents.ignore_transformations = options.contents.convert_hdr_to_8bit = 1
            image = c_void_p()
            decode = self.library.heif_image_handle_decode_image_tile
            _check(decode(self.handle, byref(image), _UNDEFINED, _UNDEFINED, options, column, row))
            stack.callback(self.library.heif_image_release, image)
            yield _gray_plane(self.library, image)


@contextmanager
def heif_tiles(path: Path) -> Iterator[HeifTiles | None]:
    """The HEIC at ``path``; None when it is no grid, cut out, see-through, or the library is too old for tiles."""
    library = _library()
    if library is None:
        yield None
        return
    with ExitStack() as stack:
        context, handle = c_void_p(library.heif_context_alloc()), c_void_p()
        stack.callback(library.heif_context_free, context)
        _check(library.heif_context_read_from_file(context, str(path).encode(), None))
        # Threads would hold a tile each.
        library.heif_context_set_max_decoding_threads(context, 0)
        _check(library.heif_context_get_primary_image_handle(context, byref(handle)))
        stack.callback(library.heif_image_handle_release, handle)
        yield _described(library, context, handle)


def _described(library: Any, context: c_void_p, handle: c_void_p) -> HeifTiles | None:
    tiling, turns = _Tiling(), _turns(library, context, handle)
    _check(library.heif_image_handle_get_image_tiling(handle, 0, byref(tiling)))
    if turns is None or library.heif_image_handle_has_alpha_channel(handle):
        return None
    return HeifTiles(
        library=library,
        handle=handle,
        columns=tiling.columns,
        rows=tiling.rows,
        tile_size=(tiling.tile_width, tiling.tile_height),
        size=(tiling.width, tiling.height),
        turns=turns,
    )


def _turns(library: Any, context: c_void_p, handle: c_void_p) -> tuple[Image.Transpose, ...] | None:
    """What makes the picture upright, in order; None when it takes more than turning."""
    picture = library.heif_image_handle_get_item_id(handle)
    found = (c_uint32 * _MOST_TRANSFORMS)()
    count = library.heif_item_get_transformation_properties(context, picture, found, _MOST_TRANSFORMS)
    turns = []
    for number in found[:count]:
        kind = library.heif_item_get_property_type(context, picture, number)
        if kind == _ROTATED:
            degrees = library.heif_item_get_property_transform_rotation_ccw(context, picture, number)
            turns += [Image.Transpose[f"ROTATE_{degrees}"]] if degrees % _FULL_TURN else []
        elif kind == _MIRRORED:
            is_sideways = library.heif_item_get_property_transform_mirror(context, picture, number) == 1
            turns.append(Image.Transpose.FLIP_LEFT_RIGHT if is_sideways else Image.Transpose.FLIP_TOP_BOTTOM)
        else:
            return None
    return tuple(turns)


def _gray_plane(library: Any, image: c_void_p) -> Image.Image:
    """The first plane, copied: a tile's memory is its library's.

    Raises ``MemoryError`` where there is none: such a picture must be decoded as a whole.
    """
    stride = c_int()
    plane = library.heif_image_get_plane_readonly(image, _GRAY, byref(stride))
    size = library.heif_image_get_width(image, _GRAY), library.heif_image_get_height(image, _GRAY)
    depth = library.heif_image_get_bits_per_pixel_range(image, _GRAY)
    if not plane or depth != 8 or min(size) <= 0 or stride.value < size[0]:
        raise MemoryError
    data = ctypes.string_at(plane, stride.value * size[1])
    return Image.frombytes("L", size, data, "raw", "L", stride.value)


def _check(error: _Error) -> None:
    if error.code == _MEMORY_ERROR:
        raise MemoryError
    if error.code:
        raise OSError((error.message or b"the picture is damaged").decode(errors="replace"))


@cache
def _library() -> Any:
    """The functions that the plug-in itself is linked with; None where that cannot be had."""
    try:
        import _pillow_heif

        library = ctypes.CDLL(_pillow_heif.__file__)
        for name, (answer, *arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = answer, arguments
    except (ImportError, OSError, AttributeError):
        return None
    return library


_OUT, _OPTIONS = POINTER(c_void_p), POINTER(_Options)
_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "heif_context_alloc": (c_void_p,),
    "heif_context_free": (None, c_void_p),
    "heif_context_read_from_file": (_Error, c_void_p, c_char_p, c_void_p),
    "heif_context_set_max_decoding_threads": (None, c_void_p, c_int),
    "heif_context_get_primary_image_handle": (_Error, c_void_p, _OUT),
    "heif_decoding_options_alloc": (_OPTIONS,),
    "heif_decoding_options_free": (None, _OPTIONS),
    "heif_image_get_bits_per_pixel_range": (c_int, c_void_p, c_int),
    "heif_image_get_height": (c_int, c_void_p, c_int),
    "heif_image_get_plane_readonly": (c_void_p, c_void_p, c_int, POINTER(c_int)),
    "heif_image_get_width": (c_int, c_void_p, c_int),
    "heif_image_handle_decode_image_tile": (
        _Error,
        c_void_p,
        _OUT,
        c_int,
        c_int,
        _OPTIONS,
        c_uint32,
        c_uint32,
    ),
    "heif_image_handle_get_image_tiling": (_Error, c_void_p, c_int, POINTER(_Tiling)),
    "heif_image_handle_get_item_id": (c_uint32, c_void_p),
    "heif_image_handle_has_alpha_channel": (c_int, c_void_p),
    "heif_image_handle_release": (None, c_void_p),
    "heif_image_release": (None, c_void_p),
    "heif_item_get_property_transform_mirror": (c_int, c_void_p, c_uint32, c_uint32),
    "heif_item_get_property_transform_rotation_ccw": (c_int, c_void_p, c_uint32, c_uint32),
    "heif_item_get_property_type": (c_uint32, c_void_p, c_uint32),
    "heif_item_get_transformation_properties": (c_int, c_void_p, c_uint32, POINTER(c_uint32), c_int),
}
