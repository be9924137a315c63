"""Lines, gaps and ticks of a plot."""

from __future__ import annotations

from ocr_service.api.page.plots import plots_of
from ocr_service.api.page.words.spoken import words_in
from ocr_service.domain.web.course import Span, Window


def course(**numbers: tuple[int, ...]) -> list[Span]:
    count = len(next(iter(numbers.values())))
    return [
        Span(
            begins_ms=1_790_000_000_000 + 300_000 * place,
            **{name: values[place] for name, values in numbers.items()},
        )
        for place in range(count)
    ]


def test_documents_of_a_span_are_shown_by_the_hour():
    documents = plots_of(course(completed=(1, 2, 0)), Window.HOUR, words_in("en"))[0]

    assert documents.lines[0].values == ("12", "24", "0")
    assert [text for _, text in documents.rows] == ["0", "10", "20", "30", "40"]


def test_a_span_without_documents_is_a_gap():
    errors = plots_of(course(completed=(1, 1, 0, 1), failed=(1, 0, 0, 0)), Window.HOUR, words_in("en"))[1]

    line = errors.lines[0]
    assert line.values == ("50", "0", "–", "0")
    assert [len(path.split()) for path in line.paths] == [2]
    assert len(line.dots) == 1


def test_nothing_at_all_is_an_empty_plot():
    plots = plots_of(course(completed=(0, 0)), Window.WEEK, words_in("de"))

    assert [plot.lines[0].paths for plot in plots[1:]] == [(), (), ()]
