"""Turn what speaks for a value into a confidence that is right as often as it says.

A logistic curve per question over the candidate's share, the engine's own confidence and the
agreement of two passes; fitted by ``bench/accuracy_fit.py`` with whole vendors left out.
"""

from __future__ import annotations

import math

from ocr_service.extractors.ranking import weights_of

NEVER_CERTAIN = 1e-3


def calibrated(
    question: str, *, share: float, reading: float, agreement: float, is_exact_text: bool, passes: int = 1
) -> float:
    """Confidence 0-1 of the value that ``question`` chose.

    ``share`` is its part in the softmax, ``reading`` the engine's confidence in its words (0-1),
    ``agreement`` the part of the other passes that read the same, ``passes`` how many there were.
    Without fitted weights: share times reading.
    """
    weights = weights_of(f"confidence_{question}")
    if not weights:
        return share * reading
    features = evidence_features(
        share=share, reading=reading, agreement=agreement, is_exact_text=is_exact_text, passes=passes
    )
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * x for name, x in features.items())))


def evidence_features(
    *, share: float, reading: float, agreement: float, is_exact_text: bool, passes: int
) -> dict[str, float]:
    """The features of the logistic curve; those of a text layer and of a picture are apart."""
    sure = min(max(share, NEVER_CERTAIN), 1 - NEVER_CERTAIN)
    odds = math.log(sure / (1 - sure)) / 4
    if is_exact_text:
        return {"exact": 1.0, "exact_share": odds}
    return {
        "picture": 1.0,
        "share": odds,
        "reading": reading,
        "read_badly": float(reading < 0.6),
        "agreement": agreement,
        "agreed_and_read": agreement * reading,
        "one_pass": float(passes == 1),
    }
