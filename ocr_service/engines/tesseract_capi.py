"""Tesseract's C interface: one picture in, the word rows of its table out.

Imported where every megabyte counts, so with as little of Python as can be.
"""

from __future__ import annotations

import ctypes
import mmap
import os

# Not typing.TYPE_CHECKING: importing it takes longer than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

# Linux names the file after the first rule, macOS after the second. Version 5 keeps its C interface.
LIBRARIES = ("libtesseract.so.5", "libtesseract.5.dylib")
# Levels of Tesseract's iterators (publictypes.h).
_BLOCK, _PARAGRAPH, _LINE, _WORD = range(4)
_HANDLE, _INT, _TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
# Result and arguments of each function used (capi.h).
_FUNCTIONS = {
    "TessVersion": (_TEXT, ()),
    "TessBaseAPICreate": (_HANDLE, ()),
    "TessBaseAPIDelete": (None, (_HANDLE,)),
    "TessBaseAPIClearPersistentCache": (None, (_HANDLE,)),
    "TessBaseAPIInit3": (_INT, (_HANDLE, _TEXT, _TEXT)),
    "TessBaseAPISetVariable": (_INT, (_HANDLE, _TEXT, _TEXT)),
    "TessBaseAPISetPageSegMode": (None, (_HANDLE, _INT)),
    "TessBaseAPISetImage": (None, (_HANDLE, _HANDLE, _INT, _INT, _INT, _INT)),
    "TessBaseAPIRecognize": (_INT, (_HANDLE, _HANDLE)),
    "TessBaseAPIGetIterator": (_HANDLE, (_HANDLE,)),
    "TessResultIteratorDelete": (None, (_HANDLE,)),
    "TessResultIteratorNext": (_INT, (_HANDLE, _INT)),
    "TessResultIteratorGetUTF8Text": (_HANDLE, (_HANDLE, _INT)),
    "TessResultIteratorConfidence": (ctypes.c_float, (_HANDLE, _INT)),
    "TessPageIteratorBoundingBox": (_INT, (_HANDLE, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE)),
    "TessPageIteratorIsAtBeginningOf": (_INT, (_HANDLE, _INT)),
    "TessDeleteText": (None, (_HANDLE,)),
}


def load_library() -> ctypes.CDLL:
    """Tesseract's library with the types of its functions. Raises ``OSError`` when there is none."""
    library = _first_of(LIBRARIES)
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _first_of(names: tuple[str, ...]) -> ctypes.CDLL:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise OSError(f"None of {', '.join(names)} can be loaded.")


class Reader:
    """One Tesseract with the model of one language, or of several (``deu+eng``)."""

    def __init__(self, library: ctypes.CDLL, folder: bytes, language: bytes) -> None:
        self._library = library
        self._tesseract = library.TessBaseAPICreate()
        self.model = (folder, language)
        self.is_loaded = library.TessBaseAPIInit3(self._tesseract, folder, language) == 0

    def forget(self) -> None:
        """Give back all it loaded."""
        self._library.TessBaseAPIClearPersistentCache(self._tesseract)
        self._library.TessBaseAPIDelete(self._tesseract)

    def rows(self, picture: bytes, *, psm: int, dpi: bytes) -> Iterator[str]:
        """The word rows of one picture; there is no second."""
        library, tesseract = self._library, self._tesseract
        library.TessBaseAPISetPageSegMode(tesseract, psm)
        library.TessBaseAPISetVariable(tesseract, b"user_defined_dpi", dpi)
        with open(picture, "rb") as file:  # noqa: PTH123 (pathlib takes as long as all other imports)
            self._show(file)
        if library.TessBaseAPIRecognize(tesseract, None) != 0:
            raise ValueError("Tesseract cannot read this picture.")
        iterator = library.TessBaseAPIGetIterator(tesseract)
        if iterator:
            yield from Words(library, iterator).rows()
            library.TessResultIteratorDelete(iterator)

    def _show(self, file: BinaryIO) -> None:
        """Hand over the pixels, which the library copies."""
        width, height, start = pgm_frame(file)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as pixels:
            first = ctypes.c_char.from_buffer(pixels, start)
            self._library.TessBaseAPISetImage(self._tesseract, ctypes.byref(first), width, height, 1, width)
            # The file stays mapped as long as something points into it.
            del first


class Words:
    """The words under an iterator at the first of them, numbered as in Tesseract's own table.

    Where a line begins is seen by its box. The library looks for it from the page's first word on, for each word
    again, which takes 0.1 s for 700 of them.
    """

    def __init__(self, library: ctypes.CDLL, iterator: int) -> None:
        self._library, self._iterator = library, iterator
        self._sides = tuple(ctypes.c_int() for _ in range(4))
        self._places = tuple(ctypes.byref(side) for side in self._sides)
        self._line_box: tuple[int, ...] = ()
        self._block = self._paragraph = self._line = self._word = 0

    def rows(self) -> Iterator[str]:
        """One row a word; a picture in the page has none."""
        is_there = 1
        while is_there:
            text = self._text()
            if text is not None:
                yield self._row(text)
            is_there = self._library.TessResultIteratorNext(self._iterator, _WORD)

    def _row(self, text: str) -> str:
        self._count()
        left, top, right, bottom = self._box(_WORD)
        sure = self._library.TessResultIteratorConfidence(self._iterator, _WORD)
        cells = (5, 1, self._block, self._paragraph, self._line, self._word)
        return "\t".join(map(str, (*cells, left, top, right - left, bottom - top, f"{sure:.6f}", text)))

    def _count(self) -> None:
        line_box = self._box(_LINE)
        if line_box != self._line_box:
            self._line_box = line_box
            if self._begins(_BLOCK):
                self._block, self._paragraph, self._line = self._block + 1, 0, 0
            if self._begins(_PARAGRAPH):
                self._paragraph, self._line = self._paragraph + 1, 0
            self._line, self._word = self._line + 1, 0
        self._word += 1

    def _begins(self, level: int) -> bool:
        return bool(self._library.TessPageIteratorIsAtBeginningOf(self._iterator, level))

    def _box(self, level: int) -> tuple[int, ...]:
        self._library.TessPageIteratorBoundingBox(self._iterator, level, *self._places)
        return tuple(side.value for side in self._sides)

    def _text(self) -> str | None:
        pointer = self._library.TessResultIteratorGetUTF8Text(self._iterator, _WORD)
        if not pointer:
            return None
        try:
            return " ".join(ctypes.string_at(pointer).decode(errors="replace").split())
        finally:
            self._library.TessDeleteText(pointer)


def pgm_frame(file: BinaryIO) -> tuple[int, int, int]:
    """Width and height of a PGM of eight bits and where its pixels begin; ``ValueError`` for any other file."""
    if file.readline().strip() != b"P5":
        raise ValueError("The picture is not a gray PGM.")
    numbers: list[int] = []
    while len(numbers) < 3:
        line = file.readline()
        if not line:
            raise ValueError("The picture ends in its head.")
        numbers += [int(each) for each in line.split(b"#")[0].split()]
    (width, height, most), start = numbers, file.tell()
    if most != 255 or os.fstat(file.fileno()).st_size < start + width * height:
        raise ValueError("The picture is torn, or not of eight bits.")
    return width, height, start
