"""Bars of a figure: of areas, of categories, of months, stacked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.exports.model import ChartDrawing
from lib.exports.slides.exact import Column, Rows, find_column, rows_by_name
from lib.exports.slides.looks import limits_of, outlines, said, spread
from lib.exports.slides.numbers import number_format, read_number
from lib.exports.slides.reading import Drawn, Part, codes, each, listed, numbers, solid
from lib.exports.slides.spec import Axis, Bars, Limits, Number, Reference, Run


def bars(drawing: ChartDrawing, drawn: Drawn) -> Bars:
    """The bars of a figure with the values of its table."""
    return _Bars(drawing, drawn).read()


@dataclass(frozen=True, eq=False)
class _Bars:
    """The bars of one figure."""

    drawing: ChartDrawing
    drawn: Drawn

    @property
    def traces(self) -> list[Part]:
        return [one for one in self.drawn.traces if one.get("type") == "bar"]

    @property
    def flat(self) -> bool:
        """Whether the bars lie."""
        return self.traces[0].get("orientation") == "h"

    @property
    def stacked(self) -> bool:
        """Whether one begins where another ends."""
        return any(one.get("base") is not None for one in self.traces)

    def read(self) -> Bars:
        """The bars with their exact values."""
        axis = self.drawn.axis("xaxis" if self.flat else "yaxis")
        names, rows = self._names()
        beside = self.drawn.beside(len(names)) if self.flat else ()
        own = replace(axis, written=number_format(self._texts(beside)))
        runs = self._runs(names, rows, own, beside)
        levels = self.drawn.levels("x") if self.flat else []
        return Bars(
            self._categories(names, beside, runs), tuple(runs), axis, upright=not self.flat,
            stacked=self.stacked,
            references=tuple(Reference(name, value, look) for name, value, look in levels),
        )  # fmt: skip

    def _texts(self, beside: Sequence[str]) -> list[str]:
        """Words at the bars, without those of a quotient beside them."""
        if self.stacked or not self.flat:
            return [str(text) for one in self.traces for text in listed(one.get("text"))]
        return [text.split(" · ")[0] for text in beside]

    def _names(self) -> tuple[list[str], Rows]:
        """Names of the places 0, 1, 2 … and their rows of the table."""
        if not self.flat:
            heads = [str(one) for one in self.drawing.table.frame.iloc[:, 0]]
            known = {round(float(at)): n for n, at in enumerate(listed(self.traces[0]["x"]))}
            whole = range(max(known) + 1)
            # A month without a bar has a row of its own; without one, its place is all it has.
            if len(heads) == len(whole):
                return heads, tuple(whole)
            return [heads[known[n]] if n in known else "" for n in whole], tuple(
                map(known.get, whole)
            )
        count = 1 + max(round(float(y)) for one in self.traces for y in listed(one["y"]))
        names = list(self.drawn.row_names(count))
        told = next((one for one in self.traces if codes(one)), self.traces[0])
        own = dict(zip(map(round, listed(told["y"])), codes(told), strict=False))
        looked = [name.removeprefix("▸ ") for name in names]
        found = rows_by_name(self.drawing.table, looked, [own.get(n, "") for n in range(count)])
        return names, found

    def _runs(
        self, names: Sequence[str], rows: Rows, axis: Axis, beside: Sequence[str]
    ) -> list[Run]:
        runs: list[Run] = []
        keys = [one.label for one in self.drawing.key]
        # The key begins with the actual bars, which may be drawn over those of the period before.
        order = self.traces
        named = dict(zip(map(id, self._as_in_key(order)), keys, strict=False))
        for trace in order:
            prefer = named.get(id(trace), "")
            runs.append(self._run(trace, len(names), rows, axis, prefer, beside))
        return runs

    def _as_in_key(self, traces: Sequence[Part]) -> list[Part]:
        """Traces in the order of the key: what answers to a pointer is the actual one."""
        if self.stacked:
            return list(traces)
        return sorted(traces, key=lambda one: one.get("hoverinfo") == "skip")

    def _run(
        self, trace: Part, count: int, rows: Rows, axis: Axis, prefer: str, beside: Sequence[str]
    ) -> Run:
        places = [round(float(one)) for one in listed(trace["y" if self.flat else "x"])]
        along = numbers(trace["x" if self.flat else "y"])
        values = self._put(along, places, count)
        is_actual = self.stacked or trace.get("hoverinfo") != "skip"
        words = beside if is_actual and not self.stacked else ()
        values = self._worded(values, words)
        column = find_column(self.drawing.table, rows, values, axis, prefer=prefer)
        marker = trace.get("marker") or {}
        fills = [solid(str(one)) for one in each(marker.get("color"), len(places), "#6F9DB4")]
        labels = self._labels(trace, places, count, words)
        exact = column.values if column else said(values, words, axis)
        return Run(
            name=prefer or (column.head if column else self.drawing.title),
            values=exact,
            fills=tuple(spread(fills, places, count, fills[0] if fills else "")),
            outlines=tuple(spread(outlines(marker, len(places)), places, count, None)),
            labels=labels,
            label_colour=self._label_colour(trace),
            side="ctr" if self.stacked else "outEnd",
            limits=self._limits(trace, places, values, exact, rows, axis, column),
            written=axis.written,
        )

    def _put(self, values: Sequence[Number], places: Sequence[int], count: int) -> list[Number]:
        return spread(values, places, count, None)

    def _worded(self, values: list[Number], words: Sequence[str]) -> list[Number]:
        """Bars that stand for words ("never") reach to the end of the axis: they have no value."""
        if not words:
            return values
        first = [text.split(" · ")[0] for text in words]
        return [None if text and read_number(text) is None else value
                for value, text in zip(values, first, strict=True)]  # fmt: skip

    def _labels(
        self, trace: Part, places: Sequence[int], count: int, words: Sequence[str]
    ) -> tuple[str, ...]:
        texts = listed(trace.get("text"))
        if texts:
            return tuple(spread([str(one) for one in texts], places, count, ""))
        return tuple(words)

    def _label_colour(self, trace: Part) -> str:
        found = (trace.get("textfont") or {}).get("color")
        return found if isinstance(found, str) else "#1F2933"

    def _limits(
        self, trace: Part, places: Sequence[int], values: Sequence[Number],
        exact: Sequence[Number], rows: Rows, axis: Axis, column: Column | None,
    ) -> Limits | None:  # fmt: skip
        bars = trace.get("error_x") or trace.get("error_y")
        if not bars:
            return None
        count = len(values)
        reach = [self._put(numbers(bars[side]), places, count) for side in ("array", "arrayminus")]
        return limits_of(self.drawing, values, exact, reach, rows, axis, column, stroke_of=bars)

    def _categories(
        self, names: Sequence[str], beside: Sequence[str], runs: Sequence[Run]
    ) -> tuple[str, ...]:
        """Names of the bars; with the total of a stack, and with words that stand for a value."""
        if not beside:
            return tuple(names)
        if self.stacked:
            head = [one for one in self.drawn.annotations if one.get("y") == -0.5]
            unit = f" {head[0]['text']}" if head else ""
            return tuple(f"{name} ({text}{unit})" for name, text in zip(names, beside, strict=True))
        actual = next(run for run in runs if run.labels)
        both = zip(names, beside, actual.values, strict=True)
        return tuple(
            f"{name} · {text}" if value is None and text else name for name, text, value in both
        )
