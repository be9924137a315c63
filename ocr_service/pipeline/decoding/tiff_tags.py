"""Numbers in the tags of a TIFF, which may hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

Tags = Mapping[int, Any]


def tags_of(picture: Image.Image) -> Tags:
    """The tags of the page a TIFF stands at; none of any other picture."""
    tags: Tags = getattr(picture, "tag_v2", {})
    return tags


def number_in(tags: Tags, tag: int, default: int = 0) -> int:
    """The number of that tag, the first of several; ``default`` where there is none."""
    value = tags.get(tag, default)
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, int) else default
