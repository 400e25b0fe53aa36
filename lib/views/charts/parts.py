"""Bars of categories: a mix, outcomes, referrals, with limits, the past, the plan, a quotient."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.indicators.model import Indicator
from lib.indicators.model import Kind as Measured
from lib.views.charts.areas import (
    apart,
    area_table,
    full_value,
    has_limits,
    limits_and_counts,
    solid,
    table_decimals,
)
from lib.views.charts.model import Chart, Head, KeyEntry, Shape
from lib.views.charts.theme import (
    BEFORE,
    FOOT,
    INK,
    PLAIN,
    PRIMARY,
    QUIET,
    ROW,
    Spec,
    axis,
    figure,
    folded,
    label,
    round_up,
    row_axis,
    safe,
    width_of,
)
from lib.views.formats import number, plain_value
from lib.views.words import Language, say

SHOWN = 12
LONG = 150  # px: longer names stand above their bars
TALL = 50  # px a row with the name above
FOLD, LINE = 290, 18  # px: a name above its bar that a phone has no room for takes a second line
REST = ""  # the code of what is put together


def category_bars(
    indicator: Indicator,
    figures: pd.DataFrame,
    head: Head,
    *,
    labels: Mapping[str, str],
    language: Language,
    last: Sequence[str] = ("other",),
    most: int = SHOWN,
    quotient: pd.Series | None = None,
    before: pd.Series | None = None,
    plan: pd.Series | None = None,
    picked: str = "",
    category: str = "",
) -> Chart:
    """One bar a category, the largest first, ``last`` ones at the end whatever they hold.

    ``figures`` are like those of ``evaluate``, indexed by the code of the category; ``labels``
    name the codes and ``category`` heads them in the table. ``quotient`` (against the region) is
    written beside the value; ``before`` is a light grey bar behind, ``plan`` an outline. Of more
    than ``most`` categories the smallest ones are put together where counts can be added, else
    they are in the table only.
    """

    def name(code: str) -> str:
        return labels.get(code, code)

    shown, cut = _shown(indicator, figures, last, most, language)
    more = {"charts.before": before, "charts.plan": plan, "charts.quotient": quotient}
    table = area_table(indicator, figures.loc[_order(figures, last)], name, language,
                       category or say("charts.category", language))  # fmt: skip
    decimals = dict(table_decimals(indicator, language)) | _add(table, indicator, more, language)
    notes = (*cut, *apart(figures, name, language))
    if shown.empty:
        empty = say("charts.empty", language)
        return Chart(
            head, language, None, table, empty, decimals=decimals, empty=empty, notes=notes
        )
    before, plan = (_with_rest(one, figures, shown) for one in (before, plan))
    drawn = _Drawn(indicator, shown, {**labels, REST: _rest_name(figures, shown, language)},
                   language, picked, quotient, before, plan)  # fmt: skip
    first = shown.iloc[0]
    return Chart(
        head,
        language,
        drawn.figure(),
        table,
        say(
            "charts.alt_bars", language, title=head.title, count=number(len(shown)),
            first=drawn.labels.get(str(shown.index[0]), str(shown.index[0])),
            value=plain_value(indicator, float(first["value"]), language),
        ),
        codes=tuple(str(code) for code in shown.index if code != REST),
        picked=picked,
        key=drawn.key(),
        notes=notes,
        decimals=decimals,
        hint=say("charts.see_all", language) if cut else "",
    )  # fmt: skip


def _add(
    table: pd.DataFrame, indicator: Indicator, more: Mapping[str, pd.Series | None],
    language: Language,
) -> dict[str, int]:  # fmt: skip
    """Put the figures that are given into the table, by the key of their words; their decimals."""
    decimals = {}
    for words, values in more.items():
        if values is not None:
            head = say(words, language)
            table.insert(2, head, values.reindex(table.index).to_numpy(dtype=float))
            decimals[head] = 2 if words == "charts.quotient" else indicator.decimals
    return decimals


@dataclass(frozen=True)
class _Drawn:
    """What the bars look like."""

    indicator: Indicator
    shown: pd.DataFrame
    labels: Mapping[str, str]
    language: Language
    picked: str
    quotient: pd.Series | None
    before: pd.Series | None
    plan: pd.Series | None

    @property
    def codes(self) -> list[str]:
        """Codes of the bars from the top."""
        return [str(code) for code in self.shown.index]

    def figure(self) -> Any:
        """The plotly figure."""
        codes, count = self.codes, len(self.shown)
        names = [safe(self.labels.get(code, code)) for code in codes]
        tall = max(map(width_of, names)) > LONG
        names = [folded(one, FOLD) for one in names] if tall else names
        more = LINE if tall and any("<br>" in one for one in names) else 0
        row = TALL + more if tall else ROW + 4
        end = self._end()
        lift = (9 + more / 2) / row if tall else 0.0
        thick = 20 / row if tall else 0.68
        columns, room = self._columns(lift)
        notes = [
            label(self._bold(text, code), x=0, xref="paper", xanchor="left", align="left",
                  y=place + (1 + more / 2) / row, yanchor="bottom", yref="y",
                  font={"size": 14, "color": INK})
            for place, (text, code) in enumerate(zip(names, codes, strict=True))
        ] if tall else []  # fmt: skip
        layout = {
            "xaxis": row_axis(0.0, end, per_cent=self.indicator.kind is Measured.SHARE),
            "yaxis": axis(
                range=[count - 0.5, -0.5],
                tickvals=[] if tall else list(range(count)),
                ticktext=[] if tall else [self._bold(text, code)
                                          for text, code in zip(names, codes, strict=True)],
                tickfont={"size": 14, "color": INK},
            ),
            "margin": {"l": 4, "r": room, "t": 26 if self.quotient is not None else 6, "b": FOOT,
                       "pad": 4},
            "annotations": notes + columns,
            "hovermode": "y",
            "hoverdistance": row,
        }  # fmt: skip
        top = 26 if self.quotient is not None else 6
        return figure(self._bars(lift, thick), layout, count * row + top + FOOT)

    def key(self) -> tuple[KeyEntry, ...]:
        """What the bars beside the actual ones are."""
        found = [KeyEntry(say("charts.actual", self.language), PLAIN)]
        if self.before is not None:
            found.append(KeyEntry(say("charts.before", self.language), BEFORE))
        if self.plan is not None:
            found.append(KeyEntry(say("charts.plan", self.language), INK, Shape.OUTLINE))
        return tuple(found) if len(found) > 1 else ()

    def _end(self) -> float:
        found = [self.shown[name] for name in ("value", "upper")]
        found += [one.reindex(self.codes) for one in (self.before, self.plan) if one is not None]
        highest = max((float(v) for one in found for v in one if math.isfinite(v)), default=0.0)
        end = round_up(1.02 * highest)
        return min(end, 100.0) if self._capped(highest) else end

    def _capped(self, highest: float) -> bool:
        return self.indicator.kind is Measured.SHARE and highest <= 100

    def _bars(self, lift: float, thick: float) -> list[Spec]:
        places = [place + lift for place in range(len(self.shown))]
        bars: list[Spec] = []
        for more, look in (
            (self.before, {"color": BEFORE}),
            (self.plan, {"color": "rgba(0,0,0,0)", "line": {"color": INK, "width": 1.5}}),
        ):
            if more is not None:
                values = more.reindex(self.codes).to_numpy(dtype=float)
                bars.append({
                    "type": "bar", "orientation": "h", "width": thick, "y": places,
                    "x": [float(v) if math.isfinite(v) else None for v in values],
                    "marker": look, "hoverinfo": "skip",
                })  # fmt: skip
        beside = bool(bars)
        actual: Spec = {
            "type": "bar", "orientation": "h", "y": places,
            "width": thick * (0.55 if beside else 1.0),
            "x": [float(v) if math.isfinite(v) else self._end() for v in self.shown["value"]],
            "customdata": self.codes,
            "hovertext": [self._hover(row) for row in self.shown.itertuples()],
            "hoverinfo": "text",
            "marker": {
                "color": [self._colour(code) for code in self.codes],
                "line": {"color": INK, "width": [2 if c == self.picked and c else 0
                                                 for c in self.codes]},
            },
        }  # fmt: skip
        if has_limits(self.indicator, self.shown):
            upper = (self.shown["upper"] - self.shown["value"]).clip(lower=0).fillna(0)
            lower = (self.shown["value"] - self.shown["lower"]).clip(lower=0).fillna(0)
            actual["error_x"] = {
                "type": "data", "symmetric": False, "array": upper.tolist(),
                "arrayminus": lower.tolist(), "color": INK, "thickness": 1.4, "width": 0,
            }  # fmt: skip
        # Plans are outlines: they stay on top of what was done.
        return [*bars[:1], actual, *bars[1:]] if self.before is not None else [actual, *bars]

    def _columns(self, lift: float) -> tuple[list[Spec], int]:
        """The values, and the quotients beside them with a heading: right-aligned figures."""
        values = [plain_value(self.indicator, float(v), self.language) for v in self.shown["value"]]
        texts = [values]
        if self.quotient is not None:
            known = self.quotient.reindex(self.codes).to_numpy(dtype=float)
            texts.append(["–" if math.isnan(v) else f"{number(v, 1)}×" for v in known])
        notes: list[Spec] = []
        room = 0
        for column in texts:
            room += max(map(width_of, column), default=0) + 12
            notes += [
                label(self._bold(text, code), x=1, xref="paper", xanchor="right", xshift=room,
                      y=place + lift, yref="y", yanchor="middle",
                      font={"size": 14, "color": INK})
                for place, (text, code) in enumerate(zip(column, self.codes, strict=True))
            ]  # fmt: skip
        if self.quotient is not None:
            notes.append(
                label(say("charts.quotient_short", self.language), x=1, xref="paper",
                      xanchor="right", xshift=room, y=1, yref="paper", yanchor="bottom", yshift=3)
            )  # fmt: skip
        return notes, room + 8

    def _colour(self, code: str) -> str:
        if code == REST or code in ("other", "not_known"):
            return "#A9B4BE"
        return PRIMARY if code == self.picked else PLAIN

    def _bold(self, text: str, code: str) -> str:
        if code and code == self.picked:
            return f"<b>{text}</b>"
        return f'<span style="color:{QUIET}">{text}</span>' if code == REST else text

    def _hover(self, row: Any) -> str:
        code = str(row.Index)
        lines = [
            f"<b>{safe(self.labels.get(code, code))}</b>",
            full_value(self.indicator, float(row.value), self.language),
            *limits_and_counts(self.indicator, row, self.language),
        ]
        for words, more in (("charts.before", self.before), ("charts.plan", self.plan)):
            if more is not None and math.isfinite(more.get(code, math.nan)):
                text = plain_value(self.indicator, float(more[code]), self.language)
                lines.append(f"{say(words, self.language)}: {text}")
        if self.quotient is not None and math.isfinite(self.quotient.get(code, math.nan)):
            text = number(float(self.quotient[code]), 2)
            lines.append(say("charts.quotient_of", self.language, value=text))
        return "<br>".join(lines)


def _order(figures: pd.DataFrame, last: Sequence[str]) -> list[Any]:
    """Codes, the largest value first; those of ``last`` at the end, missing values before them."""
    codes = [code for code in figures.index if code not in last]
    values = figures["value"]
    codes.sort(key=lambda code: -values[code] if pd.notna(values[code]) else math.inf)
    return [*codes, *(code for code in last if code in figures.index)]


def _shown(
    indicator: Indicator, figures: pd.DataFrame, last: Sequence[str], most: int, language: Language
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows that are drawn, and a note where some could not be put together."""
    known = solid(figures)
    known = known.loc[_order(known, last)]
    if len(known) <= most:
        return known, ()
    ends = [code for code in last if code in known.index]
    kept = known.drop(index=ends).iloc[: most - 1 - len(ends)]
    rest = known.drop(index=[*kept.index, *ends])
    if indicator.kind is not Measured.COUNT and not _one_base(indicator, known):
        words = say("charts.shown_of", language, shown=number(len(kept) + len(ends)),
                    count=number(len(known)))  # fmt: skip
        return known.loc[[*kept.index, *ends]], (words,)
    put = rest[["value", "numerator"]].sum()
    together = pd.DataFrame(
        {"value": put["value"], "numerator": put["numerator"],
         "denominator": rest["denominator"].iloc[0], "lower": math.nan, "upper": math.nan,
         "flag": rest["flag"].iloc[0]},
        index=[REST],
    )  # fmt: skip
    return pd.concat([kept, together, known.loc[ends]]), ()


def _one_base(indicator: Indicator, known: pd.DataFrame) -> bool:
    """Whether all shares are of the same whole, so that they can be added."""
    return indicator.kind is Measured.SHARE and known["denominator"].nunique() == 1


def _with_rest(
    more: pd.Series | None, figures: pd.DataFrame, shown: pd.DataFrame
) -> pd.Series | None:
    """The past or the plan, with that of the categories that are put together."""
    if more is None or REST not in shown.index:
        return more
    rest = [code for code in solid(figures).index if code not in shown.index]
    together = pd.Series({REST: more.reindex(rest).sum(min_count=1)})
    extended: pd.Series = pd.concat([more, together])
    return extended


def _rest_name(figures: pd.DataFrame, shown: pd.DataFrame, language: Language) -> str:
    count = len(solid(figures)) - len(shown) + 1
    return say("charts.rest", language, count=number(count))
