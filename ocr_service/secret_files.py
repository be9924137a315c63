"""Read secrets from files: ``API_KEYS_FILE=/run/secrets/keys`` is ``API_KEYS`` with what stands in that file.

So that container platforms can mount them, and that they stand neither in the environment nor in ``ps``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SUFFIX = "_FILE"
_DOTENV = ".env"


class SecretFiles:
    """Mixin of settings with secrets: the variable itself wins over its file, the environment over ``.env``."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """pydantic-settings asks for the order of sources."""
        return init_settings, env_settings, _Files(settings_cls), dotenv_settings, file_secret_settings


class _Files(PydanticBaseSettingsSource):
    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The text of the file that the field's variable names; None without one."""
        prefix = self.config.get("env_prefix", "")
        variable = f"{prefix}{field_name}".upper() + SUFFIX
        named = {**dotenv_values(_DOTENV), **os.environ}.get(variable)
        return (_read(variable, named) if named else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All fields that stand in files."""
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


def _read(variable: str, named: str) -> str:
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        kind = PydanticCustomError("secret_file", "{reason}", {"reason": f"{named} cannot be read: {reason}"})
        raise ValidationError.from_exception_data(
            variable, [InitErrorDetails(type=kind, loc=(variable,), input=named)]
        ) from error
