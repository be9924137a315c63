"""A form of another site is told from one of our own pages and from a program."""

from __future__ import annotations

import pytest

from ocr_service.api.access.origins import is_cross_site


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://nas.local:8001"},
        {"origin": "https://nas.local:8001"},
        {"origin": "http://nas.local:8001", "sec-fetch-site": "same-origin"},
        {"referer": "http://nas.local:8001/docs"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin"},
    ],
    ids=str,
)
def test_programs_and_own_pages_are_let_through(headers):
    assert not is_cross_site("POST", {"host": "nas.local:8001", **headers})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://nas.local"},
        {"origin": "http://nas.local:8080"},
        {"origin": "http://nas.local.evil.example:8001"},
        {"origin": "http://nas.local:8001@evil.example"},
        {"origin": "http://[::1"},
        {"referer": "http://evil.example/nas.local:8001"},
        {"referer": "about:blank"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    ],
    ids=str,
)
def test_pages_of_other_sites_are_refused(headers):
    assert is_cross_site("POST", {"host": "nas.local:8001", **headers})


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_nothing(method):
    assert not is_cross_site(method, {"host": "nas.local", "origin": "http://evil.example"})


def test_default_ports_need_not_be_written():
    assert not is_cross_site("POST", {"host": "ocr.example", "origin": "https://ocr.example"})
    assert not is_cross_site("POST", {"host": "ocr.example:443", "origin": "https://ocr.example"})
    assert is_cross_site("POST", {"host": "ocr.example:8443", "origin": "https://ocr.example"})


def test_allowed_origins_and_names_behind_a_proxy_are_let_through():
    headers = {"host": "127.0.0.1:8001", "origin": "https://ocr.example"}

    assert is_cross_site("POST", headers)
    assert not is_cross_site("POST", headers, origins=["https://ocr.example"])
    assert not is_cross_site("POST", headers, origins=["*"])
    assert not is_cross_site("POST", headers, hosts=[".example"])
