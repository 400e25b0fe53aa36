"""Stacked bars: what a whole is made of, and how old the overdue is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from lib.views.charts.areas import Name, at, some_names, value_column
from lib.views.charts.model import Chart, Head, KeyEntry
from lib.views.charts.theme import (
    AGES,
    FOOT,
    INK,
    MOST_CATEGORIES,
    QUIET,
    SURFACE,
    Spec,
    axis,
    figure,
    folded,
    ink_on,
    round_up,
    row_axis,
    row_height,
    safe,
    width_of,
)
from lib.views.classing import OKABE_ITO, OTHER
from lib.views.formats import number
from lib.views.words import Language, say

ROW = 34
NARROW = 150  # px of the bars on a phone: what is written in a part fits there
SHOWN = 20


@dataclass(frozen=True)
class _Stack:
    """Parts of bars: counts with one row a bar and one column a part, all of them known."""

    counts: pd.DataFrame
    parts: Mapping[str, str]
    colours: Mapping[str, str]
    name: Name
    language: Language
    picked: str
    shares: bool

    def figure(self, unit: str) -> Any:
        """The plotly figure of the bars, the first row on top."""
        codes = [str(code) for code in self.counts.index]
        names = [folded(safe(self.name(code))) for code in codes]
        names = [f"<b>▸ {name}</b>" if code == self.picked else name
                 for code, name in zip(codes, names, strict=True)]  # fmt: skip
        high = row_height(names, ROW)
        totals = self.counts.sum(axis=1)
        column = value_column([number(one) for one in totals],
                              [code == self.picked for code in codes],
                              list(range(len(codes))))  # fmt: skip
        end = 100.0 if self.shares else round_up(float(totals.max()))
        head = {
            "text": safe(unit), "x": 1, "xref": "paper", "xanchor": "right",
            "xshift": column["room"] - 8, "y": -0.5, "yref": "y", "yanchor": "bottom",
            "showarrow": False, "font": {"size": 14, "color": QUIET},
        }  # fmt: skip
        layout = {
            "xaxis": row_axis(0.0, end, per_cent=self.shares),
            "yaxis": axis(
                range=[len(codes) - 0.5, -0.5],
                tickvals=list(range(len(codes))),
                ticktext=names,
                tickfont={"size": 14, "color": INK},
            ),
            "margin": {"l": 4, "r": column["room"], "t": 26, "b": FOOT, "pad": 4},
            "annotations": [*column["annotations"], head],
            "bargap": 0.24,
            "hovermode": "y",
            "hoverdistance": high,
        }  # fmt: skip
        return figure([*self._bars(end), self._rows(codes)], layout, len(codes) * high + 26 + FOOT)

    def key(self) -> tuple[KeyEntry, ...]:
        """The parts from left to right."""
        return tuple(KeyEntry(name, self.colours[part]) for part, name in self.parts.items())

    def _lengths(self) -> pd.DataFrame:
        if not self.shares:
            return self.counts
        totals = self.counts.sum(axis=1)
        return self.counts.div(totals.where(totals > 0), axis=0).fillna(0.0) * 100

    def _bars(self, end: float) -> list[Spec]:
        lengths = self._lengths()
        base = lengths.cumsum(axis=1) - lengths
        return [
            {
                "type": "bar", "orientation": "h", "y": list(range(len(lengths))),
                "x": lengths[part].tolist(), "base": base[part].tolist(), "hoverinfo": "skip",
                "marker": {"color": self.colours[part], "line": {"color": SURFACE, "width": 1}},
                "text": [self._inside(length, count, end) for length, count in
                         zip(lengths[part], self.counts[part], strict=True)],
                "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
                "constraintext": "none",
                "textfont": {"size": 14, "color": ink_on(self.colours[part])},
            }
            for part in self.parts
        ]  # fmt: skip

    def _inside(self, length: float, count: float, end: float) -> str:
        """What is written in a part: nothing where it would not fit."""
        text = f"{number(length)}%" if self.shares else number(count)
        return text if width_of(text) + 4 <= length / end * NARROW else ""

    def _rows(self, codes: Sequence[str]) -> Spec:
        """An unseen bar over each row, which answers for all its parts."""
        lengths = self._lengths().sum(axis=1)
        return {
            "type": "bar", "orientation": "h", "y": list(range(len(codes))),
            "x": lengths.tolist(), "customdata": list(codes), "hoverinfo": "text",
            "hovertext": [self._hover(code) for code in codes],
            "marker": {
                "color": "rgba(0,0,0,0)",
                "line": {"color": INK, "width": [2 if one == self.picked else 0 for one in codes]},
            },
        }  # fmt: skip

    def _hover(self, code: str) -> str:
        row = {part: at(self.counts, code, part) for part in self.parts}
        total = sum(row.values())
        lines = [f"<b>{safe(self.name(code))}</b>"]
        for part, name in self.parts.items():
            share = f" ({number(100 * row[part] / total, 1)}%)" if total else ""
            dot = f'<span style="color:{self.colours[part]}">■</span>'
            lines.append(f"{dot} {safe(name)}: {number(row[part])}{share}")
        return "<br>".join(lines)


def stacked_share(
    counts: pd.DataFrame,
    head: Head,
    *,
    parts: Mapping[str, str],
    name: Name,
    language: Language,
    unit: str,
    first: str = "",
    quiet: Sequence[str] = ("not_reached", "other", "not_known"),
    picked: str = "",
    sort_by: str = "",
) -> Chart:
    """One bar of 100 % for each row of ``counts`` (area or period), cut into its parts.

    ``counts`` has one column a part, in the order of ``parts``, which name them: at most seven,
    more are put together at the end. ``quiet`` ones are grey. ``unit`` heads the totals beside
    the bars, ``first`` the names in the table. Rows keep their order unless ``sort_by`` names the
    part whose share puts them in order. Rows with nothing, or with a part unknown, are named below.
    """
    kept, named = _at_most_seven(counts[list(parts)], parts, language)
    colours = _colours(named, quiet)
    table, decimals = _table(kept, named, name, language, first, shares=True)
    known = kept[kept.notna().all(axis=1) & (kept.sum(axis=1) > 0)]
    if sort_by in known:
        share = known[sort_by] / known.sum(axis=1)
        known = known.loc[share.sort_values(ascending=False, kind="stable").index]
    notes = _left_out(kept, known, name, language)
    if known.empty:
        return _nothing(head, table, decimals, notes, language)
    stack = _Stack(known, named, colours, name, language, picked, shares=True)
    return Chart(
        head, language, stack.figure(unit), table,
        say("charts.alt_stack", language, title=head.title, count=number(len(known)),
            parts=", ".join(named.values())),
        codes=tuple(str(code) for code in known.index), picked=picked, key=stack.key(),
        notes=notes, decimals=decimals,
    )  # fmt: skip


def age_bars(
    counts: pd.DataFrame,
    head: Head,
    *,
    parts: Mapping[str, str],
    name: Name,
    language: Language,
    unit: str,
    first: str = "",
    picked: str = "",
    most: int = SHOWN,
) -> Chart:
    """What is overdue by age, one bar an area, the longest bar first.

    ``counts`` has one column an age, the youngest first (1-30, 31-90, over 90 days), named by
    ``parts``. Of more than ``most`` areas the longest bars and the picked one are shown.
    """
    table, decimals = _table(counts[list(parts)], parts, name, language, first, shares=False)
    known = counts[list(parts)].dropna()
    totals = known.sum(axis=1).sort_values(ascending=False, kind="stable")
    known = known.loc[totals.index[totals > 0]]
    notes = _left_out(counts[list(parts)], known, name, language)
    if known.empty:
        return _nothing(head, table, decimals, notes, language)
    rows, hint = known.index[:most], ""
    if len(known) > most:
        if picked in known.index and picked not in rows:
            rows = rows[: most - 1].append(pd.Index([picked]))
        words = say("charts.shown_of", language, shown=number(len(rows)), count=number(len(known)))
        notes, hint = (words, *notes), say("charts.see_all", language)
    colours = dict(zip(parts, AGES, strict=False))
    stack = _Stack(known.loc[rows], parts, colours, name, language, picked, shares=False)
    return Chart(
        head, language, stack.figure(unit), table,
        say("charts.alt_stack", language, title=head.title, count=number(len(known)),
            parts=", ".join(parts.values())),
        codes=tuple(str(code) for code in rows), picked=picked, key=stack.key(),
        notes=notes, decimals=decimals, hint=hint,
    )  # fmt: skip


def _at_most_seven(
    counts: pd.DataFrame, parts: Mapping[str, str], language: Language
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Parts beyond the sixth put together where there are more than seven."""
    if len(parts) <= MOST_CATEGORIES:
        return counts, dict(parts)
    first = list(parts)[: MOST_CATEGORIES - 1]
    rest = counts.drop(columns=first).sum(axis=1, skipna=False)
    named = {code: parts[code] for code in first} | {"other": say("legend.other", language)}
    return counts[first].assign(other=rest), named


