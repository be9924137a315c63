"""Draw how things went as SVG on the server: without a script it is all there, and nothing is vendored."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ocr_service.api.page.words.spoken import Words
from ocr_service.domain.web.course import Span, Window, quantile_s

WIDTH, HEIGHT = 560, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 8, 22
_TICKS = 4
_QUANTILES = ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a plot: ``paths`` are its pieces between gaps, ``values`` what it shows, as text."""

    name: str
    style: str
    paths: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot with its ticks (place, text), and the times of its points for the table beside it."""

    title: str
    lines: tuple[Line, ...]
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    times: tuple[str, ...]


def plots_of(course: Sequence[Span], window: Window, words: Words) -> list[Plot]:
    """Documents, errors, waiting and running time."""
    hours = window.span_s / 3600
    documents: list[tuple[str, str, Values]] = [
        (words("plot.done"), "one", [span.completed / hours for span in course]),
        (words("plot.failed"), "three", [span.failed / hours for span in course]),
        (words("plot.pages"), "two", [span.pages / hours for span in course]),
    ]
    errors: list[tuple[str, str, Values]] = [
        (words("plot.errors"), "three", [_percent(span.failed_share) for span in course])
    ]
    waits = _quantiles(course, lambda span: span.waited)
    runs = _quantiles(course, lambda span: span.ran)
    return [
        _plot(words("plot.documents"), documents, course, window),
        _plot(words("plot.error_rate"), errors, course, window),
        _plot(words("plot.waits"), waits, course, window),
        _plot(words("plot.runs"), runs, course, window),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _quantiles(
    course: Sequence[Span], counts: Callable[[Span], Mapping[str, int]]
) -> list[tuple[str, str, Values]]:
    styles = ("one", "two", "three")
    return [
        (name, style, [quantile_s(counts(span), share) for span in course])
        for (share, name), style in zip(_QUANTILES, styles, strict=True)
    ]


def _plot(
    title: str, lines: Sequence[tuple[str, str, Values]], course: Sequence[Span], window: Window
) -> Plot:
    top = _round_up(max((value for _, _, values in lines for value in values if value), default=1.0))
    times = [_time(span.begins_ms, window) for span in course]
    every = max(1, len(times) // 6)
    return Plot(
        title=title,
        lines=tuple(_line(name, style, values, top) for name, style, values in lines),
        rows=tuple(
            (_y(top * tick / _TICKS, top), _number(top * tick / _TICKS)) for tick in range(_TICKS + 1)
        ),
        columns=tuple(
            (_x(place, len(times)), time) for place, time in enumerate(times) if place % every == every // 2
        ),
        times=tuple(times),
    )


def _line(name: str, style: str, values: Values, top: float) -> Line:
    places = [
        None if value is None else (_x(place, len(values)), _y(value, top))
        for place, value in enumerate(values)
    ]
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in places:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return Line(
        name=name,
        style=style,
        paths=tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if len(piece) > 1),
        dots=tuple(piece[0] for piece in pieces if len(piece) == 1),
        values=tuple("–" if value is None else _number(value) for value in values),
    )


def _x(place: int, count: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * place / max(1, count - 1), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top, 1)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 10, 20 …, so that four ticks have short names."""
    step = 10.0 ** math.floor(math.log10(value))
    return next(step * factor for factor in (1, 2, 4, 10, 20) if step * factor >= value)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def _time(begins_ms: int, window: Window) -> str:
    """Where the service runs: a day and an hour for a week, an hour and a minute for less."""
    at = datetime.fromtimestamp(begins_ms / 1000, UTC).astimezone()
    return f"{at:%m-%d %H:%M}" if window is Window.WEEK else f"{at:%H:%M}"
