"""How often a word is right that the networks are so sure of, in percent: they are sure of most that they misread, too."""

from __future__ import annotations

import numpy as np

# Of 45 labelled pages and receipts: mean certainty of a word's letters, and the share of such words that were right.
SURE = (0.0, 50.0, 80.0, 90.0, 93.0, 97.0, 98.0, 99.0, 99.5, 99.9, 100.0)
_RIGHT = (5.0, 15.0, 30.0, 48.0, 60.0, 72.0, 80.0, 87.0, 91.0, 95.0, 97.0)


def confidence_of(mean: float) -> float:
    """A confidence from 0 to 100 for a word whose letters are so sure on the average, 0-1."""
    return float(np.interp(100 * mean, SURE, _RIGHT))
