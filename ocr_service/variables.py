"""What an environment variable is: a field of a frozen dataclass, with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

from ocr_service.errors import OcrServiceError

T = TypeVar("T")


class InvalidSettings(OcrServiceError):
    """A variable or a flag is wrong; the message is one sentence that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a variable is for, and what it may be: ``bounds`` are pydantic's (``ge``, ``gt``, ``le``, ``pattern``, …).

    ``also`` is a second name that the variable may have. A secret is never shown, and may stand in a file: the one that
    the variable with ``_FILE`` behind either name names.
    """

    description: str
    is_secret: bool
    also: str
    bounds: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An environment variable, and the field of the concern that gets its value."""

    name: str
    concern: str
    field: str
    kind: Any
    default: Any
    rule: Rule

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it may have, its own first."""
        return (self.name, self.rule.also) if self.rule.also else (self.name,)


def setting(default: T, *, description: str, secret: bool = False, also: str = "", **bounds: Any) -> T:
    """Declare a variable: a field of a concern, with its rule."""
    rule = Rule(description=description, is_secret=secret, also=also, bounds=bounds)
    return field(default=default, repr=not secret, metadata={"rule": rule})


def variables_of(settings: type) -> Iterator[Variable]:
    """Every variable, in the order of declaration; ``settings`` has a dataclass with a ``PREFIX`` for each concern."""
    for concern in fields(settings):
        if is_dataclass(concern.default):
            model: Any = type(concern.default)
            kinds = get_type_hints(model)
            for each in fields(model):
                yield Variable(
                    name=f"{model.PREFIX}{each.name}".upper(),
                    concern=concern.name,
                    field=each.name,
                    kind=kinds[each.name],
                    default=each.default,
                    rule=each.metadata["rule"],
                )
