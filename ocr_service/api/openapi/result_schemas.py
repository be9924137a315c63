"""What a result of schema 2 looks like in JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from ocr_service.api.openapi.absent import Part, Text, without_default
from ocr_service.api.openapi.block_schemas import Block, Percent
from ocr_service.api.openapi.fact_schemas import (
    AmountMentionFact,
    BarcodeFact,
    Box,
    Corrected,
    CountFact,
    CurrencyFact,
    DateFact,
    DateMentionFact,
    DecimalFact,
    LineItemFact,
    NamedFileFact,
    PhoneFact,
    ReferenceFact,
    Share,
    TaxLineFact,
    TextFact,
    TimeFact,
)
from ocr_service.api.openapi.schemas import TaskIdText
from ocr_service.api.openapi.scorecard_schemas import CricsheetFact, DeliveriesFact, InningsFact
from ocr_service.domain.facts import Method
from ocr_service.domain.page import PageSource

Seconds = Annotated[float, Field(ge=0)]
Points = Annotated[float, Field(ge=0, description="points, 1/72 inch")]
Pixels = Annotated[int, Field(ge=0)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Language = Annotated[
    str | None,
    Field(
        description="the language that was found, ISO 639-2/T (Chinese: `chi_sim`, `chi_tra`); null when the text does not tell",
        examples=["deu"],
    ),
]

OfText = TextFact | SkipJsonSchema[None]
OfDate = DateFact | SkipJsonSchema[None]
OfDecimal = DecimalFact | SkipJsonSchema[None]
Texts = list[TextFact] | SkipJsonSchema[None]


class Word(BaseModel):
    """One word of a page."""

    text: str
    box: Box
    confidence: Percent
    block: int
    paragraph: int
    line: int


class PageProblem(BaseModel):
    """Why a page could not be read."""

    code: str
    detail: str


class Decisions(BaseModel):
    """Why a page was read as it was; more members may come."""

    model_config = ConfigDict(extra="allow")

    source: str = Field(examples=["a picture has no text layer"])


class ResultPage(Part):
    """A page; `text`, `words`, `blocks` and `decisions` are absent only where `include` leaves them out."""

    page: Annotated[int, Field(ge=1, description="number of the page in the document")]
    source: PageSource
    confidence: Percent
    language: Language
    width: Points
    height: Points
    unit: Literal["point"] = Field(description="of `width`, `height` and every `box`")
    dpi: Annotated[
        int,
        Field(
            ge=1, description="of the picture that was read; 72 where a text layer was, so a pixel is a point"
        ),
    ]
    width_px: Pixels
    height_px: Pixels
    rotation: Literal[0, 90, 180, 270] = Field(description="clockwise turn that made the page upright")
    skew: float = Field(description="degrees that were taken out")
    quality: Share = Field(description="confidence times the share of letters in plausible words")
    coverage: Share | None = Field(
        description="the part of the page's print that its words explain; null where nobody could look"
    )
    processing_time: Seconds
    warnings: list[str]
    error: PageProblem | None
    text: Text = None
    words: list[Word] | SkipJsonSchema[None] = None
    blocks: list[Block] | SkipJsonSchema[None] = Field(None, description="its typed parts, in reading order")
    decisions: Decisions | SkipJsonSchema[None] = None


class FileProperties(Part):
    """What the file says of itself."""

    model_config = ConfigDict(extra="allow", json_schema_extra=without_default)

    title: Text = None
    subject: Text = None
    keywords: Text = None
    author: Text = None
    creator: Text = Field(None, description="the program the document was written with")
    producer: Text = Field(None, description="the program that wrote the PDF")
    created: Moment | SkipJsonSchema[None] = None
    modified: Moment | SkipJsonSchema[None] = None
    format: Text = Field(None, description="of a picture or an invoice in XML", examples=["PNG"])
    guideline: Text = Field(None, description="which specification an invoice in XML names")
    pdf_version: Text = Field(None, examples=["1.7"])
    form: Text = Field(None, description="`AcroForm` or `XFA`; absent without a form")
    tagged: bool | SkipJsonSchema[None] = None
    encrypted: bool | SkipJsonSchema[None] = None


class CategoryDetails(Part):
    """Why a document is of its category."""

    name: str = Field(examples=["invoice"])
    confidence: Share
    reasons: list[str]
    method: Method
    corrected: Corrected | SkipJsonSchema[None] = Field(
        None, description="who put the category right; absent when nobody did"
    )


class Review(BaseModel):
    """Where a person should look, and why."""

    field: str = Field(description="a name in `fields`; empty for the document as a whole")
    reason: str


class StageTimes(Part):
    """Seconds by stage."""

    inspect: Seconds | SkipJsonSchema[None] = None
    divide: Seconds | SkipJsonSchema[None] = None
    read: Seconds | SkipJsonSchema[None] = None
    understand: Seconds | SkipJsonSchema[None] = None
    render: Seconds | SkipJsonSchema[None] = None


class DividedPart(Part):
    """A document that stood between separator sheets: the task that it became, and its pages in the one that was sent."""

    number: Annotated[int, Field(ge=1)]
    task_id: TaskIdText
    first_page: Annotated[int, Field(ge=1)]
    last_page: Annotated[int, Field(ge=1)]


class OutputFiles(Part):
    """The renderings that were made, by the names of their files."""

    model_config = ConfigDict(extra="allow", json_schema_extra=without_default)

    hocr: Text = None
    alto: Text = None
    tsv: Text = None
    markdown: Text = None
    html: Text = None
    csv: Text = None
    pdf: Text = None
    pdfa: Text = None
    images: Text = None


class Fields(Part):
    """Every fact that was found, by its name; what was not found is absent.

    An extractor of your own may add more, each a fact or a list of them.
    """

    # Their type is not told: of a choice between a model and a list of it openapi-generator makes Java that does not compile.
    model_config = ConfigDict(extra="allow", json_schema_extra=without_default)

    sender: OfText = Field(None, description="who wrote the letter, sold the goods, issued the bill")
    sender_address: OfText = None
    sender_vat_id: OfText = None
    recipient: OfText = None
    customer_number: OfText = None
    title: OfText = None
    date: OfDate = Field(
        None, description="the document's own date: of the letter, the invoice, the purchase"
    )
    time: TimeFact | SkipJsonSchema[None] = None
    due_date: OfDate = None
    delivery_date: OfDate = None
    order_date: OfDate = None
    birth_date: OfDate = None
    validity_date: OfDate = None
    document_type: OfText = Field(None, description="of an electronic invoice: `invoice`, `credit_note` …")
    invoice_number: OfText = None
    order_number: OfText = None
    buyer_reference: OfText = None
    preceding_invoice: OfText = None
    currency: CurrencyFact | SkipJsonSchema[None] = None
    subtotal: OfDecimal = Field(None, description="without tax, tip and rounding")
    tax: OfDecimal = None
    tip: OfDecimal = None
    rounding: OfDecimal = None
    allowances: OfDecimal = None
    charges: OfDecimal = None
    total: OfDecimal = Field(None, description="what everything costs, with tax")
    amount_paid: OfDecimal = None
    amount_due: OfDecimal = None
    taxes: list[TaxLineFact] | SkipJsonSchema[None] = None
    line_items: list[LineItemFact] | SkipJsonSchema[None] = None
    payment_method: OfText = Field(None, description="`cash`, `card` or `wallet`")
    payment_reference: OfText = None
    iban: OfText = Field(None, description="the account to pay to")
    bic: OfText = None
    languages: Texts = Field(None, description="ISO 639-2/T, the one with most text first")
    word_count: CountFact | SkipJsonSchema[None] = None
    dates: list[DateMentionFact] | SkipJsonSchema[None] = Field(
        None, description="every date that is printed"
    )
    amounts: list[AmountMentionFact] | SkipJsonSchema[None] = Field(
        None, description="every amount that is printed with a currency or a label"
    )
    reference_numbers: list[ReferenceFact] | SkipJsonSchema[None] = None
    emails: Texts = None
    urls: Texts = None
    phones: list[PhoneFact] | SkipJsonSchema[None] = None
    ibans: Texts = Field(None, description="every account that is printed")
    bics: Texts = None
    vat_ids: Texts = None
    payment_references: Texts = None
    barcodes: list[BarcodeFact] | SkipJsonSchema[None] = None
    attachments: list[NamedFileFact] | SkipJsonSchema[None] = Field(
        None, description="files that a PDF carries"
    )
    enclosed_files: list[NamedFileFact] | SkipJsonSchema[None] = Field(
        None, description="files inside an electronic invoice"
    )
    innings: list[InningsFact] | SkipJsonSchema[None] = None
    deliveries: DeliveriesFact | SkipJsonSchema[None] = None
    cricsheet: CricsheetFact | SkipJsonSchema[None] = None


class Result(Part):
    """What was read. Members but the first two are absent only where `fields` leaves them out."""

    task_id: TaskIdText
    schema_version: Literal[2]
    text: Text = Field(None, description="the whole text; pages are parted by a form feed")
    confidence: Percent | SkipJsonSchema[None] = Field(None, description="mean over the pages, 0-100")
    language: Language = None
    page_count: Annotated[int, Field(ge=0, description="0 of one that was parted")] | SkipJsonSchema[None] = (
        None
    )
    processing_time: Seconds | SkipJsonSchema[None] = Field(None, description="seconds")
    pages: list[ResultPage] | SkipJsonSchema[None] = None
    metadata: FileProperties | SkipJsonSchema[None] = None
    category: Text = Field(None, examples=["invoice"])
    category_details: CategoryDetails | SkipJsonSchema[None] = None
    fields: Fields | SkipJsonSchema[None] = None
    needs_review: bool | SkipJsonSchema[None] = None
    review: list[Review] | SkipJsonSchema[None] = None
    warnings: list[str] | SkipJsonSchema[None] = None
    outputs: OutputFiles | SkipJsonSchema[None] = None
    stage_times: StageTimes | SkipJsonSchema[None] = None
    parts: list[DividedPart] | SkipJsonSchema[None] = None
    links: dict[str, str] | SkipJsonSchema[None] = None


class ResultOfSchema1(Part):
    """What was read, as 0.1 told it (`?schema=1`)."""

    model_config = ConfigDict(extra="allow", json_schema_extra=without_default)

    task_id: TaskIdText
    schema_version: Literal[1]
    text: Text = None
    metadata: dict[str, Any] | SkipJsonSchema[None] = None
    fields: dict[str, Any] | SkipJsonSchema[None] = None
    pages: list[dict[str, Any]] | SkipJsonSchema[None] = None
