"""Say which environment variable is wrong, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from ocr_service.cli.command import InvalidSettings
from ocr_service.settings import Settings


@contextmanager
def explained() -> Iterator[None]:
    """Raise ``InvalidSettings`` for what the settings' models refuse inside the block."""
    try:
        yield
    except ValidationError as error:
        raise InvalidSettings(explain(error)) from error


def variable_name(model: type[BaseSettings], field: str) -> str:
    """The environment variable behind a field: ``WORKER_MAX_RETRIES`` for ``max_retries`` of the worker's."""
    return f"{model.model_config.get('env_prefix', '')}{field}".upper()


def variables() -> dict[str, FieldInfo]:
    """Every variable of the service in the order of ``settings.py``, with its field."""
    found: dict[str, FieldInfo] = {}
    for concern in Settings.model_fields.values():
        model = concern.annotation
        if isinstance(model, type) and issubclass(model, BaseSettings):
            found |= {variable_name(model, name): field for name, field in model.model_fields.items()}
    return found


def explain(error: ValidationError) -> str:
    """``API_PORT='x' is wrong: input should be a valid integer. …`` for the first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    models = {type_.__name__: type_ for type_ in BaseSettings.__subclasses__()}
    field = str(first["loc"][0]) if first["loc"] else ""
    name = variable_name(models[error.title], field) if error.title in models else field.upper()
    # a key that is wrong is still a key: it is not repeated
    value = "" if "KEY" in name else f"={str(first['input'])[:80]!r}"
    message = first["msg"][:1].lower() + first["msg"][1:]
    return f"{name}{value} is wrong: {message}. docs/configuration.md explains every variable."
