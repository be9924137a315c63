from __future__ import annotations

from ocr_service.api.api_keys import ConfiguredKey, find_key, parse_keys


def test_keys_name_their_owner():
    assert parse_keys(["anna:secret", "ben:with:colon"]) == (
        ConfiguredKey("anna", "secret"),
        ConfiguredKey("ben", "with:colon"),
    )


def test_a_bare_key_owns_what_it_sends_under_a_name_that_does_not_reveal_it():
    (key,) = parse_keys(["secret", ""])

    assert key.key == "secret"
    assert key.owner.startswith("key-")
    assert "secret" not in key.owner


def test_a_key_is_found_whatever_was_sent():
    keys = parse_keys(["anna:secret", "ben:schlüssel"])

    assert find_key(keys, "schlüssel").owner == "ben"
    assert find_key(keys, "nothing") is None
