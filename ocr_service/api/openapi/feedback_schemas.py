"""What feedback on a result looks like in JSON, and the memory that it fills."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from ocr_service.api.bodies.json_body import JsonBody
from ocr_service.api.openapi.schemas import TaskIdText


class FeedbackBody(JsonBody):
    """What was wrong in a result: the right category, right values of fields, or both."""

    category: Annotated[
        str | None,
        Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["invoice"], description="the right one"),
    ] = None
    fields: dict[str, Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        {}, max_length=20, examples=[{"sender": "Harbour & Finch Ltd"}], description="right values by name"
    )


class FeedbackAnswer(BaseModel):
    """What was learned for the next document (``ignored`` are fields that differ from one to the next), and what this one's result tells from now on."""

    task_id: TaskIdText
    category: str | None
    learned: list[str]
    ignored: list[str]
    kept: list[str] = Field(description="names in `fields` of the result, marked `corrected` there")


class MemoryBody(JsonBody):
    """Everything that feedback taught, as exported."""

    categories: dict[str, Any]
    vendors: dict[str, Any]
