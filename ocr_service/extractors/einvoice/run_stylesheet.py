"""A program: run the rules of a stylesheet over the invoice on standard input, and print the rules that it breaks as JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from xml.etree.ElementTree import tostring

from ocr_service.extractors.einvoice.node import Node
from ocr_service.extractors.einvoice.untrusted_xml import parse_xml


def main() -> int:
    """``python -m … STYLESHEET < INVOICE``. Ends with 1 and a traceback when anything goes wrong: no answer is never "valid"."""
    # The document's process is bound to less address space than this library reserves.
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    from saxonche import PySaxonProcessor

    # Written anew: one encoding, and nothing that the careful parser did not take.
    text = tostring(parse_xml(sys.stdin.buffer.read()), encoding="unicode")
    with PySaxonProcessor(license=False) as saxon:
        sheet = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=sys.argv[1])
        report = sheet.transform_to_string(xdm_node=saxon.parse_xml(xml_text=text))
    sys.stdout.write(json.dumps(list(_broken(report))))
    return 0


def _broken(report: str) -> Iterator[dict[str, str]]:
    for node in Node(parse_xml(report.encode())).all("failed-assert"):
        rule = node.attribute("id")
        text = node.text("text")
        # Some rules have their name in the text alone: [BR-FXEXT-01]-…
        named = text[1:].partition("]")[0] if text.startswith("[") else ""
        yield {"rule": named or rule, "text": text.removeprefix(f"[{named}]").lstrip(" -")}


if __name__ == "__main__":
    sys.exit(main())
