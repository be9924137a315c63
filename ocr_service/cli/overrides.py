"""Let command-line flags win over environment variables, with the same validation."""

from __future__ import annotations

from collections.abc import Mapping

from ocr_service.settings import Settings


def overridden(settings: Settings, **concerns: Mapping[str, object]) -> Settings:
    """Settings with these fields; a value of None leaves what the environment says.

    ``overridden(settings, worker={"concurrency": 2})``. Raises ``ValidationError`` as the environment would.
    """
    changed = {}
    for concern, values in concerns.items():
        given = {name: value for name, value in values.items() if value is not None}
        current = getattr(settings, concern)
        kept = {name: getattr(current, name) for name in current.model_fields_set}
        changed[concern] = type(current)(**(kept | given)) if given else current
    return settings.model_copy(update=changed)
