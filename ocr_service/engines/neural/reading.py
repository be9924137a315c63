"""Read a picture: find its lines, cut each out at one height, read it, and say where its words stand."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
import onnxruntime
from PIL import Image

from ocr_service.engines.neural.certainty import confidence_of
from ocr_service.engines.neural.finding import Line, Pixels, find_lines
from ocr_service.engines.neural.letters import Alphabet
from ocr_service.engines.neural.models import NeuralModel
from ocr_service.engines.neural.pruning import with_columns
from ocr_service.engines.neural.words import FoundWord, pieces, words_of

# The height of the lines that the network reads, and the widths it takes at once, which its memory goes by; longer lines are read
# in pieces. Pieces of 1,600 pixels took twice as much memory (small), and none was read better or faster.
_HEIGHT, _NARROWEST, _WIDEST = 48, 64, 960
# A line is cut out with this part of its frame's height, and as wide as if it were cut out whole: higher letters for no more time
# (bench/lab/quality.md).
_KEPT_HEIGHT = 0.85
_FULL = 255
_ROW = "5\t1\t1\t1\t{line}\t{word}\t{left}\t{top}\t{width}\t{height}\t{sure:.2f}\t{text}"


class Reader:
    """Both networks of one model. Raises ``WrongWeights``, ``OSError``."""

    def __init__(self, model: NeuralModel) -> None:
        self._finder = session(model.file(model.finder))
        self._alphabet = Alphabet(model.file(model.letters))
        network = with_columns(model.file(model.reader), self._alphabet.columns, self._alphabet.count)
        self._reader = session(network)

    def table(self, picture: Image.Image) -> str:
        """A table of words as Tesseract writes it: every line found is a line, in no order."""
        return "\n".join(
            _row(word, number, place, picture)
            for number, line in enumerate(self.lines(picture), 1)
            for place, word in enumerate(line, 1)
        )

    def lines(self, picture: Image.Image) -> Iterator[list[FoundWord]]:
        """The words of each line that is found in a gray picture, in its pixels; lines in no order."""
        for line in find_lines(picture, self._marks):
            yield list(self._words(picture, line.of_height(_KEPT_HEIGHT)))

    def _marks(self, pixels: Pixels) -> Pixels:
        marks: Pixels = _said(self._finder, pixels)[0, 0]
        return marks

    def _words(self, picture: Image.Image, line: Line) -> Iterator[FoundWord]:
        gray = np.asarray(_cut_out(picture, line))
        across = (line.right - line.left) / gray.shape[1]
        for left, right in pieces(gray, _WIDEST):
            piece = gray[:, left:right]
            pixels = np.repeat((piece.astype(np.float32) / 127.5 - 1)[None, None], 3, axis=1)
            letters = self._alphabet.read(_said(self._reader, pixels)[0])
            for word in words_of(letters, piece):
                yield _placed(word, line, line.left + left * across, across)


def session(weights: bytes) -> onnxruntime.InferenceSession:
    """A network ready to run, in one thread: ONNX Runtime would start one for each core, on fixed cores, whatever this process may use. What a picture took goes back."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _said(network: onnxruntime.InferenceSession, pixels: Pixels) -> Pixels:
    found: Pixels = network.run(None, {"x": pixels})[0]
    return found


def _cut_out(picture: Image.Image, line: Line) -> Image.Image:
    """The line, level, at the height the network reads."""
    scale = line.height / _HEIGHT
    width = max(_NARROWEST, round((line.right - line.left) / scale * _KEPT_HEIGHT))
    if not line.slope:
        frame = _within((line.left, line.top, line.right, line.bottom), picture)
        return picture.resize((width, _HEIGHT), Image.Resampling.BILINEAR, box=frame)
    across = (line.right - line.left) / width
    middle = (line.left + line.right) / 2
    places = (across, 0, line.left, line.slope * across, scale, line.top + line.slope * (line.left - middle))
    return picture.transform(
        (width, _HEIGHT), Image.Transform.AFFINE, places, Image.Resampling.BILINEAR, fillcolor=_FULL
    )


def _within(
    frame: tuple[float, float, float, float], picture: Image.Image
) -> tuple[float, float, float, float]:
    left, top, right, bottom = frame
    return max(0.0, left), max(0.0, top), min(float(picture.width), right), min(float(picture.height), bottom)


def _placed(word: FoundWord, line: Line, left: float, across: float) -> FoundWord:
    """A word of a line's picture where it stands in the page's."""
    scale, start, end = line.height / _HEIGHT, left + word.left * across, left + word.right * across
    falls = line.slope * ((start + end) / 2 - (line.left + line.right) / 2)
    top, bottom = line.top + falls + word.top * scale, line.top + falls + word.bottom * scale
    return FoundWord(word.text, start, top, end, bottom, word.mean, word.least)


def _row(word: FoundWord, line: int, place: int, picture: Image.Image) -> str:
    left, top, right, bottom = _within((word.left, word.top, word.right, word.bottom), picture)
    return _ROW.format(
        line=line,
        word=place,
        left=int(left),
        top=int(top),
        width=max(1, ceil(right) - int(left)),
        height=max(1, ceil(bottom) - int(top)),
        sure=confidence_of(word.mean),
        text=word.text,
    )
