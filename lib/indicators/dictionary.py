"""The dictionary of indicators in words, written from the registry itself."""

from geo.codes import Level
from lib.indicators.model import Direction, Estimate, Indicator, Interval, Theme
from lib.indicators.registry import LANGUAGES, indicators

HEAD = """# Indicators (ตัวชี้วัด)

Written by `python -m lib dictionary --out docs/indicators.md` from the registry.

A **flow** counts what happened in the period; a **stock** is the newest state known on the as-of
date, the earlier of the period's end and the data date unless given. Later events never count.
Shares are in per cent. "Too few" marks a rate over fewer people or follow-ups than that, and a
median or curve over fewer members.

Levels are region, province, amphoe and tambon unless said. A figure by mission, level of work,
type of activity, agency, occupation, legal form, category or severity is that figure with the
filter of that name; all values of a filter at once come from `evaluate_by`. Change is against the
same days of the year before, the days before or the reference value, and is marked where it is
more than chance; rates can be shrunk, put into a funnel and tested for hot spots
(`lib.indicators.change` and `lib.indicators.spread`).
"""
THEMES = {
    Theme.COVERAGE: "Coverage (ความครอบคลุมบริการ)",
    Theme.GROUPS: "Occupational groups (กลุ่มอาชีพ)",
    Theme.FOLLOW_UP: "Follow-up (การติดตามผล)",
    Theme.NEEDS: "Needs and situations (ความต้องการ สถานการณ์)",
    Theme.LABOUR: "Labour situation of the tambon (สถานการณ์แรงงานตำบล)",
    Theme.CONTEXT: "Context (บริบท)",
}
DIRECTIONS = {
    Direction.MORE: "more is better",
    Direction.LESS: "less is better",
    Direction.NEITHER: "neither more nor less is better",
}
INTERVALS = {Interval.NONE: "", Interval.WILSON: "Wilson limits", Interval.BYAR: "Byar's limits"}
ESTIMATES = {
    Estimate.MEDIAN: "order-statistic limits",
    Estimate.SURVIVAL_MEDIAN: "limits of the curve at one half",
    Estimate.SURVIVAL: "log-log limits",
    Estimate.INCIDENCE: "log-log limits",
}


def dictionary() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for theme, title in THEMES.items():
        parts.append(f"## {title}\n")
        parts += [_entry(one) for one in indicators().values() if one.theme is theme]
    return "\n".join(parts)


def _entry(one: Indicator) -> str:
    lines = [f"### {one.code}\n"]
    for language in LANGUAGES:
        words = one.words[language]
        lines.append(f"**{words.name}** ({words.unit}). {words.meaning}  \n*{words.formula}*\n")
    lines.append(f"{'; '.join(_rules(one))}.\n")
    return "\n".join(lines)


def _rules(one: Indicator) -> list[str]:
    rules = ["flow" if one.flow else "stock", DIRECTIONS[one.direction]]
    if one.interval is not Interval.NONE:
        rules.append(INTERVALS[one.interval])
    if one.sample:
        rules.append(ESTIMATES[one.sample.estimate])
    if one.few_below:
        rules.append(f"too few below {one.few_below}")
    if one.needs_report:
        rules.append("zero only where the reports due are in")
    if one.levels != tuple(Level):
        rules.append(f"known by {', '.join(one.levels)} only")
    if one.signed_in:
        rules.append("for those signed in only")
    return [*rules, f"filters: {', '.join(one.filters) or 'none'}"]
