"""Members of an answer that may be absent: never null, and without a default."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import SkipJsonSchema

Text = str | SkipJsonSchema[None]
Number = int | float | SkipJsonSchema[None]
Whole = int | SkipJsonSchema[None]


def without_default(schema: dict[str, Any]) -> None:
    """For ``json_schema_extra``: a member that may be absent has no default, as generators would write it into answers."""
    for member in schema.get("properties", {}).values():
        if member.get("default", "") is None:
            del member["default"]


class Part(BaseModel):
    """An object some of whose members may be absent; none is null unless it says so."""

    model_config = ConfigDict(json_schema_extra=without_default)
