"""What a manifest says: the files of a result, where they lie, and the bytes of small ones.

A line of JSON, and behind it the bytes of all files one after the other where they are few (``S3Config.packed_bytes`` together):
so the result of a page is written by one request and read by one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ocr_service.errors import StorageFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Sizes of the files by name; either ``place`` where they lie (``{task}/{token}``), or ``inside`` their bytes."""

    sizes: Mapping[str, int]
    place: str = ""
    inside: bytes = b""

    def content(self, name: str) -> bytes:
        """The bytes of a file that lies inside."""
        ends = pairwise(accumulate(self.sizes.values(), initial=0))
        start, end = dict(zip(self.sizes, ends, strict=True))[name]
        return self.inside[start:end]

    def encoded(self) -> bytes:
        """As it is stored."""
        line = json.dumps({"version": 1, "place": self.place, "files": dict(self.sizes)})
        return line.encode() + b"\n" + self.inside

    @classmethod
    def decoded(cls, stored: bytes) -> Manifest:
        """What ``encoded`` wrote. Raises ``StorageFailed``."""
        line, _, inside = stored.partition(b"\n")
        try:
            data = json.loads(line)
            sizes = {str(name): int(size) for name, size in data["files"].items()}
            found = cls(place=str(data["place"]), sizes=sizes, inside=inside)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageFailed("The manifest of this result is damaged. Read the document again.") from error
        if not found.place and sum(sizes.values()) != len(inside):
            raise StorageFailed("The manifest of this result is damaged. Read the document again.")
        return found
