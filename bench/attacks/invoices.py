"""Invoices in XML, alone and attached to a PDF, that read other files, grow, lie about themselves or are none."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from bench.bound.pdfs import Stream, _pdf

_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"


def _ubl(head: str, inside: str, at: str = "") -> bytes:
    named = "xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'"
    return f"<?xml version='1.0'?>{head}<Invoice xmlns='{_UBL}' {named} {at}>{inside}</Invoice>".encode()


def _laughs() -> str:
    grown = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    return f"<!DOCTYPE Invoice [<!ENTITY e0 'ha'>{grown}]>"


def _stolen(path: str, kind: str = "") -> str:
    return f"<!DOCTYPE Invoice [<!ENTITY {kind}x SYSTEM '{path}'>{'%x;' if kind else ''}]>"


_XMLS: tuple[tuple[str, bytes], ...] = (
    ("an entity that is /etc/passwd", _ubl(_stolen("file:///etc/passwd"), "<cbc:ID>&x;</cbc:ID>")),
    ("an entity of this process", _ubl(_stolen("file:///proc/self/environ"), "<cbc:ID>&x;</cbc:ID>")),
    ("an entity from the network", _ubl(_stolen("http://127.0.0.1:1/x"), "<cbc:ID>&x;</cbc:ID>")),
    ("an entity of parameters", _ubl(_stolen("file:///etc/passwd", "% "), "<cbc:ID>1</cbc:ID>")),
    ("a DTD elsewhere", _ubl("<!DOCTYPE Invoice SYSTEM 'file:///etc/passwd'>", "<cbc:ID>1</cbc:ID>")),
    ("laughs without end", _ubl(_laughs(), "<cbc:ID>&e9;</cbc:ID>")),
    ("one entity 100,000 times", _ubl(f"<!DOCTYPE Invoice [<!ENTITY x '{'y' * 50_000}'>]>", "<cbc:ID>" + "&x;" * 100_000 + "</cbc:ID>")),
    ("an inclusion", _ubl("", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>")),
    ("a style sheet", _ubl("<?xml-stylesheet type='text/xsl' href='file:///etc/passwd'?>", "<cbc:ID>1</cbc:ID>")),
    ("a schema elsewhere", _ubl("", "<cbc:ID>1</cbc:ID>", "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a file:///etc/passwd'")),
    ("100,000 elements deep", _ubl("", "<a>" * 100_000 + "</a>" * 100_000)),
    ("100,000 attributes", _ubl("", "<cbc:ID " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>")),
    ("50,000 spaces of names", _ubl("", "<cbc:ID/>", " ".join(f"xmlns:n{n}='u{n}'" for n in range(50_000)))),
    ("an id of 5 MB", _ubl("", "<cbc:ID>" + "9" * 5_000_000 + "</cbc:ID>")),
    ("a day of the year 999999", _ubl("", "<cbc:ID>1</cbc:ID><cbc:IssueDate>999999-99-99</cbc:IssueDate>")),
    ("markup in an id", _ubl("", "<cbc:ID>&lt;script&gt;alert(1)&lt;/script&gt;\u202e../../x</cbc:ID>")),
    ("an encoding that is none", b"<?xml version='1.0' encoding='../../etc'?><Invoice xmlns='" + _UBL.encode() + b"'/>"),
    ("UTF-7", b"<?xml version='1.0' encoding='UTF-7'?>+ADw-Invoice xmlns='" + _UBL.encode() + b"'/>"),
    ("UTF-16 without an end", "<?xml version='1.0' encoding='UTF-16'?><Invoice xmlns='".encode("utf-16") + _UBL.encode("utf-16-le")),
)  # fmt: skip

_AMOUNTS = ("1e999999999", "NaN", "-Infinity", "9" * 100_000, "0x10", "1_000", "\u0661\u0662", "1.0.0")


def _cii(amount: str) -> bytes:
    sums = "".join(
        f"<r:{tag}>{amount}</r:{tag}>" for tag in ("LineTotalAmount", "GrandTotalAmount", "DuePayableAmount")
    )
    space = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    inside = f"<r:SpecifiedTradeSettlementHeaderMonetarySummation>{sums}</r:SpecifiedTradeSettlementHeaderMonetarySummation>"
    return (
        f"<?xml version='1.0'?><c:CrossIndustryInvoice xmlns:c='{_CII}' xmlns:r='{space}'><c:SupplyChainTradeTransaction>"
        f"<r:ApplicableHeaderTradeSettlement>{inside}</r:ApplicableHeaderTradeSettlement></c:SupplyChainTradeTransaction></c:CrossIndustryInvoice>"
    ).encode()


def _attached(
    name: str, data: bytes, head: str = "", filters: str = "/Filter/FlateDecode", times: int = 1
) -> bytes:
    file = Stream(f"/Type/EmbeddedFile/Subtype/text#2Fxml{filters}{head}", data)
    spec = f"<</Type/Filespec/F({name})/UF({name})/AFRelationship/Data/EF<</F 5 0 R>>>>"
    named = " ".join(f"({name}{n or ''}) 6 0 R" for n in range(times))
    return _pdf(more=(file, spec), catalog=f"/Names<</EmbeddedFiles<</Names[{named}]>>>>/AF[6 0 R]")


def _packed(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def alone() -> Iterator[tuple[str, bytes]]:
    """Names and files."""
    yield from _XMLS
    for amount in _AMOUNTS:
        yield f"an amount of {amount[:12]}", _cii(amount)


def attached() -> Iterator[tuple[str, bytes]]:
    """The same in a PDF, and attachments that lie about their name, size or form."""
    for name, data in _XMLS:
        yield f"XML: {name}", _attached("factur-x.xml", _packed(data))
    yield from (
        ("a climb", _attached("../../../../tmp/x.xml", _packed(_cii("1")))),
        ("a device", _attached("/dev/stdin", _packed(_cii("1")))),
        ("a command", _attached("$\\(id\\);x|y.xml", _packed(_cii("1")))),
        ("a name of 60 kB", _attached("n" * 60_000, _packed(_cii("1")))),
        ("a gigabyte", _attached("factur-x.xml", _packed(bytes(1 << 30)))),
        ("packed four times", _attached("factur-x.xml", _packed(_packed(_packed(_packed(bytes(1 << 28))))), filters="/Filter[" + "/FlateDecode" * 4 + "]")),
        ("a size that lies", _attached("factur-x.xml", _packed(_cii("1")), "/Params<</Size -1>>")),
        ("the same 20,000 times", _attached("factur-x.xml", _packed(_cii("1")), times=20_000)),
        ("a filter nobody has", _attached("factur-x.xml", _cii("1"), filters="/Filter/Crypt")),
        ("torn", _attached("factur-x.xml", _packed(_cii("1"))[:20])),
        ("gzip in it", _attached("factur-x.xml", _packed(gzip.compress(_cii("1"))))),
    )  # fmt: skip
