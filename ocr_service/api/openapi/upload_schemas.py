"""The shapes of uploads by signed links."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from ocr_service.api.bodies.json_body import JsonBody
from ocr_service.api.openapi.schemas import TaskAnswer, TaskIdText, Time
from ocr_service.domain.uploads.upload_session import UploadState

_Text = Annotated[str, Field(max_length=500)]


class InitiateBody(JsonBody):
    """What will be sent. The members from ``language`` on are the fields of `POST /ocr/process`."""

    filename: Annotated[str, Field(min_length=1, max_length=5_000, examples=["test.pdf"])]
    file_type: Annotated[str, Field(max_length=200, examples=["application/pdf"])] = ""
    size: Annotated[int, Field(ge=0, le=10**12, description="bytes; 0: not known yet")] = 0
    sha256: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{64})?$", description="checked on completion")] = ""
    method: Annotated[
        Literal["PUT", "POST", "PARTS"],
        Field(description="one PUT; a form whose size the store bounds; or PUTs of parts"),
    ] = "PUT"
    language: _Text | None = None
    pages: _Text | None = None
    mode: _Text | None = None
    profile: _Text | None = None
    dpi: _Text | None = None
    engine: _Text | None = None
    outputs: _Text | None = None
    prepare: _Text | None = None
    split: _Text | None = None
    priority: _Text | None = None
    process: _Text | None = None
    metadata: _Text | None = None


class CompleteBody(JsonBody):
    """What was sent."""

    upload_id: TaskIdText
    s3_key: Annotated[str, Field(max_length=1_100, description="as the first answer had it")]
    size: Annotated[int, Field(ge=0, le=10**12, description="bytes")]
    password: Annotated[str | None, Field(max_length=127, description="of a locked PDF")] = None


class PartAnswer(BaseModel):
    """One part of an upload by parts."""

    number: int
    size: int
    is_there: bool
    url: str | None = Field(description="a PUT of its bytes; null when it is there")


class UploadAnswer(BaseModel):
    """Where an upload is, and where to send what is missing."""

    upload_id: TaskIdText
    s3_key: str
    status: UploadState
    filename: str
    file_type: str
    size: int
    created_at: Time
    expires_at: Time = Field(description="it must be completed by then")
    method: Literal["PUT", "POST", "PARTS"] | None = Field(description="null when nothing is to be sent")
    presigned_url: str | None
    form_fields: dict[str, str] | None = Field(description="of a POST: they come before the part `file`")
    link_expires_in: int = Field(description="seconds that the links may be used")
    max_bytes: int
    parts: list[PartAnswer]
    ocr_status: str | None = Field(description="pending, processing, completed or failed, once it is a task")
    task: TaskAnswer | None
    deliveries: dict[str, Any] | None = Field(description="of a scorecard that was read")
    links: dict[str, str]


class UploadCompletedAnswer(BaseModel):
    """The upload is a document now."""

    upload_id: TaskIdText
    task_id: TaskIdText
    status: str
    message: str
    warnings: list[str]
    links: dict[str, str]
