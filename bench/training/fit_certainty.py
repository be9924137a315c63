"""How often words of the networks are right that they are so sure of, and what a table for that is worth on sources it has not seen.

    python -m bench.training.fit_certainty CORPUS [--model tiny --model small] [--kept WORDS.json]

Receipts and upright pages of CORPUS are read by the networks alone. A word is right when the true text has it, as often as it was
read; case counts on pages only, as the truth of receipts is in capitals. The table of ``ocr_service/engines/neural/certainty.py`` is
scored as it is, and one fitted to all other sources (a receipt's vendor, a page's document) for each that is left out.

Columns: words; share that is right; Brier score; how far confidences are from the share that is right, in points, as the mean over
bands of confidence weighted by words.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ocr_service.engines.neural.certainty import SURE, confidence_of
from ocr_service.engines.neural.models import MODELS
from ocr_service.engines.neural.reading import Reader

_BANDS = (0.0, 30.0, 50.0, 70.0, 80.0, 90.0, 95.0, 100.1)
# So many sources are left out at a time.
_FOLDS = 8
# Words that each point of a fitted table has beside those that were seen, right as often as the words of all sources are.
_PRIOR = 5.0
Seen = list[tuple[str, str, float, bool]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", action="append", choices=sorted(MODELS))
    parser.add_argument("--kept", type=Path, help="words that were read before, or are to be kept here")
    arguments = parser.parse_args()
    kept: dict[str, Seen] = {}
    if arguments.kept and arguments.kept.exists():
        kept = json.loads(arguments.kept.read_text(encoding="utf-8"))
    for model in arguments.model or sorted(MODELS):
        if model not in kept:
            kept[model] = list(_words(arguments.corpus, Reader(MODELS[model])))
    if arguments.kept:
        arguments.kept.write_text(json.dumps(kept), encoding="utf-8")
    for model in arguments.model or sorted(MODELS):
        _report(model, kept[model], kept[model])
    together = [word for model in sorted(kept) for word in kept[model]]
    if len(kept) > 1:
        _report("both", together, together)
        for model in sorted(kept):
            _report(f"{model}, table fitted to both", kept[model], together)
    print("fitted to all:", " ".join(f"{value:.0f}" for value in _fitted(together)))


def _words(corpus: Path, reader: Reader) -> Iterator[tuple[str, str, float, bool]]:
    """Kind, source, certainty and rightness of each word."""
    for path in sorted((corpus / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if label["kind"] not in ("ocr", "receipt") or "rotated" in label["tags"]:
            continue
        is_receipt = label["kind"] == "receipt"
        left = Counter(_compared((corpus / label["text"]).read_text(encoding="utf-8"), is_receipt).split())
        with Image.open(corpus / "documents" / label["document"]) as opened:
            picture = opened.convert("L")
        for line in reader.lines(picture):
            for word in line:
                texts = _compared(word.text, is_receipt).split()
                is_right = bool(texts) and all(left[text] > 0 for text in texts)
                left.subtract(texts if is_right else ())
                yield label["kind"], _source(label), word.mean, is_right


def _compared(text: str, is_receipt: bool) -> str:
    """What nobody would call an error is alike: shapes of quotes and dashes."""
    alike = text.translate(str.maketrans("‘’´`“”„«»‐‑–—−", 4 * "'" + 5 * '"' + 5 * "-"))
    return alike.upper() if is_receipt else alike


def _source(label: dict[str, Any]) -> str:
    """The vendor of a receipt, and the document that a page and its spoiled copy were drawn from."""
    return re.sub(r"\W", "", label.get("fields", {}).get("company", label["source"])).upper()


def _report(name: str, seen: Seen, fitted_on: Seen) -> None:
    sources = sorted({source for _, source, _, _ in fitted_on})
    left_out = []
    for fold in range(_FOLDS):
        out = set(sources[fold::_FOLDS])
        table = _fitted([word for word in fitted_on if word[1] not in out])
        left_out += [
            (float(np.interp(100 * sure, SURE, table)), is_right)
            for _, source, sure, is_right in seen
            if source in out
        ]
    print(f"{name}: {len(sources)} sources")
    _print("  table as it is", [(confidence_of(sure), is_right) for _, _, sure, is_right in seen])
    for kind in sorted({kind for kind, _, _, _ in seen}):
        words = [(confidence_of(sure), is_right) for each, _, sure, is_right in seen if each == kind]
        _print(f"  table as it is, {kind}", words)
    _print("  fitted, own source left out", left_out)


def _print(name: str, told: Sequence[tuple[float, bool]]) -> None:
    sure, right = np.array([each for each, _ in told]), np.array([each for _, each in told], float)
    brier = float(((sure / 100 - right) ** 2).mean())
    bands = np.digitize(sure, _BANDS)
    off = sum(
        abs(float(sure[bands == band].mean() - 100 * right[bands == band].mean()))
        * int((bands == band).sum())
        for band in np.unique(bands)
    ) / len(told)
    print(f"{name:<34} {len(told):>6} {right.mean():6.3f} {brier:6.4f} {off:6.2f}")


def _fitted(seen: Seen) -> np.ndarray[Any, Any]:
    """A confidence for each point of ``SURE``: least squares over straight lines between them, rising."""
    sure = 100 * np.array([each for _, _, each, _ in seen])
    right = np.array([each for _, _, _, each in seen], float)
    points = np.array(SURE)
    place = np.clip(np.searchsorted(points, sure, side="right") - 1, 0, len(points) - 2)
    beyond = (sure - points[place]) / (points[place + 1] - points[place])
    weights = np.zeros((len(seen), len(points)))
    rows = np.arange(len(seen))
    weights[rows, place], weights[rows, place + 1] = 1 - beyond, beyond
    # By lines between neighbours where nothing was seen, not by what is far away.
    prior = _PRIOR**0.5 * np.eye(len(points))
    known = np.concatenate((weights, prior))
    wanted = np.concatenate(
        (100 * right, _PRIOR**0.5 * np.array([100 * _near(sure, right, at) for at in points]))
    )
    found = np.linalg.lstsq(known, wanted, rcond=None)[0]
    return np.maximum.accumulate(np.clip(found, 1, 99))


def _near(sure: np.ndarray[Any, Any], right: np.ndarray[Any, Any], at: float) -> float:
    """Share of the hundred words that are right whose certainty is nearest."""
    return float(right[np.argsort(np.abs(sure - at))[:100]].mean())


if __name__ == "__main__":
    main()
