"""Look at single objects of a PDF, and write the PDF anew with some of them changed, through qpdf's JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocr_service.errors import OutputNotAvailable
from ocr_service.pipeline.command import check_memory, run_command

Json = Mapping[str, Any]

TRAILER = "trailer"
_TIMEOUT_S, _WRITE_TIMEOUT_S = 20.0, 120.0
_QPDF_WARNINGS = 3
_MOST_BYTES = 1_000_000


def read_object(path: Path, name: str, work: Path) -> Json:
    """The dictionary that is called ``name`` (``trailer`` or ``12 0 R``), in qpdf's words: texts begin with ``u:``.

    Empty for what is no dictionary, is not there, or is too long to be looked at.
    """
    listing = work / "object.json"
    wanted = name.removesuffix(" R").replace(" ", ",")
    argv = ["qpdf", "--json=2", "--json-key=qpdf", f"--json-object={wanted}", str(path)]
    try:
        check_memory(run_command(argv, timeout_s=_TIMEOUT_S, stdout=listing))
        if listing.stat().st_size > _MOST_BYTES:
            return {}
        objects = json.loads(listing.read_text(encoding="utf-8"))["qpdf"][1]
    except (ValueError, LookupError):
        return {}
    finally:
        listing.unlink(missing_ok=True)
    found = objects.get(TRAILER if name == TRAILER else f"obj:{name}", {})
    value = found.get("value", found.get("stream", {}).get("dict"))
    return value if isinstance(value, dict) else {}


def member(path: Path, parent: Json, name: str, work: Path) -> Json:
    """The dictionary that ``parent`` has under ``name``, whether it stands there or is referred to."""
    value = parent.get(name)
    if isinstance(value, str) and value.endswith(" R"):
        return read_object(path, value, work)
    return value if isinstance(value, dict) else {}


def properties_of(path: Path, work: Path) -> Mapping[str, str]:
    """The texts of the Info dictionary, by their names without the slash."""
    info = member(path, read_object(path, TRAILER, work), "/Info", work)
    return {
        name.removeprefix("/"): value.removeprefix("u:")
        for name, value in info.items()
        if isinstance(value, str) and value.startswith("u:")
    }


def stream_data(path: Path, name: str, work: Path) -> bytes:
    """What the stream ``name`` (``12 0 R``) holds, unpacked; at most a megabyte, nothing when there is none."""
    if not name.endswith(" R"):
        return b""
    data = work / "stream"
    try:
        wanted = name.removesuffix(" R").replace(" ", ",")
        argv = ["qpdf", f"--show-object={wanted}", "--filtered-stream-data", str(path)]
        check_memory(run_command(argv, timeout_s=_TIMEOUT_S, stdout=data))
        with data.open("rb") as file:
            return file.read(_MOST_BYTES)
    finally:
        data.unlink(missing_ok=True)


def stream_object(entries: Json, data: bytes) -> Json:
    """A stream as ``change_objects`` takes it, its data not compressed."""
    return {"stream": {"dict": dict(entries), "data": base64.b64encode(data).decode()}}


def change_objects(source: Path, target: Path, changes: Mapping[str, Json], work: Path) -> None:
    """Write ``source`` with other values for the objects named. Raises ``OutputNotAvailable`` when qpdf refuses."""
    patch = work / "changes.json"
    objects = {name if name == TRAILER else f"obj:{name}": value for name, value in changes.items()}
    patch.write_text(json.dumps({"qpdf": [{"jsonversion": 2}, objects]}), encoding="utf-8")
    argv = ["qpdf", "--no-warn", "--warning-exit-0", "--newline-before-endstream", "--stream-data=preserve"]
    argv += [f"--update-from-json={patch}", str(source), str(target)]
    finished = check_memory(run_command(argv, timeout_s=_WRITE_TIMEOUT_S))
    patch.unlink()
    if finished.status not in (0, _QPDF_WARNINGS):
        raise OutputNotAvailable("PDF/A needs qpdf 11 or newer.")
