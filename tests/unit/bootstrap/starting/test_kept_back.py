"""A document's process knows no secret: not from its environment, and not from the settings."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from ocr_service.bootstrap.starting.kept_back import KeptBack
from ocr_service.outside_settings import LlmSettings
from ocr_service.settings import ApiSettings, RedisSettings, Settings
from ocr_service.storage_settings import S3Settings
from ocr_service.variables import InvalidSettings, variables_of

SCRIPT = """
import os
from ocr_service.bootstrap.starting.secrets_in_environment import forget_secrets
forget_secrets()
shown = open('/proc/self/environ', 'rb').read()
left = [value for value in os.environ.values() if 'topsecret' in value]
print(left, b'topsecret' in shown, b'S3_REGION=here' in shown, os.environ['S3_REGION'])
"""


def test_every_secret_is_gone_from_the_environment_and_from_what_linux_shows_of_it():
    secrets = {name for each in variables_of(Settings) if each.rule.is_secret for name in each.names}
    variables = {**dict.fromkeys(secrets, "topsecret"), "S3_REGION": "here"}
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.split() == ["[]", "False", "True", "here"]


def test_secrets_among_the_settings_come_back_after_the_fork():
    settings = Settings(
        redis=RedisSettings(url="redis://:word@host/0", key_prefix="p:"),
        s3=S3Settings(bucket="documents", secret_key="topsecret"),
        llm=LlmSettings(api_key="other"),
    )
    kept_back = KeptBack()

    plain = kept_back.without_secrets(settings)

    assert "topsecret" not in repr(plain) + plain.s3.secret_key + plain.llm.api_key + plain.redis.url
    assert (plain.s3.bucket, plain.redis.key_prefix) == ("documents", "p:")
    assert kept_back.with_secrets(replace(plain)) == settings


def test_a_child_that_lives_on_keeps_nobody_waiting():
    kept_back = KeptBack()
    plain = kept_back.without_secrets(Settings(s3=S3Settings(secret_key="topsecret")))
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        kept_back.close()
        os.close(tell)
        os.read(told, 1)
        os._exit(0)
    os.close(told)

    assert kept_back.with_secrets(plain).s3.secret_key == "topsecret"
    os.close(tell)
    os.waitpid(child, 0)


def test_more_secrets_than_a_pipe_holds_are_told_and_not_waited_for():
    keys = tuple(f"owner{number}:{'x' * 60}" for number in range(1_000))

    with pytest.raises(InvalidSettings, match="more than 65,536 bytes together"):
        KeptBack().without_secrets(Settings(api=ApiSettings(keys=keys)))
