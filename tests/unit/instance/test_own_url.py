"""The API's own address is one that can be called."""

from __future__ import annotations

import pytest

from ocr_service.instance.own_url import own_url


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
        ("fd00::7", "http://[fd00::7]:8001"),
        ("nas.lan", "http://nas.lan:8001"),
    ],
)
def test_the_address_fits_what_the_api_listens_on(host, url):
    assert own_url(host, 8001) == url
