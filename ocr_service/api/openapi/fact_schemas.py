"""What a fact of a result looks like in JSON: a typed value, and where and how it was found."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from ocr_service.api.openapi.absent import Part, Text, Whole
from ocr_service.domain.facts import Method

Share = Annotated[float, Field(ge=0, le=1)]
Box = Annotated[
    list[float],
    Field(
        min_length=4,
        max_length=4,
        description="left, top, width, height in points from the upper left of the page as shown",
        examples=[[59.53, 52.46, 218.84, 9.71]],
    ),
]
Decimal = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]+(\.[0-9]+)?$",
        description="a decimal with the places of its currency",
        examples=["238.00"],
    ),
]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217", examples=["EUR"])]
Date = Annotated[
    str, Field(json_schema_extra={"format": "date"}, description="ISO 8601", examples=["2024-05-07"])
]


Amount = Decimal | SkipJsonSchema[None]
Code = Currency | SkipJsonSchema[None]
Day = Date | SkipJsonSchema[None]


class Corrected(BaseModel):
    """That a person put a value right."""

    by: str = Field(description="id of the key, or its owner; `without a key` where none is asked for")
    at: Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None
    read: Any = Field(description="what had been read; null when nothing was found")


class AnyFact(Part):
    """A fact whose value is of a type that only its finder knows."""

    value: Any
    confidence: Share = Field(description="how sure it is that the value is right")
    page: int | None = Field(description="where it stands, by its `page`; null when it stands on none")
    box: Box | None
    text: str = Field(description="what is read there", examples=["238,00 €"])
    method: Method = Field(
        description="`rules` · `model` · `memory` (corrected before) · `embedded` (XML in the file) · `llm`"
    )
    rule: str = Field(description="by which rule", examples=["gross amount"])
    corrected: Corrected | SkipJsonSchema[None] = Field(
        None, description="who put `value` right; absent when nobody did"
    )


class TextFact(AnyFact):
    """A fact that is a text."""

    value: str


class DateFact(AnyFact):
    """A fact that is a day."""

    value: Date


class TimeFact(AnyFact):
    """A fact that is a time of day."""

    value: str = Field(pattern="^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", examples=["14:22:10"])


class DecimalFact(AnyFact):
    """A fact that is an amount in the document's `currency`."""

    value: Decimal


class CurrencyFact(AnyFact):
    """A fact that is a currency."""

    value: Currency


class CountFact(AnyFact):
    """A fact that is a number of things."""

    value: int


class PhoneFact(AnyFact):
    """A telephone number: E.164 with its `+` where its country is known, else the digits that are printed."""

    value: str = Field(pattern=r"^\+?[0-9]{4,20}$", examples=["+49221445566"])


class DateMention(Part):
    """A date on a page and what it is the date of."""

    date: Date
    role: str = Field(
        description="`document` · `due` · `delivery` · `birth` · `validity` · `order` · `period` · `version` · "
        "`print` · `other_document` · `unknown`"
    )


class DateMentionFact(AnyFact):
    """A date that is printed somewhere."""

    value: DateMention


class AmountMention(Part):
    """An amount on a page; what is not printed is absent."""

    amount: Decimal
    currency: Code = None
    label: Text = Field(None, description="`total` · `subtotal` · `tax` · `part` · `amount_due`")


class AmountMentionFact(AnyFact):
    """An amount that is printed somewhere."""

    value: AmountMention


class Reference(Part):
    """A number that names something."""

    kind: str = Field(
        description="`invoice` · `order` · `customer` · `contract` · `file` · `receipt` · `delivery`"
    )
    number: str


class ReferenceFact(AnyFact):
    """A reference number behind its label."""

    value: Reference


class LineItem(Part):
    """A line of a receipt or invoice; what is not printed is absent."""

    description: Text = None
    article: Text = Field(None, description="the seller's number of the article")
    quantity: Amount = None
    unit: Text = Field(None, description="UN/ECE recommendation 20, as an electronic invoice says it")
    unit_price: Amount = None
    tax_rate: Amount = Field(None, description="per cent")
    amount: Amount = None


class LineItemFact(AnyFact):
    """A line of a receipt or invoice and where it stands."""

    value: LineItem


class TaxLine(Part):
    """The tax of one rate."""

    category: Text = Field(None, description="UNTDID 5305, such as `S`")
    rate: Amount = Field(None, description="per cent")
    basis: Amount = None
    amount: Amount = None


class TaxLineFact(AnyFact):
    """The tax of one rate, as an electronic invoice says it."""

    value: TaxLine


class NamedFile(Part):
    """A file that a document carries."""

    name: Text = None
    relationship: Text = Field(None, description="of a PDF's file: `Data`, `Source`, `Alternative` …")
    media_type: Text = None
    bytes: Whole = None
    url: Text = None


class NamedFileFact(AnyFact):
    """A file that a document carries; it is named, not read."""

    value: NamedFile


class Payment(Part):
    """What a payment code asks for."""

    iban: str
    name: Text = None
    bic: Text = None
    amount: Amount = None
    currency: Code = None
    reference: Text = None
    message: Text = None


class Barcode(Part):
    """A barcode or QR code."""

    format: str = Field(examples=["QRCode"])
    text: str
    payment: Payment | SkipJsonSchema[None] = Field(
        None, description="of Swiss QR-bills and `BCD` credit transfers"
    )


class BarcodeFact(AnyFact):
    """A barcode or QR code and where it stands."""

    value: Barcode
