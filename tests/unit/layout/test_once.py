"""A property is worked out once, and kept with its owner."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_service.layout.once import once


@dataclass(frozen=True)
class Sum:
    parts: tuple[int, ...]
    asked: list[str] = field(default_factory=list, compare=False)

    @once
    def total(self) -> int:
        """The parts together."""
        self.asked.append("total")
        return sum(self.parts)


def test_a_value_is_worked_out_at_the_first_look_alone() -> None:
    one = Sum((1, 2))

    assert (one.total, one.total) == (3, 3)
    assert one.asked == ["total"]


def test_each_owner_has_its_own_value() -> None:
    assert (Sum((1, 2)).total, Sum((5,)).total) == (3, 5)


def test_the_class_tells_what_the_property_is() -> None:
    assert isinstance(Sum.total, once)
    assert Sum.total.__doc__ == "The parts together."
