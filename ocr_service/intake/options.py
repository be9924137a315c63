"""Parse what a caller asked for, field by field, and refuse what is not known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from ocr_service.domain.notification import DEFAULT_EVENTS, OF_DOCUMENTS, EventKind
from ocr_service.domain.status import (
    OPTIONAL_ENGINES,
    Mode,
    Output,
    Priority,
    Profile,
    Split,
    Step,
    engine_named,
)
from ocr_service.domain.task import NO_CALLBACK, NO_METADATA, Callback, TaskOptions
from ocr_service.errors import EngineUnavailable, InvalidLanguage, ValidationFailed
from ocr_service.intake.capabilities import DEFAULT_ENGINE, Capabilities
from ocr_service.intake.policy import IntakePolicy

MIN_DPI, MAX_DPI = 72, 600
MAX_PASSWORD_BYTES = 127
MAX_METADATA_BYTES = 16_384
MAX_METADATA_DEPTH = 8
MAX_LANGUAGES = 8
_PAGE_RANGE = re.compile(r"[0-9]{1,9}(-[0-9]{0,9})?(,[0-9]{1,9}(-[0-9]{0,9})?)*", re.ASCII)
_MAX_PAGES_CHARS = 500

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """All that a caller may say about a document. ``hold`` keeps it PENDING until process-all."""

    options: TaskOptions
    priority: Priority = Priority.NORMAL
    hold: bool = False
    password: str | None = None
    user_metadata: Mapping[str, Any] = field(default_factory=dict)
    callback: Callback = NO_CALLBACK


def parse_wishes(fields: Mapping[str, str], capabilities: Capabilities, policy: IntakePolicy) -> Wishes:
    """The wishes in the form's fields.

    Raises ``InvalidLanguage`` and ``EngineUnavailable`` (with ``installed``), and ``ValidationFailed`` (with ``errors``, a
    list of ``{field, message}`` that names everything that is wrong).
    """
    # A form in a browser sends what was left empty, too: nothing is asked for by it.
    fields = {name: text for name, text in fields.items() if text or name not in _MAY_BE_EMPTY}
    engine = fields.get("engine", DEFAULT_ENGINE)
    engines = _engines(engine, capabilities)
    language = _language(
        fields.get("language", policy.default_language), capabilities.languages_of(engine_named(engine))
    )
    errors = _unknown(fields)

    def read(name: str, parse: Callable[[str], T], default: T) -> T:
        try:
            return parse(fields[name]) if name in fields else default
        except ValueError as error:
            errors.append({"field": name, "message": str(error)})
            return default

    wishes = Wishes(
        options=TaskOptions(
            language=language,
            pages=read("pages", lambda text: _pages(text, policy.max_pages), ""),
            mode=read("mode", _choice(Mode), Mode.AUTO),
            profile=read("profile", _choice(Profile), Profile.AUTO),
            dpi=read("dpi", dpi_named, 0),
            engine=engine_named(read("engine", _one_of(engines), DEFAULT_ENGINE)),
            outputs=_with(policy.outputs, read("outputs", _outputs, _outputs(""))),
            prepare=read("prepare", steps_named, ()),
            split=read("split", _choice(Split), Split.NONE),
        ),
        priority=read("priority", _choice(Priority), Priority.NORMAL),
        hold=not read("process", _truth, True),
        password=read("password", _password, None),
        user_metadata=read("metadata", _metadata, NO_METADATA),
        callback=Callback(
            url=fields.get("callback_url", ""), events=read("callback_events", event_kinds, DEFAULT_EVENTS)
        ),
    )
    if "callback_events" in fields and "callback_url" not in fields and not errors:
        errors.append({"field": "callback_events", "message": "Say in `callback_url` who shall be told."})
    if wishes.options.split is not Split.NONE and wishes.options.pages:
        errors.append({"field": "pages", "message": "Leave it out: with `split` all pages are looked at."})
    if errors:
        raise invalid(*errors)
    return wishes


def _unknown(names: Iterable[str]) -> list[dict[str, str]]:
    message = "This field is unknown. Leave it out or correct its name."
    return [{"field": name, "message": message} for name in names if name not in FIELD_NAMES]


FIELD_NAMES = frozenset(
    [
        "language",
        "pages",
        "mode",
        "profile",
        "dpi",
        "engine",
        "outputs",
        "prepare",
        "split",
        "priority",
        "process",
        "password",
        "metadata",
        "callback_url",
        "callback_events",
    ]
)
# Who names an empty address would wait for ever to be told.
_MAY_BE_EMPTY = FIELD_NAMES - {"callback_url"}


def invalid(*errors: Mapping[str, str]) -> ValidationFailed:
    """The error that names wrong fields."""
    first = errors[0]
    return ValidationFailed(
        f"`{first['field']}`: {first['message']}", errors=[dict(error) for error in errors]
    )


def _language(text: str, installed: Sequence[str]) -> str:
    parts = text.split("+")
    is_known = all(part in installed for part in parts)
    if text == "auto" or (is_known and len(parts) == len(set(parts)) <= MAX_LANGUAGES):
        return text
    raise InvalidLanguage(
        "The language is not installed here. Choose among `installed`, join several by `+`, or say `auto`.",
        installed=list(installed),
    )


def _engines(wanted: str, capabilities: Capabilities) -> tuple[str, ...]:
    """What may be asked for, the wanted one among it where it is there under another name."""
    installed = (DEFAULT_ENGINE, *capabilities.engines)
    if engine_named(wanted) in installed:
        return (*installed, wanted)
    if engine_named(wanted) in OPTIONAL_ENGINES:
        raise EngineUnavailable(
            f"No worker has the engine `{wanted}`. Choose among `installed`, or leave `engine` out.",
            installed=list(installed),
        )
    return installed


def _choice(kind: type[Choice]) -> Callable[[str], Choice]:
    def parse(text: str) -> Choice:
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"Choose one of {', '.join(kind)}.") from None

    return parse


def _one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in names:
            raise ValueError(f"Choose one of {', '.join(names)}.")
        return text

    return parse


def _pages(text: str, max_pages: int) -> str:
    message = f"Give page numbers from 1 to {max_pages} such as 1-3,7 or 5-."
    if not text:
        return ""
    if len(text) > _MAX_PAGES_CHARS or not _PAGE_RANGE.fullmatch(text):
        raise ValueError(message)
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not 1 <= int(first) <= int(last or first) <= max_pages:
            raise ValueError(message)
    return text


def dpi_named(text: str) -> int:
    """A resolution, or 0. Raises ``ValueError``."""
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not (
        int(text) == 0 or MIN_DPI <= int(text) <= MAX_DPI
    ):
        raise ValueError(f"Give a whole number from {MIN_DPI} to {MAX_DPI}, or 0 to let each page choose.")
    return int(text)


def _outputs(text: str) -> tuple[Output, ...]:
    """The named renderings in a fixed order; JSON and text are always among them."""
    named = {name.strip() for name in text.split(",") if name.strip()}
    wanted = {"text" if name == "txt" else name for name in named} | {Output.JSON, Output.TEXT}
    if not wanted <= set(Output):
        raise ValueError(f"Name some of {', '.join(Output)}, separated by commas.")
    return tuple(output for output in Output if output in wanted)


def _with(always: tuple[Output, ...], wanted: tuple[Output, ...]) -> tuple[Output, ...]:
    return tuple(output for output in Output if output in {*always, *wanted})


def steps_named(text: str) -> tuple[Step, ...]:
    """The named preparations in the order in which they are done; none for an empty text.

    Raises ``ValueError`` that lists the known names.
    """
    named = {name.strip() for name in text.split(",") if name.strip()}
    if not named <= set(Step) or (Step.NONE in named and len(named) > 1):
        raise ValueError(f"Name some of {', '.join(Step)}, separated by commas; none stands alone.")
    return tuple(step for step in Step if step in named)


def event_kinds(text: str) -> tuple[EventKind, ...]:
    """The named kinds of events in a fixed order. Raises ``ValueError`` that lists those that an upload may ask for."""
    named = {name.strip() for name in text.split(",") if name.strip()}
    if not named or not named <= set(OF_DOCUMENTS):
        raise ValueError(f"Name some of {', '.join(OF_DOCUMENTS)}, separated by commas.")
    return tuple(kind for kind in OF_DOCUMENTS if kind in named)


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError("Say true or false.")
    return text.lower() in ("true", "1")


def _password(text: str) -> str | None:
    if len(text.encode()) > MAX_PASSWORD_BYTES or "\0" in text:
        raise ValueError(f"A password has at most {MAX_PASSWORD_BYTES} bytes.")
    return text or None


def _metadata(text: str) -> Mapping[str, Any]:
    message = f"Send a JSON object of at most {MAX_METADATA_BYTES} bytes and {MAX_METADATA_DEPTH} levels."
    try:
        data = json.loads(text, parse_constant=_refuse_constant) if len(text) <= MAX_METADATA_BYTES else None
        # Written as it will be answered: 1e999 and half a surrogate pair can be read as JSON, but not written.
        is_small = len(json.dumps(data, ensure_ascii=False, allow_nan=False).encode()) <= MAX_METADATA_BYTES
    except (ValueError, RecursionError):
        raise ValueError(message) from None
    if not isinstance(data, dict) or not is_small or _depth(data) > MAX_METADATA_DEPTH:
        raise ValueError(message)
    return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON.")


def _depth(data: object) -> int:
    if not isinstance(data, (dict, list)):
        return 0
    inner = data.values() if isinstance(data, dict) else data
    return 1 + max((_depth(value) for value in inner), default=0)
