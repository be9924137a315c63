"""PDFs with a layer (optional content) that they switch off: it is on no viewer's page."""

from __future__ import annotations

from pathlib import Path

from ocr_service.pipeline.identify.pdf_objects import (
    TRAILER,
    Source,
    change_objects,
    member,
    page_names,
    read_object,
    stream_object,
)

_LAYER, _CONTENT = "9001 0 R", "9002 0 R"


def with_hidden_layer(plain: Path, target: Path, text: str) -> Path:
    """Write ``plain`` as ``target`` with ``text`` (Latin letters) at the foot of each page, on a layer that is off."""
    source, work = Source(plain), target.parent
    root = read_object(source, TRAILER, work)["/Root"]
    layers = {"/OCGs": [_LAYER], "/D": {"/OFF": [_LAYER], "/Order": [_LAYER]}}
    drawn = f"q 1 0 0 1 0 0 cm /OC /Off BDC BT /Off 11 Tf 72 60 Td ({text}) Tj ET EMC Q"
    changes = {
        root: {"value": {**read_object(source, root, work), "/OCProperties": layers}},
        _LAYER: {"value": {"/Type": "/OCG", "/Name": "u:off"}},
        _CONTENT: stream_object({}, drawn.encode("latin-1")),
    }
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    for _, name in list(page_names(source, work)):
        page = read_object(source, name, work)
        resources = member(source, page, "/Resources", work)
        fonts = {**member(source, resources, "/Font", work), "/Off": font}
        own = {**resources, "/Font": fonts, "/Properties": {"/Off": _LAYER}}
        changes[name] = {"value": {**page, "/Contents": [page["/Contents"], _CONTENT], "/Resources": own}}
    change_objects(plain, target, changes, work)
    return target
