"""The tables of a screen as they are seen: that of its map, those of its charts, its lists."""

from lib.exports.model import Table
from lib.views import data
from lib.views.charts.model import Chart
from lib.views.mapped.table import decimals, figures_table
from lib.views.taking.seen import Seen, SeenMap
from lib.views.words import say


def tables_of(seen: Seen) -> tuple[Table, ...]:
    """Every table that the run has shown, the ones behind its maps and charts too, each once."""
    found = {one.title: one for each in seen.maps.values() if (one := map_table(each))}
    for title, item in seen.items.items():
        one = chart_table(item) if isinstance(item, Chart) else item
        if title not in found and len(one.frame):
            found[title] = one
    return tuple(found.values())


def map_table(shown: SeenMap) -> Table | None:
    """The figures of a map, one row an area; None for a map of categories, which has a list."""
    if shown.indicator is None or shown.answer is None:
        return None
    language = shown.picture.lang
    title = say("table.title", language, name=shown.indicator.name(language))
    return Table(
        title=f"{title} · {shown.caption}" if shown.caption else title,
        frame=figures_table(shown.indicator, shown.answer, data.areas(), language),
        decimals=decimals(shown.indicator, language),
        stub=2,
        notes=(shown.picture.subtitle,) if shown.picture.subtitle else (),
    )


def chart_table(chart: Chart) -> Table:
    """The figures behind a chart."""
    title = f"{chart.title} · {chart.subtitle}" if chart.subtitle else chart.title
    return Table(title, chart.table, dict(chart.decimals), chart.stub, chart.notes)
