"""What the proxy of docs/reverse-proxy.md answers by itself is what the service would have said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ocr_service.api.answers.problems import problem_body
from ocr_service.errors import BackendUnavailable, FileTooLarge, OcrServiceError

RECIPE = Path(__file__).resolve().parents[3] / "docs" / "reverse-proxy.md"


@pytest.mark.parametrize("error", [FileTooLarge(), BackendUnavailable()], ids=lambda error: error.code)
def test_the_recipes_problems_have_the_services_members(error: OcrServiceError) -> None:
    answers = re.findall(r"return (\d+) '(\{.*\})';", RECIPE.read_text(encoding="utf-8"))
    found = {json.loads(body)["code"]: (int(status), json.loads(body)) for status, body in answers}

    status, body = found[error.code]

    own = problem_body(error)
    assert status == error.http_status
    assert {name: body[name] for name in ("type", "title", "status")} == {
        name: own[name] for name in ("type", "title", "status")
    }
    assert set(own) - {"request_id"} <= set(body)
