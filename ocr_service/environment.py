"""Read the settings from the environment and ``.env``; a command's flags win over both.

``API_KEYS_FILE=/run/secrets/keys`` is ``API_KEYS`` with what stands in that file, as for every secret: so that container
platforms can mount them, and that they stand neither in the environment nor in ``ps``.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_origin, get_type_hints

from dotenv import dotenv_values
from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, create_model
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings, Variable, variables_of

DOTENV = Path(".env")
FILE_SUFFIX = "_FILE"
_MOST_BYTES, _PIECE_BYTES = 1_000_000, 65_536
_PATIENCE_S, _PAUSE_S = 10.0, 0.02


def read_settings(flags: Mapping[str, object] | None = None, *, env_file: Path | None = None) -> Settings:
    """The settings; ``flags`` has values by the names of their variables, None for what was not said.

    Raises ``InvalidSettings`` for the first value that is wrong.
    """
    env_file = env_file or DOTENV
    given: dict[str, Any] = {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        read = _model()(_env_file=env_file, **(_secrets_in_files(env_file) | given))
    except ValidationError as error:
        raise InvalidSettings(_explained(error)) from error
    concerns: dict[str, dict[str, Any]] = defaultdict(dict)
    for variable in variables_of(Settings):
        concerns[variable.concern][variable.field] = getattr(read, variable.name)
    types = get_type_hints(Settings)
    return Settings(
        named=frozenset(read.model_fields_set),
        **{concern: types[concern](**values) for concern, values in concerns.items()},
    )


@cache
def _model() -> type[BaseSettings]:
    """All variables as one pydantic model, whose fields are named as the variables are."""
    base = type("Environment", (BaseSettings,), {"model_config": SettingsConfigDict(extra="ignore")})
    fields: dict[str, Any] = {variable.name: _field(variable) for variable in variables_of(Settings)}
    return create_model("Environment", __base__=base, **fields)


def _field(variable: Variable) -> tuple[Any, Any]:
    """The type that pydantic parses, and its bounds. A list is told with commas; nothing at all may be an empty text."""
    kind, rule = variable.kind, variable.rule
    names = AliasChoices(*variable.names)
    if get_origin(kind) is tuple:
        kind = Annotated[kind, NoDecode, BeforeValidator(_split)]
    elif variable.default is None:
        kind = Annotated[kind, BeforeValidator(_none_if_empty)]
    return kind, Field(variable.default, validation_alias=names, **rule.bounds)


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _secrets_in_files(env_file: Path) -> dict[str, str]:
    """Secrets that files hold, as far as the environment has none: an empty one, as compose files pass it on, is none.

    Raises ``InvalidSettings``.
    """
    named = {**dotenv_values(env_file), **os.environ}
    secrets: dict[str, str] = {}
    for each in variables_of(Settings):
        if each.rule.is_secret and not any(map(os.environ.get, each.names)):
            files = (name + FILE_SUFFIX for name in each.names)
            if file := next(filter(named.get, files), None):
                secret = _read(file, str(named[file]))
                is_list = get_origin(each.kind) is tuple
                secrets[each.name] = ",".join(secret.splitlines()) if is_list else secret
    return secrets


def _read(variable: str, file: str) -> str:
    try:
        secret = _content(file).decode("utf-8-sig").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidSettings(_wrong(variable, f"{file} cannot be read: {reason}")) from error
    if not secret:
        # No keys would let everybody in.
        raise InvalidSettings(_wrong(variable, f"{file} is empty"))
    return secret


def _content(file: str) -> bytes:
    """All of it; a pipe is waited for, not for ever. Raises ``OSError``."""
    content, end_s = b"", time.monotonic() + _PATIENCE_S
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as opened:
        is_pipe = stat.S_ISFIFO(os.fstat(opened.fileno()).st_mode)
        while True:
            piece = opened.read(_PIECE_BYTES)
            content += piece or b""
            if piece == b"" and (content or not is_pipe):
                return content
            if len(content) > _MOST_BYTES:
                raise OSError(errno.EFBIG, f"it has more than {_MOST_BYTES:,} bytes")
            if time.monotonic() > end_s:
                raise OSError(errno.ETIMEDOUT, f"nothing was written into it within {_PATIENCE_S:.0f} s")
            if not piece:
                time.sleep(_PAUSE_S)


def _explained(error: ValidationError) -> str:
    """``API_PORT='x' is wrong: input should be a valid integer. …`` for the first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    secrets = [name for each in variables_of(Settings) if each.rule.is_secret for name in each.names]
    value = "" if name in secrets else f"={str(first['input'])[:80]!r}"
    return _wrong(f"{name}{value}", first["msg"][:1].lower() + first["msg"][1:])


def _wrong(what: str, reason: str) -> str:
    return f"{what} is wrong: {reason}. docs/configuration.md explains every variable."
