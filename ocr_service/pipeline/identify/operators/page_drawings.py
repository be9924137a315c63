"""What a PDF page calls while it draws, and where its lower left corner is: by its objects' text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ocr_service.pipeline.identify.operators.drawn_paths import Form, Matrix

_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R\b")
_PARENT = re.compile(rb"/Parent\s*(\d{1,9})\s+\d{1,5}\s+R\b")
_CONTENTS = re.compile(rb"/Contents\s*(\[[^\]]*\]|\d{1,9}\s+\d{1,5}\s+R)")
_XOBJECTS = re.compile(rb"/XObject\s*(?:<<(.{0,20000}?)>>|(\d{1,9})\s+\d{1,5}\s+R)", re.DOTALL)
_NAMED_OBJECT = re.compile(rb"/([^\s/\[\]<>()]{1,60})\s*(\d{1,9})\s+\d{1,5}\s+R\b")
_MATRIX = re.compile(rb"/Matrix\s*\[([^\]]{1,200})\]")
_BOXES = tuple(re.compile(rb"/%s\s*\[([^\]R]{1,200})\]" % name) for name in (b"CropBox", b"MediaBox"))


def contents_of(body: bytes) -> list[int]:
    """The streams of a page's operators, by number and in order."""
    told = _CONTENTS.search(body)
    return [int(each) for each in _REFERENCE.findall(told[1])] if told else []


def forms_of(
    reached: Sequence[bytes], bodies: Mapping[int, bytes], pens: Mapping[int, bytes]
) -> dict[bytes, Form]:
    """The drawings and pictures that a page can call, by name."""
    forms: dict[bytes, Form] = {}
    for body in reached:
        for told in _XOBJECTS.finditer(body):
            named = told[1] if told[1] is not None else bodies.get(int(told[2]), b"")
            forms |= {name: _form(int(number), bodies, pens) for name, number in _NAMED_OBJECT.findall(named)}
    return forms


def _form(number: int, bodies: Mapping[int, bytes], pens: Mapping[int, bytes]) -> Form:
    body = bodies.get(number, b"")
    if b"/Image" in body:
        return Form(is_picture=True)
    told = _MATRIX.search(body)
    numbers = _numbers(told[1]) if told else []
    matrix: Matrix = (
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        if len(numbers) == 6
        else (1, 0, 0, 1, 0, 0)
    )
    return Form(operators=pens.get(number, b""), matrix=matrix)


def corner_of(body: bytes, bodies: Mapping[int, bytes]) -> tuple[float, float]:
    """The lower left of the crop box within the media box, each of them the page's own or inherited."""
    corners = []
    for box in _BOXES:
        at, told, steps = body, box.search(body), 0
        while told is None and steps < 20 and (above := _PARENT.search(at)):
            at, steps = bodies.get(int(above[1]), b""), steps + 1
            told = box.search(at)
        numbers = _numbers(told[1]) if told else []
        if len(numbers) == 4:
            corners.append((min(numbers[0], numbers[2]), min(numbers[1], numbers[3])))
    return max((x for x, _ in corners), default=0.0), max((y for _, y in corners), default=0.0)


def _numbers(text: bytes) -> list[float]:
    try:
        return [float(each) for each in text.split()]
    except ValueError:
        return []
