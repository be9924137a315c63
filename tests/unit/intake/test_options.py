from __future__ import annotations

import pytest

from ocr_service.domain.status import Mode, Output, Priority, Profile
from ocr_service.errors import EngineUnavailable, InvalidLanguage, ValidationFailed
from ocr_service.intake.capabilities import Capabilities
from ocr_service.intake.fingerprint import fingerprint
from ocr_service.intake.options import FIELD_NAMES, parse_wishes
from ocr_service.intake.policy import IntakePolicy

HERE = Capabilities(languages=("deu", "eng"), engines=("tesseract",))
POLICY = IntakePolicy(max_pages=100)


def wishes(**fields: str):
    return parse_wishes(fields, HERE, POLICY)


def test_nothing_asked_for_gives_the_defaults():
    plain = wishes()

    assert plain.options.language == "eng"
    assert plain.options.outputs == (Output.JSON, Output.TEXT)
    assert (plain.priority, plain.hold, plain.password) == (Priority.NORMAL, False, None)


def test_every_field_is_read():
    asked = wishes(
        language="eng+deu",
        priority="high",
        pages="1-3,7,9-",
        mode="force",
        profile="receipt",
        dpi="300",
        engine="tesseract",
        outputs="pdf, hocr",
        process="false",
        password="secret",
        prepare="contrast, deskew",
        metadata='{"case": 7}',
    )

    assert asked.options.to_json() == {
        "language": "eng+deu",
        "pages": "1-3,7,9-",
        "mode": Mode.FORCE.value,
        "profile": Profile.RECEIPT.value,
        "dpi": 300,
        "engine": "tesseract",
        "outputs": ["json", "text", "hocr", "pdf"],
        "prepare": ["deskew", "contrast"],
    }
    assert asked.priority is Priority.HIGH
    assert asked.hold
    assert asked.password == "secret"
    assert asked.user_metadata == {"case": 7}


@pytest.mark.parametrize(
    "language",
    [
        "eng --tessdata-dir /tmp/evil",
        "../eng",
        "eng\n",
        "eng\0",
        "eng+eng",
        "+".join(["eng"] * 500),
        "eng+",
        "auto+eng",
        "-l",
        "xxx",
        "ENG",
        "еng",
    ],
)
def test_a_language_that_is_not_installed_is_refused_with_those_that_are(language):
    with pytest.raises(InvalidLanguage) as refusal:
        wishes(language=language)

    assert refusal.value.extra == {"installed": ["deu", "eng"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("priority", "urgent"),
        ("priority", "high\r\nLPUSH queue:high x"),
        ("prepare", "contrast,polish"),
        ("prepare", "none,contrast"),
        ("split", "sheets"),
        ("dpi", "100000"),
        ("dpi", "-1"),
        ("dpi", "1e9"),
        ("dpi", "NaN"),
        ("dpi", "٣٠٠"),
        ("pages", "1-999999999"),
        ("pages", "0"),
        ("pages", "3-1"),
        ("pages", "1,,2"),
        ("pages", "1\n"),
        ("mode", "fast"),
        ("profile", "x"),
        ("engine", "paddle"),
        ("outputs", "docx"),
        ("process", "maybe"),
        ("password", "p" * 128),
        ("metadata", "[1]"),
        ("metadata", "{"),
        ("metadata", '{"a": NaN}'),
        ("metadata", '{"a": "\\ud800"}'),
        ("metadata", "[" * 16_000),
        ("metadata", '{"a":' * 9 + "1" + "}" * 9),
        ("metadata", '{"a": "' + "x" * 17_000 + '"}'),
        ("psm", "6 --oem 0"),
        ("idempotency_key", "k"),
        ("callback_events", "task.completed"),
        ("callback_events", "worker.lost"),
        ("callback_events", "task.exploded"),
    ],
)
def test_a_wrong_or_unknown_field_is_named(field, value):
    with pytest.raises(ValidationFailed) as refusal:
        wishes(**{field: value})

    assert [error["field"] for error in refusal.value.extra["errors"]] == [field]


def test_a_pile_is_parted_whole():
    with pytest.raises(ValidationFailed, match="pages"):
        wishes(split="separators", pages="1-3")


def test_the_best_engine_can_always_be_asked_for():
    assert wishes(engine="auto").options == wishes().options


def test_all_wrong_fields_are_named_at_once():
    with pytest.raises(ValidationFailed) as refusal:
        wishes(dpi="x", pages="x", colour="red")

    assert {error["field"] for error in refusal.value.extra["errors"]} == {"dpi", "pages", "colour"}


@pytest.mark.parametrize("field", sorted(FIELD_NAMES))
def test_each_field_changes_the_fingerprint_of_an_idempotency_key(field):
    other = {
        "language": "deu",
        "pages": "2",
        "mode": "text",
        "profile": "invoice",
        "dpi": "150",
        "engine": "tesseract",
        "outputs": "pdf",
        "prepare": "none",
        "split": "separators",
        "priority": "low",
        "process": "false",
        "password": "x",
        "metadata": '{"a": 1}',
        "callback_url": "https://example.org/",
        "callback_events": "task.failed",
    }
    told = {"callback_url": "https://example.net/"} if field == "callback_events" else {}
    assert fingerprint(["a"], wishes(**told, **{field: other[field]})) != fingerprint(["a"], wishes(**told))


def test_what_a_form_left_empty_is_not_asked_for():
    empty = dict.fromkeys(FIELD_NAMES - {"callback_url"}, "")

    assert wishes(**empty) == wishes()


def test_an_unknown_field_is_unknown_also_when_it_is_empty():
    with pytest.raises(ValidationFailed):
        wishes(colour="")


def test_the_networks_languages_may_be_asked_for_with_their_engine():
    here = Capabilities(languages=("deu", "eng"), engines=("neural", "tesseract"))

    assert parse_wishes({"engine": "neural", "language": "nld"}, here, POLICY).options.language == "nld"
    for fields, installed in (
        ({"engine": "neural", "language": "pol"}, ["deu", "eng", "fra", "ita", "nld", "por", "spa"]),
        ({"language": "nld"}, ["deu", "eng"]),
    ):
        with pytest.raises(InvalidLanguage) as refusal:
            parse_wishes(fields, here, POLICY)
        assert refusal.value.extra == {"installed": installed}


def test_an_engine_that_no_worker_has_names_those_there_are():
    with pytest.raises(EngineUnavailable) as refusal:
        wishes(engine="neural")

    assert refusal.value.extra == {"installed": ["auto", "tesseract"]}


def test_a_former_name_means_the_engine_that_took_its_place():
    here = Capabilities(languages=("deu", "eng"), engines=("neural", "tesseract"))

    assert parse_wishes({"engine": "rapidocr"}, here, POLICY).options.engine == "neural"
