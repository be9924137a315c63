"""By which names the service lets itself be called."""

from __future__ import annotations

import pytest

from ocr_service.api.access.hosts import is_own_host


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "127.0.0.1:8000",
        "192.168.1.20:8000",
        "[::1]:8000",
        "nas",
        "nas:8000",
        "NAS.local:8000",
        "nas.fritz.box",
        "nas.home.arpa",
        "ocr.default.svc.cluster.local",
        "nas.lan.",
    ],
)
def test_names_of_the_own_network_need_no_setting(host):
    assert is_own_host(host, ())


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "local.evil.example", "xlocal.de"]
)
def test_names_that_anybody_can_buy_do(host):
    assert not is_own_host(host, ())
    assert is_own_host(host, ("*",))


def test_the_name_of_the_machine_is_known(monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "Scans.Example.org")

    assert is_own_host("scans.example.org:8000", ())


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("ocr.example.org", True),
        ("a.b.example.net", True),
        ("example.net", True),
        ("notexample.net", False),
        ("x.ocr.example.org", False),
    ],
)
def test_allowed_names_are_whole_or_with_all_below_them(host, is_own):
    assert is_own_host(host, ("OCR.example.org", ".example.net")) is is_own
