"""Tell whether an Idempotency-Key was used for the same thing before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ocr_service.intake.options import Wishes


def fingerprint(files_sha256: Sequence[str], wishes: Wishes) -> str:
    """Hex SHA-256 over the files' digests and every field; reveals neither."""
    fields = {
        "files": list(files_sha256),
        "options": wishes.options.to_json(),
        "priority": wishes.priority.value,
        "hold": wishes.hold,
        "password": wishes.password,
        "metadata": dict(wishes.user_metadata),
    }
    if wishes.callback.url:
        fields["callback"] = [wishes.callback.url, *wishes.callback.events]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
