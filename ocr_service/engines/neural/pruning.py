"""Leave out of a network the letters that never win: a third of what reading a line takes, and most of its memory.

A network's last layer has a column for each of its letters, 18,710 with those of every script, and its file (ONNX, which is
protobuf: a tag of number and kind before each field) holds that layer as one tensor of weights and one of biases.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ocr_service.engines.neural.finding import Pixels

# Numbers of fields: the graph of a model; tensors, outputs and remarks about shapes of a graph; sizes and data of a tensor.
_GRAPH, _TENSOR, _OUTPUT, _REMARK, _SIZE, _DATA = 7, 5, 12, 13, 1, 9
# From an output down to its sizes: its type, which is a tensor, with a shape, of sizes, each of which is a number.
_DOWN_TO_SIZE = (2, 1, 2, 1)
_NUMBER, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}


def with_columns(network: bytes, columns: Pixels, count: int) -> bytes:
    """The network whose last layer has only these of its ``count`` columns. Raises ``ValueError`` where it has no such layer."""
    parts = [
        (tag, _graph(data, columns, count) if tag >> 3 == _GRAPH else data) for tag, data in _fields(network)
    ]
    return _joined(parts)


def _graph(graph: bytes, columns: Pixels, count: int) -> bytes:
    parts, pruned = [], 0
    for tag, data in _fields(graph):
        if tag >> 3 == _TENSOR:
            kept = _tensor(data, columns, count)
            pruned += kept is not data
            parts.append((tag, kept))
        elif tag >> 3 == _OUTPUT:
            parts.append((tag, _resized(data, _DOWN_TO_SIZE, count, len(columns))))
        elif tag >> 3 != _REMARK:
            parts.append((tag, data))
    if pruned != len(("weights", "biases")):
        raise ValueError("The network's last layer is not where it was.")
    return _joined(parts)


def _tensor(tensor: bytes, columns: Pixels, count: int) -> bytes:
    """The tensor with those columns, itself when it has another number of them."""
    fields = list(_fields(tensor))
    sizes = [_number(data, 0)[0] for tag, data in fields if tag == _SIZE << 3 | _NUMBER]
    if not sizes or sizes[-1] != count:
        return tensor
    parts = []
    for tag, data in fields:
        if tag >> 3 == _DATA:
            values = np.frombuffer(data, np.float32).reshape(sizes)
            parts.append((tag, values[..., columns].tobytes()))
        elif tag == _SIZE << 3 | _NUMBER and _number(data, 0)[0] == count:
            parts.append((tag, _plain(len(columns))))
        else:
            parts.append((tag, data))
    return _joined(parts)


def _resized(data: bytes, way: tuple[int, ...], count: int, kept: int) -> bytes:
    if not way:
        return _joined(
            [(tag, _plain(kept) if each == _plain(count) else each) for tag, each in _fields(data)]
        )
    number, *rest = way
    return _joined(
        [
            (tag, _resized(each, tuple(rest), count, kept) if tag == number << 3 | _BYTES else each)
            for tag, each in _fields(data)
        ]
    )


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each field, a number as it is written."""
    place = 0
    while place < len(data):
        tag, place = _number(data, place)
        kind = tag & 7
        if kind == _BYTES:
            length, place = _number(data, place)
            end = place + length
        else:
            end = place + _FIXED[kind] if kind in _FIXED else _number(data, place)[1]
        yield tag, data[place:end]
        place = end


def _joined(fields: list[tuple[int, bytes]]) -> bytes:
    parts = []
    for tag, data in fields:
        parts += [_plain(tag), _plain(len(data)) if tag & 7 == _BYTES else b"", data]
    return b"".join(parts)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, place


def _plain(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*written, value))