def _colours(parts: Mapping[str, str], quiet: Sequence[str]) -> dict[str, str]:
    loud = [part for part in parts if part not in quiet]
    found = dict(zip(loud, OKABE_ITO, strict=False))
    grey = iter((OTHER, "#C3CAD1", "#7B8794"))
    return {part: found.get(part) or next(grey) for part in parts}


def _left_out(
    counts: pd.DataFrame, known: pd.DataFrame, name: Name, language: Language
) -> tuple[str, ...]:
    missing = [str(code) for code in counts.index if counts.loc[code].isna().any()]
    nothing = [str(code) for code in counts.index
               if code not in known.index and str(code) not in missing]  # fmt: skip
    return tuple(
        say("charts.apart", language, why=say(key, language), count=number(len(codes)),
            names=some_names(codes, name, language))
        for key, codes in (("charts.none", nothing), ("value.no_data", missing)) if codes
    )  # fmt: skip


def _table(
    counts: pd.DataFrame, parts: Mapping[str, str], name: Name, language: Language, first: str,
    *, shares: bool,
) -> tuple[pd.DataFrame, dict[str, int]]:  # fmt: skip
    columns: dict[str, Any] = {
        first or say("table.area", language): [name(str(code)) for code in counts.index]
    }
    totals = counts.sum(axis=1, skipna=False)
    decimals: dict[str, int] = {}
    for part, words in parts.items():
        columns[words] = counts[part].to_numpy(dtype=float)
        decimals[words] = 0
        if shares:
            shares_ = (100 * counts[part] / totals.where(totals > 0)).round(1)
            columns[f"{words} (%)"] = shares_.to_numpy(dtype=float)
            decimals[f"{words} (%)"] = 1
    total = say("charts.total", language)
    columns[total], decimals[total] = totals.to_numpy(dtype=float), 0
    return pd.DataFrame(columns, index=counts.index.astype(str)), decimals


def _nothing(
    head: Head, table: pd.DataFrame, decimals: Mapping[str, int], notes: tuple[str, ...],
    language: Language,
) -> Chart:  # fmt: skip
    empty = say("charts.empty", language)
    found = Chart(head, language, None, table, empty, empty=empty, notes=notes)
    return replace(found, decimals=decimals)
