"""Only weights that were tried are loaded, and of them only the letters that can win."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_service.engines.neural import models
from ocr_service.engines.neural.letters import Alphabet
from ocr_service.engines.neural.models import MODELS, WrongWeights
from ocr_service.engines.neural.pruning import with_columns
from ocr_service.engines.neural.reading import session


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_installed_weights_are_those_that_were_tried(name):
    model = MODELS[name]

    assert all(model.file(file) for file in (model.finder, model.reader, model.letters))


def test_other_weights_are_refused(tmp_path, monkeypatch):
    (tmp_path / "tiny/det").mkdir(parents=True)
    (tmp_path / "tiny/det/det.onnx").write_bytes(b"others")
    monkeypatch.setattr(models, "weights_folder", lambda: tmp_path)

    with pytest.raises(WrongWeights):
        MODELS["tiny"].file("tiny/det/det.onnx")


def test_a_pruned_network_says_of_its_letters_what_it_said_before():
    model = MODELS["tiny"]
    whole, alphabet = model.file(model.reader), Alphabet(model.file(model.letters))
    pixels = np.random.default_rng(1).normal(size=(1, 3, 48, 96)).astype(np.float32)

    pruned = with_columns(whole, alphabet.columns, alphabet.count)

    def said(network: bytes) -> np.ndarray:
        return session(network).run(None, {"x": pixels})[0][0]

    kept = said(whole)[:, alphabet.columns]
    assert len(pruned) < len(whole)
    assert said(pruned) == pytest.approx(kept / kept.sum(axis=1, keepdims=True), abs=1e-3)


def test_a_network_with_another_last_layer_is_not_pruned():
    model = MODELS["tiny"]

    with pytest.raises(ValueError, match="last layer"):
        with_columns(model.file(model.reader), np.arange(10), 999)
