"""What the colours of a PDF/A mean: the profile of sRGB."""

from __future__ import annotations

from functools import cache

_CREATED = slice(24, 36)
_PROFILE_DATE = bytes.fromhex("07d0 0001 0001 0000 0000 0000")


@cache
def srgb_profile() -> bytes:
    """An ICC profile, the same bytes each time: the library would write the time of day into it."""
    from PIL import ImageCms  # Few documents need it, and all would have it.

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[_CREATED] = _PROFILE_DATE
    return bytes(data)
