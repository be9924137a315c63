"""What a person does with mouse, clipboard and camera, done to a page by a program."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page

PASTE = """async () => {
  const canvas = new OffscreenCanvas(300, 100);
  canvas.getContext("2d").fillText("pasted", 20, 50);
  const data = new DataTransfer();
  data.items.add(new File([await canvas.convertToBlob()], "pasted.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def drop(context: BrowserContext, page: Page, *paths: Path) -> None:
    """As a person does with the mouse: no script of a page can make such an event."""
    session = context.new_cdp_session(page)
    box = page.locator("#drop").bounding_box()
    assert box, "there is no place to drop something"
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def photo(width: int = 600) -> bytes:
    """A white sheet, as a camera of a phone gives it."""
    written = io.BytesIO()
    Image.new("RGB", (width, 400), "white").save(written, "JPEG")
    return written.getvalue()


def folder_of_three(folder: Path, name: str) -> Path:
    """Three photos in a folder of a folder, beside what a system put there for itself."""
    inner = folder / name / "inner"
    inner.mkdir(parents=True)
    for number in range(3):
        (inner / f"{name}-{number}.jpg").write_bytes(photo(601 + number))
    (folder / name / ".DS_Store").write_bytes(b"a system's own")
    return folder / name
