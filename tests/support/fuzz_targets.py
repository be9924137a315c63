"""Our own parsers of what strangers send, each with good input to spoil and the errors that it may raise."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ocr_service.api.answers.byte_ranges import wanted_spans
from ocr_service.api.bodies.multipart import PartParser, boundary_of
from ocr_service.archive.index.query import match_of, parsed
from ocr_service.engines.word_table import read_pages
from ocr_service.errors import OcrServiceError
from ocr_service.extractors.amounts.find import find_amounts
from ocr_service.extractors.dates.find import find_dates, find_misread_dates
from ocr_service.extractors.einvoice.read import read_invoice
from ocr_service.extractors.einvoice.readable import readable
from ocr_service.extractors.einvoice.untrusted_xml import UnreadableXml, parse_xml
from ocr_service.extractors.identifiers.bank_accounts import ibans
from ocr_service.extractors.identifiers.find import bics, emails, phones, urls
from ocr_service.extractors.identifiers.payment_codes import payment_of
from ocr_service.extractors.identifiers.payment_references import payment_references
from ocr_service.extractors.identifiers.tax_numbers import vat_ids
from ocr_service.intake.capabilities import Capabilities
from ocr_service.intake.media_type import media_type_of
from ocr_service.intake.options import parse_wishes
from ocr_service.intake.picture_size import check_picture_size
from ocr_service.intake.policy import IntakePolicy
from ocr_service.notifications.webhook_url import parse_webhook_url
from ocr_service.outside.agent.answerer import parsed as parsed_of_agent
from ocr_service.pipeline.decoding.exif import orientation_in
from ocr_service.pipeline.decoding.jpeg_in_tiff import joined_jpeg
from ocr_service.pipeline.decoding.png_chunks import exif_of, image_data, rows_of
from ocr_service.pipeline.decoding.slim_file import open_slim
from ocr_service.pipeline.decoding.webp_gray import webp_still
from ocr_service.pipeline.identify.operators.drawn_paths import Form, drawn_by, pen_operators
from ocr_service.pipeline.identify.operators.hidden_text import may_hide_text
from ocr_service.pipeline.identify.page_range import wanted_pages
from ocr_service.pipeline.identify.pdf_content import look_at_content
from ocr_service.pipeline.identify.pdf_info import read_pdf_info
from ocr_service.pipeline.identify.pdf_objects import read_objects
from ocr_service.queue.codec import task_from_fields
from ocr_service.storage.intake_record import decode_record
from ocr_service.storage.s3.manifest import Manifest
from tests.support import sample_files as files

_PICTURES = (
    *(make(40, 30) for make in (files.png, files.jpeg, files.gif, files.bmp, files.heic)),
    *(make(40, 30) for make in (files.webp_lossy, files.webp_lossless, files.webp_extended, files.big_tiff)),
    files.tiff((40, 30), (20, 10)),
    files.tiff((40, 30), order=">"),
)
_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="language"\r\n\r\neng\r\n'
    b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''a%20b.pdf\r\n"
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--b--\r\n"
)
_TABLE = (
    b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    + (b"1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n5\t1\t1\t1\t1\t1\t10\t10\t50\t12\t96.5\tInvoice\n")
)
_PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length 30>>stream\n"
    b"BT /F 12 Tf (Invoice) Tj ET\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_OBJECTS = (
    b'{\n  "qpdf": [\n    {\n      "jsonversion": 2\n    },\n    {\n      "obj:1 0 R": {\n        "value": {\n          "/Count": 595.,\n'
    b'          "/Pages": "2 0 R"\n        }\n      },\n      "obj:4 0 R": {\n        "stream": {\n          "dict": {}\n        }\n      }\n    }\n  ]\n}\n'
)
_INFO = b"Title:  A letter\nEncrypted: no\nPages:  2\nPage    1 size:  595 x 842 pts (A4)\nPage    1 rot:  90\nPage 2 size: 1 x 1 pts\n"
_TASK = (
    b'id\0t\nstatus\0QUEUED\npriority\0normal\noptions\0{"language": "eng", "outputs": ["json"]}\nbytes\x0012\n'
    b'history\0[{"at": "x"}]\nerror\0{"code": "A", "detail": "B"}\nuser_metadata\0{"a": 1e9}\ntoken\x001\nkeep_s\x001\n'
)
_OPERATORS = (
    b"q 1 0 0 1 10 10 cm 0 0 100 100 re W n 10 10 m 90 10 l S /F Do BT 1 0 0 1 -5 -9 Tm (a) Tj ET Q\n"
)
_SPACE = b"urn:oasis:names:specification:ubl:schema:xsd:"
_INVOICE = (
    b'<Invoice xmlns="'
    + _SPACE
    + b'Invoice-2" xmlns:a="'
    + _SPACE
    + b'CommonAggregateComponents-2" xmlns:b="'
    b""
    + _SPACE
    + b'CommonBasicComponents-2"><b:ID>7</b:ID><b:IssueDate>2026-11-28</b:IssueDate><a:InvoiceLine><b:ID>1</b:ID>'
    b'<b:InvoicedQuantity unitCode="C62">2</b:InvoicedQuantity><b:LineExtensionAmount currencyID="EUR">12.50'
    b"</b:LineExtensionAmount></a:InvoiceLine></Invoice>"
)
_FACTURX = (
    b'<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    b'xmlns:a="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    b'xmlns:u="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"><r:ExchangedDocument><a:ID>7</a:ID>'
    b'<a:IssueDateTime><u:DateTimeString format="102">20261128</u:DateTimeString></a:IssueDateTime></r:ExchangedDocument>'
    b"<r:SupplyChainTradeTransaction/></r:CrossIndustryInvoice>"
)
_WISHES = b'language\0eng+deu\npages\x001-3,7\ndpi\x00300\noutputs\0pdf,hocr\nmetadata\0{"a": 1}\nprepare\0level\ncallback_url\0x\n'
_RECORD = (
    b'{"id": "t", "filename": "a.pdf", "media_type": "application/pdf", "sha256": "0", "bytes": 1, "priority": "normal",'
    b'"options": {"language": "eng", "outputs": ["json"]}, "user_metadata": {}, "callback": {"url": "u", "events": ["e"]}}'
)
_PAYMENT = b"BCD\n002\n1\nSCT\nBFSWDE33BER\nA Firm\nDE89370400440532013000\nEUR12.50\n\n\nInvoice 7\n"


@dataclass(frozen=True, slots=True)
class Target:
    """A parser; ``may_raise`` are its contract, anything else is a find."""

    parse: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    may_raise: tuple[type[Exception], ...] = ()


def _parts(data: bytes) -> None:
    parser = PartParser(boundary_of("multipart/form-data; boundary=b"))
    for at in range(0, len(data), 7):
        for _ in parser.feed(data[at : at + 7]):
            pass


def _content_type(data: bytes) -> None:
    boundary_of(data.decode("latin-1"))


def _size(data: bytes) -> None:
    check_picture_size(io.BytesIO(data), media_type_of(data), max_pixels=10**8)


def _in_file(look: Callable[[Path], object]) -> Callable[[bytes], None]:
    def parse(data: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(data)
            look(path)

    return parse


def _slim(path: Path) -> None:
    with open_slim(path) as file:
        file.read()


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _fields(data: bytes) -> dict[str, str]:
    pairs = (line.partition("\0") for line in _text(data).split("\n"))
    return {name: value for name, _, value in pairs}


def _wishes(data: bytes) -> None:
    parse_wishes(
        _fields(data), Capabilities(languages=("deu", "eng"), engines=("tesseract",)), IntakePolicy()
    )


def _search(data: bytes) -> None:
    match_of(parsed(_text(data), lambda word: (word, f"vor{word}")))


def _identifiers(data: bytes) -> None:
    for find in (bics, emails, phones, urls, payment_references, vat_ids):
        list(find(_text(data)))


def _png_rows(data: bytes) -> None:
    rows_of(io.BytesIO(data))
    for _ in image_data(io.BytesIO(data)):
        pass


def _jpeg_strip(data: bytes) -> None:
    tags = {258: 8, 259: 7, 262: 1, 273: (0,), 277: 1, 278: 30, 279: (len(data),)}
    joined = joined_jpeg(io.BytesIO(data), tags, (40, 30))
    for _ in joined.pieces if joined else ():
        pass


def _operators(data: bytes) -> None:
    if operators := pen_operators(data):
        drawn_by(operators, {b"F": Form(operators=operators)})
    may_hide_text(b"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]>>", data)


TARGETS: Mapping[str, Target] = {
    "multipart": Target(_parts, (_FORM,), (OcrServiceError,)),
    "content type": Target(_content_type, (b'multipart/form-data; boundary="a b"',), (OcrServiceError,)),
    "picture sizes": Target(_size, _PICTURES, (OcrServiceError,)),
    "slim files": Target(_in_file(_slim), _PICTURES),
    "webp": Target(_in_file(webp_still), _PICTURES[5:8]),
    "EXIF of PNG": Target(lambda data: orientation_in(exif_of(io.BytesIO(data))), _PICTURES[:1]),
    "TSV": Target(lambda data: list(read_pages(_text(data).split("\n"))), (_TABLE,), (ValueError,)),
    "PDF objects": Target(_in_file(lambda path: look_at_content(path, 1)), (_PDF,)),
    "qpdf JSON": Target(lambda data: list(read_objects(_text(data).splitlines(keepends=True))), (_OBJECTS,)),
    "pdfinfo": Target(lambda data: read_pdf_info(io.StringIO(_text(data)), 2), (_INFO,)),
    "XML": Target(parse_xml, (b"<?xml version='1.0'?><a><b c='d'>e</b></a>",), (UnreadableXml,)),
    "IBAN": Target(
        lambda data: list(ibans(_text(data))), (b"IBAN DE89 3704 0044 0532 0130 00, GB82WEST12345698765432",)
    ),
    "dates": Target(
        lambda data: (find_dates(_text(data)), find_misread_dates(_text(data))),
        (b"28.11.2026, Nov 28th 2026, 2026-11-28, 28 novembre 2026, 1l/O3/2O26",),
    ),
    "identifiers": Target(
        _identifiers,
        (
            b"VAT DE123456789 DEUTDEFF a@b.example www.b.example +49 30 123456 RF18 5390 0754 7034 CHE-123.456.788 TVA",
        ),
    ),
    "amounts": Target(
        lambda data: find_amounts(_text(data)), (b"Total EUR 1.234,50- $ 12.5O (7.00) 1'000.00 CHF 12,5 %",)
    ),
    "payment codes": Target(lambda data: payment_of(_text(data)), (_PAYMENT,)),
    "invoices": Target(lambda data: readable(read_invoice(data)), (_INVOICE, _FACTURX), (ValueError,)),
    "tasks": Target(lambda data: task_from_fields(_fields(data)), (_TASK,)),
    "intake records": Target(decode_record, (_RECORD,), (ValueError, KeyError, TypeError)),
    "manifests": Target(
        Manifest.decoded, (b'{"files": {"text.txt": 4}, "place": ""}\ntext',), (OcrServiceError,)
    ),
    "form fields": Target(_wishes, (_WISHES,), (OcrServiceError,)),
    "byte ranges": Target(
        lambda data: wanted_spans(_text(data), 1_000), (b"bytes=0-99,200-,-5, 7-7",), (OcrServiceError,)
    ),
    "search queries": Target(
        _search, ('tür "zwei wörter" anfang* -nicht a\'b'.encode(),), (OcrServiceError,)
    ),
    "agent's answers": Target(
        parsed_of_agent,
        (b'{"fields": {"total": 1.5}, "items": [{"name": "a"}], "warnings": ["w"]}',),
        (OcrServiceError,),
    ),
    "PNG rows": Target(_png_rows, _PICTURES[:1], (struct.error,)),
    "JPEG in TIFF": Target(_jpeg_strip, _PICTURES[1:2]),
    "page ranges": Target(lambda data: wanted_pages(_text(data), 40), (b"1-3,7,9-,-2",), (OcrServiceError,)),
    "webhook addresses": Target(
        lambda data: parse_webhook_url(_text(data)),
        (b"https://user@host.example:8443/a?b=c#d",),
        (OcrServiceError,),
    ),
    "page operators": Target(_operators, (_OPERATORS,)),
}
_ODD = (
    b"\0",
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"%",
    b"\r\n",
    b"--b",
    b"9" * 40,
    b"1e999",
    b"\xed\xa0\x80",
    b"-1",
    b"\xff\xd8",
)


def spoiled(seed: bytes, chance: random.Random) -> bytes:
    """The input with some bytes changed, cut, doubled, or odd ones put in."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if at < len(data):
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 12)]
            case 2:
                data[at:at] = chance.choice(_ODD)
            case 3:
                data[at:at] = data[chance.randrange(len(data) + 1) :][: chance.randint(1, 60)]
            case 4:
                del data[at:]
    return bytes(data)


def spoiled_inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Endless, and the same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield spoiled(chance.choice(target.seeds), chance)
