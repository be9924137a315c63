"""Tell the facts of a stored result as schema 2 tells them: all in one place, under one name, in one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ocr_service.results.names import LABELS, told_as
from ocr_service.results.units import box_in_points

Scales = Mapping[int, float]
"""Points in one unit, by the number of a page."""

MARK = "corrected"
"""The member of a fact, and of ``category_details``, that says who put it right, when, and what was read."""
# What the file says of itself is in ``metadata``; here it would be the same thing twice.
_OF_THE_FILE = frozenset({"author"})


def is_fact(value: object) -> bool:
    """True for a fact or a list of them, False for a plain property of the file, which stood beside them."""
    one = value[0] if isinstance(value, list) and value else value
    return isinstance(one, Mapping) and {"value", "confidence", "method", "rule"} <= one.keys()


def pages_of_facts(head: Mapping[str, Any]) -> set[int]:
    """The pages on which facts of a stored result stand."""
    return {fact["page"] for _, fact in _all(head) if fact["box"] and fact["page"]}


def fields_2(head: Mapping[str, Any], scales: Scales) -> dict[str, Any]:
    """Every fact of a stored head by its name: what the profile's extractor found before what any document says."""
    told: dict[str, Any] = {}
    for facts in (head.get("fields", {}), head.get("metadata", {})):
        for name, value in facts.items():
            if is_fact(value) and name not in _OF_THE_FILE:
                told.setdefault(told_as(name), _told(name, value, scales))
    return told


def plain_values(head: Mapping[str, Any]) -> dict[str, Any]:
    """The values alone of the fields that the profile's extractor found, by their names in schema 2."""
    profile: dict[str, Any] = head.get("fields", {})
    return {
        told_as(name): [one["value"] for one in value] if isinstance(value, list) else value["value"]
        for name, value in profile.items()
    }


def _all(head: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for facts in (head.get("fields", {}), head.get("metadata", {})):
        for name, value in facts.items():
            if is_fact(value):
                yield from ((name, one) for one in (value if isinstance(value, list) else [value]))


def _told(name: str, value: Any, scales: Scales) -> Any:
    if isinstance(value, list):
        return [_told(name, one, scales) for one in value]
    change = _VALUES.get(name, _as_it_is)
    scale = scales.get(value["page"] or 0)
    is_placed = value["box"] is not None and scale is not None
    return {
        "value": change(value["value"]),
        "confidence": value["confidence"],
        "page": value["page"],
        "box": box_in_points(value["box"], scale) if is_placed and scale else None,
        "text": value["text"],
        "method": value["method"],
        "rule": value["rule"],
        **({MARK: value[MARK]} if MARK in value else {}),
    }


def _as_it_is(value: Any) -> Any:
    return value


def _amount(value: Any) -> Any:
    """An amount's label by the name of the field that it would be."""
    return {**value, "label": LABELS.get(value["label"], value["label"])} if "label" in value else value


_VALUES: Mapping[str, Callable[[Any], Any]] = {"amounts": _amount}
