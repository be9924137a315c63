"""What every JSON body of a request is held to: members that are known, each of its own type."""

from __future__ import annotations

from types import UnionType
from typing import get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError


class JsonBody(BaseModel):
    """A JSON body: unknown members are refused, and so are ``true`` and ``"5"`` for a number, or ``1`` for ``true``."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_type(cls, value: object, info: ValidationInfo) -> object:
        kind = cls.model_fields[info.field_name or ""].annotation
        kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
        if int in kinds and isinstance(value, bool | str):
            raise PydanticKnownError("int_type")
        if bool in kinds and isinstance(value, int | float | str) and not isinstance(value, bool):
            raise PydanticKnownError("bool_type")
        return value
