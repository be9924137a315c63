"""Where rules and shaded rows of a page enclose something that may be a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.box import Box

# In sizes of the type: rules as near are one; ends as near touch; a shorter rule is none.
NEAR, _TOUCH, _SHORT = 0.3, 0.6, 1.0
# In sizes of the type: rules or shaded rows of one width that lie no further apart belong to one table.
_APART = 45.0
# In sizes of the type: a rule further above a frame is none of it.
_ABOVE_FRAME = 6.0
_MOST_RULES = 3_000


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page with the rules in it. ``levels`` are heights where rows end, by rules or by shades."""

    box: Box
    lying: tuple[Rule, ...]
    standing: tuple[Rule, ...]


def ruled_regions(rules: Rules, size: float) -> list[Region]:
    """The regions from top to bottom; none lies in another."""
    lying = _merged((*rules.lying, *_edges(rules.areas, size)), size)
    standing = _merged(rules.standing, size)
    if not lying or len(lying) + len(standing) > _MOST_RULES:
        return []
    groups = _touching(lying, standing, size)
    regions = [_region(lines, pillars, size) for lines, pillars in _joined(groups, size)]
    whole = [region for region in regions if region is not None]
    return sorted(_outermost(whole), key=lambda region: region.box.top)


def _edges(areas: Iterable[Box], size: float) -> Iterable[Rule]:
    for area in areas:
        if area.height >= 0.8 * size and area.width >= 2 * size:
            yield Rule(area.top, area.left, area.left + area.width)
            yield Rule(area.top + area.height, area.left, area.left + area.width)


def _merged(rules: Iterable[Rule], size: float) -> list[Rule]:
    """Rules on one line that touch or overlap as one, short ones left out."""
    kept: list[Rule] = []
    level: list[Rule] = []
    for rule in sorted(rules):
        if level and rule.at - level[0].at > NEAR * size:
            kept += _along(level, size)
            level = []
        level.append(rule)
    kept += _along(level, size) if level else []
    return [rule for rule in kept if rule.length >= _SHORT * size]


def _along(level: Sequence[Rule], size: float) -> list[Rule]:
    made: list[Rule] = []
    for rule in sorted(level, key=lambda each: each.start):
        if made and rule.start <= made[-1].end + _TOUCH * size:
            made[-1] = Rule(made[-1].at, made[-1].start, max(made[-1].end, rule.end))
        else:
            made.append(rule)
    return made


_Group = tuple[list[Rule], list[Rule]]


def _touching(lying: Sequence[Rule], standing: Sequence[Rule], size: float) -> list[_Group]:
    """Rules that touch each other, directly or by others."""
    parents = list(range(len(lying) + len(standing)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    reach = _TOUCH * size
    for number, pillar in enumerate(standing, start=len(lying)):
        for place, line in enumerate(lying):
            if line.at < pillar.start - reach:
                continue
            if line.at > pillar.end + reach:
                break
            if line.start - reach <= pillar.at <= line.end + reach:
                parents[root(number)] = root(place)
    groups: dict[int, _Group] = {}
    for place, line in enumerate(lying):
        groups.setdefault(root(place), ([], []))[0].append(line)
    for number, pillar in enumerate(standing, start=len(lying)):
        groups.setdefault(root(number), ([], []))[1].append(pillar)
    return list(groups.values())


def _joined(groups: Iterable[_Group], size: float) -> list[_Group]:
    """Groups with the same left and right edge that follow each other downwards as one."""
    joined: list[_Group] = []
    for lines, pillars in sorted(
        (group for group in groups if group[0]), key=lambda group: min(line.at for line in group[0])
    ):
        mate = next((other for other in joined if _fits(other, (lines, pillars), size)), None)
        if mate:
            mate[0].extend(lines)
            mate[1].extend(pillars)
        else:
            joined.append((list(lines), list(pillars)))
    return joined


def _fits(group: _Group, further: _Group, size: float) -> bool:
    """True for rules of the same width below a group; two frames are one table only where their columns are the same."""
    lines, pillars = further
    left, right = min(line.start for line in group[0]), max(line.end for line in group[0])
    same_left = abs(left - min(line.start for line in lines)) <= 1.5 * size
    same_right = abs(right - max(line.end for line in lines)) <= 1.5 * size
    gap = min(line.at for line in lines) - max(line.at for line in group[0])
    if pillars and group[1] and not _same_pillars(group[1], pillars, size):
        return False
    most = _APART if group[1] or not pillars else _ABOVE_FRAME
    return same_left and same_right and gap <= most * size


def _same_pillars(some: Sequence[Rule], others: Sequence[Rule], size: float) -> bool:
    def is_among(rule: Rule, rules: Sequence[Rule]) -> bool:
        return any(abs(rule.at - other.at) <= size / 2 for other in rules)

    return all(is_among(rule, others) for rule in some) and all(is_among(rule, some) for rule in others)


def _region(lines: Sequence[Rule], pillars: Sequence[Rule], size: float) -> Region | None:
    levels = [line.at for line in lines]
    ends = [*levels, *(end for pillar in pillars for end in (pillar.start, pillar.end))]
    left = min([*(line.start for line in lines), *(pillar.at for pillar in pillars)])
    right = max([*(line.end for line in lines), *(pillar.at for pillar in pillars)])
    box = Box(left, min(ends), right - left, max(ends) - min(ends))
    if box.height < size or box.width < 4 * size:
        return None
    return Region(box, tuple(sorted(lines)), tuple(sorted(pillars)))


def _outermost(regions: Sequence[Region]) -> list[Region]:
    """Without those within another that has rules of both ways."""
    return [
        region
        for region in regions
        if not any(
            other is not region and other.standing and _within(region.box, other.box) for other in regions
        )
    ]


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.left + inner.width <= outer.left + outer.width
        and inner.top + inner.height <= outer.top + outer.height
    )
