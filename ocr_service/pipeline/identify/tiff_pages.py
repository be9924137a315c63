"""Which pictures in a TIFF are pages: neither thumbnails, nor smaller copies, nor masks of transparency."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from ocr_service.pipeline.decoding.tiff_tags import Tags, number_in, tags_of

# TIFF 6.0: a set of bits, and the older tag, a number.
_NEW_KIND, _OLD_KIND = 254, 255
_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2
_MOST_FRAMES = 20_000


def page_frames(picture: Image.Image) -> Iterator[int]:
    """The frames that are pages, each sought when it is asked for; where all are marked as copies the first one is.

    Stops after ``_MOST_FRAMES``, as directories can point at each other in a ring. Raises what Pillow raises for damage.
    """
    found = False
    for frame in range(_MOST_FRAMES):
        try:
            picture.seek(frame)
        except EOFError:
            break
        except SyntaxError:
            # Pillow knows no pixels of masks, and of some thumbnails; their tags are there all the same.
            if not _is_copy(tags_of(picture)):
                raise
            continue
        if not _is_copy(tags_of(picture)):
            found = True
            yield frame
    if not found:
        picture.seek(0)
        yield 0


def seek_page(picture: Image.Image, index: int) -> None:
    """Turn to the page of that index, from 0; to none beyond the last. Of a picture that is no TIFF, to its frame."""
    if picture.format != "TIFF":
        picture.seek(index)
        return
    for number, _ in enumerate(page_frames(picture)):
        if number == index:
            return
    raise EOFError("no more pages in TIFF file")


def _is_copy(tags: Tags) -> bool:
    kind, old_kind = number_in(tags, _NEW_KIND), number_in(tags, _OLD_KIND)
    return bool(kind & (_REDUCED | _MASK)) or old_kind == _OLD_REDUCED
