"""Keep the secrets among the settings from the process that documents are forked from, and get them afterwards.

They wait in a pipe: what was never read into a process is in no child's memory.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import fields, replace
from typing import Any

from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings, variables_of

# What a pipe holds.
_MOST_BYTES = 65_536
_TOO_LONG = (
    f"The secrets of the settings have more than {_MOST_BYTES:,} bytes together. "
    "Make keys with `ocr-service keys create` instead of naming so many in API_KEYS."
)


class KeptBack:
    """One pipe for the secrets of one start. Each end is used once."""

    def __init__(self) -> None:
        self._read_fd, self._write_fd = os.pipe()

    def without_secrets(self, settings: Settings) -> Settings:
        """In the process that read the settings: send the secrets on their way, and give the rest."""
        secrets = {
            (each.concern, each.field): getattr(getattr(settings, each.concern), each.field)
            for each in variables_of(Settings)
            if each.rule.is_secret
        }
        said = pickle.dumps(secrets)
        if len(said) > _MOST_BYTES:
            # Nobody reads yet: a full pipe would never be emptied.
            raise InvalidSettings(_TOO_LONG)
        os.write(self._write_fd, said)
        empty = {(each.concern, each.field): each.default for each in variables_of(Settings)}
        return _changed(settings, {place: empty[place] for place in secrets})

    def close(self) -> None:
        """In a child that must not know them; it would also keep the worker waiting for the pipe's end."""
        os.close(self._read_fd)
        os.close(self._write_fd)

    def with_secrets(self, settings: Settings) -> Settings:
        """In the worker, once nothing is forked from it any more that reads a document."""
        os.close(self._write_fd)
        with os.fdopen(self._read_fd, "rb") as pipe:
            said = pipe.read(_MOST_BYTES)
        return _changed(settings, pickle.loads(said))  # noqa: S301 - written by our own fork, no stranger's bytes


def _changed(settings: Settings, values: dict[tuple[str, str], Any]) -> Settings:
    concerns: dict[str, Any] = {}
    for concern in fields(Settings):
        model: Any = getattr(settings, concern.name)
        if hasattr(model, "PREFIX"):
            own = {field: value for (name, field), value in values.items() if name == concern.name}
            concerns[concern.name] = replace(model, **own)
    return replace(settings, **concerns)
